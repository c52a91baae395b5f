// Cases of our own, by the formula of each kind's source: for kinds of which the shared folder
// has none, and for inputs that may be named or left out in more ways than its cases show.

import type { Case, Json } from "./cases.ts";
import type { Tolerance } from "./judging.ts";

type Row = readonly [venue: string, kind: string, inputs: Json, expected: Json, more?: { mode?: string; tolerance?: Tolerance; lacks?: readonly string[] }];

const exact = { tolerance: { exact: true } };
const tiers = [[0, 1_000, 0.02], [1_000, 2_000, 0.025], [2_000, null, 0.03]];
const deleveraged = { order: [2, 5, 4, 1, 6, 3], closed: { 2: 10, 5: 10 }, account5_remaining: 10 };
const queue = [[1, 10, 3], [2, 10, 6], [3, 20, 1], [4, 30, 4], [5, 20, 5], [6, 10, 2]] as const;
const inverseCross = { contracts_usd: 10_000, entry: 8_000, account_balance_btc: 0.5, order_margin: 0.1, taker: 0.00075, mmr: 0.005 };
const inverseBankruptcy = (side: 1 | -1) => ((1 + side * 0.00075) * 10_000) / (1.25 + side * 0.4);
const inverseLiquidation = (side: 1 | -1) => 10_000 / (1.25 + side * (0.4 - 1.25 * 0.005 - 7.5 / inverseBankruptcy(side)));
const okxSample = { contracts: 1, face_value_usd: 10, entry: 2566.31, leverage: 10, mark: 2565.656, margin: 0.0003896645377994, taker: 0.0005 };
const okxMaintenance = 0.0000311811092368;
const funding = { increase_per_s: 1e-6, decrease_per_s: 2e-6, threshold_stable: 0.05, threshold_decrease: 0.03, duration_s: 600, skew_same_as_funding: true };
const short3 = { side: "short", size: 3, entry: 3_000, collateral: 1_000 };

const rows: readonly Row[] = [
  ["10101 (LN DEX, inverse)", "margin_and_liq", { contracts_usd: 1_000, entry: 110_000, leverage: 2, mmr: 0.1, side: "short" },
    { liquidation_price_expected: 110_000 / (1 - 0.5 + 0.1), liquidation_price_buggy: 110_000 / (1 + 0.5 - 0.1) }],

  ["Aave v3", "linear_interest_ray", { rate: "100000000000000000000000000", last: 0, current: 31_536_000 },
    { linear_interest: "1100000000000000000000000000" }, exact],
  ["Aave v3", "linear_interest_ray", { rate: "100000000000000000000000000", seconds: 15_768_000 },
    { linear_interest: "1050000000000000000000000000" }, exact],
  ["Aave v3", "account_summary", { collateral_usd: 30_000, borrow_usd: 20_000, liq_threshold: 0.825 },
    { health_factor: 1.2375, current_liq_threshold_bps: 8_250, available_borrows_usd: 0 }, { lacks: ["available_borrows_usd"] }],
  ["Aave v3", "account_summary", { collateral_usd: 30_000, ltv: 0.75 },
    { current_ltv_bps: 7_500, available_borrows_usd: 22_500, health_factor: -1 }, { lacks: ["health_factor"] }],

  ["Binance USDM", "initial_margin", { leverage: 20, order_price: 9_253.3, qty: 1 }, { initial_margin: 9_253.3 / 20 }],
  ["Binance USDM", "maintenance_margin_rate", { symbol: "BTCUSDT", notional: 500_000 }, { mmr: 0.01 }],
  ["Binance USDM", "maintenance_margin_rate", { symbol: "XUSDT", notional: 1_500, tiers_hint: tiers }, { mmr: 0.025 }],
  ["Binance USDM", "wallet_balance_from_liq_price", { side: "long", size: 109.488, entry: 32_481.98, mmr: 0.025, cum: 16_300, liquidation_price: 26_316.89 },
    { cross_wallet_balance: 109.488 * (26_316.89 * (0.025 - 1) + 32_481.98) - 16_300 }],
  ["Binance USDM", "wallet_balance_from_liq_price", { side: "short", size: 2, entry: 10, mmr: 0.01, cum: 0, liquidation_price: 12 },
    { cross_wallet_balance: 2 * (12 * (0.01 + 1) - 10) }],
  ["Binance USDM", "liquidation_price", { side: "short", size: 1, entry: 10, leverage: 5, mmr: 0.01, cum: 0.01 },
    { liquidation_price: (10 + 2 + 0.01) / 1.01 }],
  ["Binance USDM", "liquidation_price", { symbol: "BTCUSDT", side: "long", size: 1, entry: 40_000, leverage: 10 },
    { liquidation_price: (40_000 - 4_000) / (1 - 0.004) }],
  ["Binance USDM", "liquidation_price", {
    wallet_balance: 100, target: "B",
    positions: [{ symbol: "A", side: "short", size: 1, entry: 100, mark: 90, mmr: 0.01, cum: 0 }, { symbol: "B", side: "long", size: 2, entry: 100, mmr: 0.02, cum: 0.5 }],
  }, { liquidation_price: (100 + 10 - 0.9 + 0.5 - 200) / (2 * 0.02 - 2) }],

  ["BitMEX", "adl_percentiles", { accounts: queue, liquidated_short: 20 }, deleveraged],
  ["BitMEX", "adl_percentiles", { accounts: queue.map(([account, quantity, pnl_ranking]) => ({ account, quantity, pnl_ranking })), liquidated_short: { quantity: 20, bankruptcy_price: 650 } }, deleveraged],
  ["BitMEX", "adl_percentiles", { accounts: Object.fromEntries(queue.map(([account, qty, rank]) => [account, { qty, rank }])), liquidated_short: 20 }, deleveraged],
  ["BitMEX (nautilus model)", "initial_margin", { qty_usd: 50_000, price: 25_000, margin_init: 0.02, leverage: 10 },
    { initial_margin_btc: 0.004, initial_margin_quote_usd: 100 }],

  ["Bitget", "liquidation_price", { side: "long", size: 0.01, entry: 25_000, position_margin: 10, mmr: 0.004, taker: 0.0006 },
    { liquidation_price: (10 - 250) / (0.01 * (0.0046 - 1)) }],
  ["Bitget", "liquidation_price", { side: "short", size: 0.01, entry: 25_000, position_margin: 10, mmr: 0.004, taker_note: "0.06%, not printed" },
    { liquidation_price: (10 + 250) / (0.01 * (0.0046 + 1)) }],

  ["Bybit", "average_entry_price", { fills: [[1_000, 10_000], [1_000, 5_000]] }, { average_entry_price: 2_000 / 0.3, total_value_btc: 0.3 }],
  ["Bybit", "average_entry_price", { fills: [{ contracts_usd: 1_000, price: 10_000 }, { contracts_usd: 1_000, price: 5_000 }] },
    { average_entry_price: 2_000 / 0.3, total_value_btc: 0.3 }],
  ["Bybit", "average_entry_price", { fills: [{ qty: 0.5, price: 5_000 }, { qty: 0.8, price: 6_000 }] },
    { average_entry_price: 7_300 / 1.3 }, { mode: "linear" }],
  ["Bybit", "bankruptcy_price", { side: "long", ...inverseCross }, { bankruptcy_price: inverseBankruptcy(1) }],
  ["Bybit", "bankruptcy_price", { side: "short", contracts_usd: 10_000, entry: 8_000, leverage: 10 }, { bankruptcy_price: 8_000 / (1 - 0.1) }],
  ["Bybit", "bankruptcy_price", { side: "long", entry: 8_000, leverage: 10 }, { bankruptcy_price: 8_000 / 1.1 }, { mode: "isolated inverse" }],
  ["Bybit", "interest_rate", { interest_quote_index: 0.0006, interest_base_index: 0.0003, funding_interval: 3 }, { interest_rate: 0.0001 }],
  ["Bybit", "liquidation_price", { side: "long", ...inverseCross }, { liquidation_price: inverseLiquidation(1) }],
  ["Bybit", "liquidation_price", { side: "short", ...inverseCross }, { liquidation_price: inverseLiquidation(-1) }],
  ["Bybit", "liquidation_price", { side: "long", ...inverseCross, bankruptcy_price: 6_000 },
    { liquidation_price: 10_000 / (1.25 + 0.4 - 1.25 * 0.005 - 7.5 / 6_000) }],
  ["Bybit", "liquidation_price", { side: "long", contracts_usd: 10_000, entry: 8_000, leverage: 10, mmr: 0.005, mm_basis: "entry" },
    { liquidation_price: 10_000 / (1.25 + 0.125 - 0.00625), initial_margin: 0.125, maintenance_margin: 0.00625 }],
  ["Bybit", "liquidation_price", { side: "short", contracts_usd: 10_000, entry: 8_000, leverage: 10, mmr: 0.005, mm_deduction: 0.001, mm_basis: "mark" },
    { liquidation_price: (10_000 * (1 - 0.005)) / (1.25 - 0.125 - 0.001) }],
  ["Bybit", "liquidation_price", { side: "long", contracts_usd: 10_000, entry: 8_000, leverage: 10, mmr: 0.005, extra_margin: 0.02, taker: 0.00055, mm_basis: "mark" },
    { liquidation_price: (10_000 * 1.005) / (1.25 + 0.125 + 0.02 / 1.00055) }],
  ["Bybit", "liquidation_price", { side: "long", size: 1, entry: 20_000, leverage: 50, mmr: 0.005, mm_basis: "mark value" },
    { liquidation_price: (20_000 * (1 - 1 / 50)) / (1 - 0.005), initial_margin: 400 }],
  ["Bybit", "liquidation_price", { side: "short", size: 2, entry: 10_000, leverage: 10, mmr: 0.01, mm_deduction: 20, extra_margin: 100 },
    { liquidation_price: 10_000 + (2_000 - (200 - 20)) / 2 + 100 / 2 }],
  ["Bybit", "maintenance_margin_rate", { symbol: "X", position_value: 1_500, tiers }, { mmr: 0.025 }],
  ["Bybit", "maintenance_margin_rate", { symbol: "BTCUSDT", position_value: 500_000 }, { mmr: 0.005 }, { lacks: ["the tiers of BTCUSDT"] }],
  ["Bybit", "position_balance", { entry: 1_198.45, leverage: 4.2, size: 0.1, taker: 0.0006 },
    { position_balance: 119.845 / 4.2 + 0.0006 * 119.845 * (1 - 1 / 4.2) }],
  ["Bybit", "position_value_and_im", { contracts_usd: 12_000, entry: 8_000, leverage: 50, mmr: 0.005 },
    { position_value_btc: 1.5, initial_margin_btc: 0.03 }],

  ["Drift v2", "margin_ratio_fill", { margin_ratio_initial: 1_000, margin_ratio_maintenance: 500 }, { margin_ratio: 750 }, exact],
  ["Drift v2", "margin_ratio_fill", { margin_ratio_initial: 0.1, margin_ratio_maintenance: 0.05 }, { margin_ratio: 0.075 }],
  ["Drift v2", "liquidation_price", { side: "short", base: 10, approx_entry: 2, collateral_usdc: 10, margin_ratio_maintenance: 500 },
    { liquidation_price: (10 + 20 - 0.02) / (10 * 1.05) }],

  ["GMX v2", "saved_funding_factor_change", { ...funding, imbalance: 0.1 }, { change_abs: 1e-6 * 0.1 * 600, direction: "increase" }],
  ["GMX v2", "saved_funding_factor_change", { ...funding, imbalance: 0.02 }, { change_abs: 2e-6 * 600, direction: "decrease" }],
  ["GMX v2", "min_collateral_for_liq", { min_collateral_usd: 500, pnl: -20, closing_fee: 50, price_impact: -30 }, { min_collateral: 600 }],
  ["GMX v2", "min_collateral_for_liq", { min_collateral_usd: 500, pnl: 0, closing_fee: 50, price_impact: 30 }, { min_collateral: 550 }],
  ["GMX v2", "price_impact_usd", { exponent: 2, factor: 2e-7, initial_diff: -50_000, next_diff: -25_000 }, { price_impact: 375 }],

  ["Gate", "liquidation_price", { side: "long", entry: 10, margin: 2, size: 1, mmr: 0.01, mmr_wrong_last_tier: 0.25, taker: 0.0006 },
    { liquidation_price: 8 / (1 - 0.0106), gate_app_liq_price: 8 / (1 - 0.0106), naive_liq_price_with_wrong_tier: 8 / (1 - 0.2506) }],
  ["Gate", "liquidation_price", { side: "short", contracts_usd: 1_000, entry: 8_000, leverage: 10, mmr: 0.01, taker: 0.0006 },
    { liquidation_price: (1_000 * (1 - 0.0106)) / (0.125 - 0.0125) }],
  ["Gate", "maintenance_amount", { floor: 1_000_000, mmr: 0.005, prev_mmr: 0.0035, prev_deduction: 250 }, { deduction: 1_750 }],

  ["Generic inverse", "unrealized_pnl", { side: "long", fills: [[100, 100]], mark: 125 }, { unrealized_pnl: 100 * (1 / 100 - 1 / 125) }],
  ["Generic inverse", "unrealized_pnl", { side: "short", fills: [{ size: 100, price: 100 }], mark: 125 }, { unrealized_pnl: 100 * (1 / 125 - 1 / 100) }],
  ["Generic inverse", "bankruptcy_price", { side: "short", leverage: 1, entry: 100 }, { bankruptcy_price: null }],
  ["Generic linear", "funding_payment", { side: "long", size: 30, mark: 2.78, funding_rate: 1.9e-5 }, { nominal_value: 83.4, funding_fee: -0.0015846 }],
  ["Generic linear", "liquidation_price", { side: "long", size: 2, mark: 100, equity: 100, mmr: 0.05, other_maintenance: 5 },
    { liquidation_price: (200 - 95) / (2 * 0.95), liquidation_price_wrong_estimate: (200 - 100) / (2 * 0.95) }],
  ["Generic linear", "liquidation_price", { side: "short", size: 2, mark: 100, equity: 100, mmr: 0.05 },
    { liquidation_price: 300 / (2 * 1.05), liquidation_price_wrong_estimate: 300 / (2 * 1.05) }],
  ["Generic linear (jesse, fixed 0.4% mmr)", "liquidation_price", { side: "long", entry: 10, leverage: 2, mmr: 0.004 }, { liquidation_price: 5.04 }],

  ["HTX", "net_position", { coin: "BTC", leverage: 10, long_lots: 1_200, short_lots: 3_000 }, { net_lots: 1_800, adjustment_factor: 0.1 }, { lacks: ["adjustment_factor"] }],
  ["HTX", "net_position", { coin: "BTC", leverage: 10, long_lots: 1_200, short_lots: 3_000, tiers: [[0, 1_000, 0.05], [1_000, 5_000, 0.1], [5_000, null, 0.15]] },
    { net_lots: 1_800, adjustment_factor: 0.1 }],

  ["Hyperliquid", "margin_used", { raw_usd: 36_359.245859, position_value: 26_961.773417 }, { margin_used: 9_397.472442 }],
  ["Hyperliquid", "liquidation_price", { side: "long", size: 1, entry: 100, leverage: 5, max_leverage: 50 }, { liquidation_price: 80 / 0.99 }],
  ["Hyperliquid", "liquidation_price", { side: "short", size: 1, entry: 100, raw_usd: 150, max_leverage: 5 }, { liquidation_price: 150 / 1.1 }],

  ["Kraken Futures", "liquidation_and_bankruptcy", { side: "short", contracts_usd: 1_000, entry: 8_000, margin_btc: 0.01, im_rate: 0.02, mm_rate: 0.01 },
    { position_value_btc: 0.125, initial_margin_btc: 0.0025, maintenance_margin_btc: 0.00125, liquidation_price: 990 / 0.115, bankruptcy_limit_price: 1_000 / 0.115 }],
  ["Kraken Futures", "funding_payment", { side: "short", size: 2, mark: 100, funding_rate: 0.001, time_in_ratio: 0.5 }, { funding_fee: 0.1 }],

  ["KuCoin", "risk_rate", {
    total_margin: 5_000, taker: 0.0006,
    positions: [{ sym: "XBTUSDTM", side: "long", mark: 62_000, mult: 0.001, contracts: 100, mmr: 0.005 }],
    orders: [{ sym: "ETHUSDTM", side: "short", mark: 3_000, mult: 0.01, contracts: 1_000, mmr: 0.008 }],
  }, { risk_rate: (31 + 240 + 3.72 + 18) / (5_000 - 18) }],
  ["KuCoin", "risk_rate", { total_margin: 100, positions: { sym: "X", side: "long", mark: 1_000, size: 1, mmr: 0.01 }, orders: [] }, { risk_rate: 10.6 / 100 }],
  ["KuCoin", "bankruptcy_price", { side: "short", entry: 28_000, leverage: 50 }, { bankruptcy_price: 28_000 * 1.02 }, { mode: "isolated linear" }],
  ["KuCoin", "liquidation_price", { side: "long", contracts: 100, multiplier: 0.001, entry: 28_000, leverage: 50, mmr: 0.004 },
    { liquidation_price: 28_000 * (1 - 0.02 + 0.004), initial_margin: 56, maintenance_margin: 11.2 }],
  ["KuCoin", "liquidation_price", { side: "long", contracts: 28_000, entry: 28_000, leverage: 50, mmr: 0.004 },
    { liquidation_price: 28_000 / (1 + 0.02 - 0.004), bankruptcy_price: 28_000 / 1.02, initial_margin: 0.02, maintenance_margin: 0.004 }, { mode: "isolated inverse" }],
  ["KuCoin", "liquidation_price", { side: "short", lots: 1, multiplier: 0.001, entry: 40_000, pos_init: 8, pos_cross: 1, pos_maint: 0.2, taker: 0.0006, mark: 39_000 },
    { liquidation_price: (40 + (9 + 0.0006 * 40 * 1.2 - 0.2)) / 0.001, pos_comm: 0.0288, unrealised_pnl: 1, unrealised_pnl_pcnt: 0.025, unrealised_roe_pcnt: 0.125 }],

  ["Lending generic", "health_factor", { collateral_eth: 10, debt: 20_000, liq_threshold: 0.825, price: 3_000 }, { health_factor: 1.2375 }],
  ["Lending generic", "liquidation_price", { collateral_eth: 10, debt: 20_000, liq_threshold: 0.825, price: 3_000 },
    { liquidation_price: 20_000 / 8.25, drawdown: 1 - 20_000 / 8.25 / 3_000 }],
  ["Morpho Blue", "liquidation_incentive_factor", { lltv: 0.86 }, { lif_wad: "1043841336116910229" }, exact],

  ["OKX", "initial_margin", { contracts: 1, face_value_usd: 10, entry: 2_566.31, leverage: 10 }, { margin: 1 / 2_566.31 }],
  ["OKX", "initial_margin_and_position", { amount_btc: 1, leverage: 10, price: 10_000, side: "long" },
    { margin_btc: 0.1, position_asset_btc: 1, liability_usdt: 10_000 }],
  ["OKX", "margin_ratio", { ...okxSample, upl: -9.932766034e-7, mm: okxMaintenance },
    { mgnRatio: (okxSample.margin - 9.932766034e-7) / (okxMaintenance + (10 / 2_565.656) * 0.0005) }],
  ["OKX", "margin_ratio", { ...okxSample, mmr: 0.008 },
    { mgnRatio: (okxSample.margin + 10 / 2_566.31 - 10 / 2_565.656) / ((10 / 2_565.656) * 0.0085) }],
  ["OKX", "liquidation_price", { side: "short", ...okxSample, mmr: 0.008 },
    { liquidation_price: (10 * (1 - 0.0085)) / (10 / 2_566.31 - okxSample.margin) }],

  ["Phemex", "liquidation_price", { side: "short", contracts: 500, entry: 0.4, mult: 1, leverage: 5, mmr: 0.01, mm_amount: 0.5, taker: 0.0006 },
    { open_value: 200, assigned_pos_balance: 40.144, liquidation_price: 240.644 / 1.0106 / 500 }],

  ["Toobit", "margin_ratio", { entry: 50_000, leverage: 10, mark: 49_000, mmr: 0.005, size: 1 },
    { initial_margin: 5_000, maintenance_margin: 245, unrealized_pnl: -1_000, margin_ratio: 245 / 4_000 }],

  ["dYdX v4", "bankruptcy_price", short3, { bankruptcy_price: 3_000 + 1_000 / 3, counterparty_profit: 1_000, equity_at_2: 1_000 + 3 * 2_998 }],
  ["dYdX v4", "equity_after_move", { ...short3, mark: 3_100 }, { equity: 700, pnl: -300 }],
  ["dYdX v4", "liquidation_price", { equity: 1_000, side: "short", size: 3, price: 3_000, mmf: 0.05 }, { liquidation_price: 10_000 / 3.15 }],
  ["dYdX v4", "liquidation_price", { usdc: -900, side: "long", size: 1, oracle: 1_000, mmf: 0.03, others: [["ETH", -1, 100, 0.1], { size: 2, price: 50, mmf: 0.1 }] },
    { liquidation_price: (900 + 100 - 100 + 20) / 0.97, mmr_others: 20, equity_at_liq: 20 + (0.03 * 920) / 0.97 }],
  ["dYdX v4", "liquidation_price", { usdc: 100, size: 1, price: 1_000, mmf: 0.03 }, { liquidation_price: null }],
  ["dYdX v4", "account_summary", { usdc: 1_040, position: { side: "short", size: 1, price: 1_000 }, imf: 0.05, mmf: 0.03 },
    { equity: 40, free_collateral: -10, leverage: 25, margin_usage: 1.25, position_buying_power: -200 }],
  ["dYdX v4", "fillable_price", { usdc: 5_499, size_btc: -0.1, oracle: 50_000, mmf: 0.1 }, { fillable_price: (5_000 + (1 - 499 / 500) * 1.5 * 500) / 0.1 }],
];

export const written: readonly (Case & { readonly incomplete: readonly string[] })[] = rows.map(
  ([venue, kind, inputs, expected, { mode = "", tolerance = { rel: 1e-12 }, lacks = [] } = {}], place) =>
    ({ id: `written-${place}`, venue, kind, mode, inputs, expected, tolerance, lacks: null, incomplete: lacks }),
);
