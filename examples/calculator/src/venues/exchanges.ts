import { byContracts, byNotional, type Venue } from "./venue.ts";

const bitcoin = {
  symbol: "BTCUSDT", base: "BTC", entryPrice: "60000", markPrice: "61800", size: "0.5", leverage: "10", tickSize: "0.1",
};
const both = ["isolated", "cross"] as const;

/** Exchanges that somebody runs. Each example table says which page it is from. */
export const exchanges: readonly Venue[] = [
  {
    name: "binance-usdm", title: "Binance USD-M", unit: "USDT", counts: "quantity", kind: "linear", modes: both, needs: [],
    market: bitcoin,
    tables: [byNotional("BTCUSDT", ["Binance announcement of leverage and margin tiers", "2021-03-18"], [
      [0, 50_000, 0.4, 125], [50_000, 250_000, 0.5, 100], [250_000, 1e6, 1, 50], [1e6, 1e7, 2.5, 20], [1e7, 2e7, 5, 10],
    ])],
    payload: "GET /fapi/v1/leverageBracket, which Binance answers to signed requests only",
  },
  {
    name: "binance-coinm", title: "Binance COIN-M", unit: "BTC", counts: "quantity", kind: "inverse", modes: both, needs: [],
    market: { ...bitcoin, symbol: "BTCUSD_PERP", base: "USD", size: "30000", contractSize: "100" },
    tables: [byNotional("BTCUSD_PERP", ["Binance COIN-M brackets, the first one", "2021-03"], [[0, 5, 0.4, 125]])],
    payload: "GET /dapi/v2/leverageBracket, which Binance answers to signed requests only",
  },
  {
    name: "bybit-linear", title: "Bybit linear", unit: "USDT", counts: "quantity", kind: "linear", modes: both, needs: [],
    market: bitcoin,
    tables: [byNotional("BTCUSDT", ["Bybit help, Risk Limit: the first level of BTCUSDT", "2024"], [[0, 2e6, 0.5, 100]])],
    endpoint: (symbol) => ({ url: `https://api.bybit.com/v5/market/risk-limit?category=linear&symbol=${symbol}` }),
    payload: "GET /v5/market/risk-limit",
  },
  {
    name: "bybit-inverse", title: "Bybit inverse", unit: "BTC", counts: "quantity", kind: "inverse", modes: both, needs: [],
    market: { ...bitcoin, symbol: "BTCUSD", base: "USD", size: "30000", tickSize: "0.5", contractSize: "1" },
    tables: [byNotional("BTCUSD", ["Bybit API documentation, Get Risk Limit, the first row", "2026-07"], [[0, 150, 0.5, 100]])],
    endpoint: (symbol) => ({ url: `https://api.bybit.com/v5/market/risk-limit?category=inverse&symbol=${symbol}` }),
    payload: "GET /v5/market/risk-limit",
  },
  {
    name: "okx", title: "OKX", unit: "USDT", counts: "contracts", kind: "linear", modes: both, needs: ["takerFee", "kind"],
    takerFee: "0.05",
    market: {
      symbol: "ADA-USDT", base: "ADA", entryPrice: "0.6", markPrice: "0.62", size: "500", leverage: "10",
      contractSize: "100", tickSize: "0.0001",
    },
    tables: [byContracts("ADA-USDT", ["OKX to adjust position tiers of perpetual swaps", "2023-05-15"], [
      [0, 1_500, 0.5, 75], [1_500, 3_000, 0.75, 50], [3_000, 6_000, 1, 40],
    ])],
    endpoint: (symbol) => ({
      url: `https://www.okx.com/api/v5/public/position-tiers?instType=SWAP&tdMode=isolated&instFamily=${symbol}`,
    }),
    payload: "GET /api/v5/public/position-tiers",
  },
  {
    name: "deribit", title: "Deribit", unit: "USDC", counts: "quantity", kind: "linear", modes: ["cross"], needs: ["kind"],
    market: { ...bitcoin, symbol: "BTC_USDC-PERPETUAL", size: "2", tickSize: "0.5" },
    tables: [{
      ...byNotional("BTC_USDC-PERPETUAL", ["Deribit support, Linear Perpetual", "2024"], [[0, null, 1, 50]]),
      rateGrowthPerUnit: 0.00005,
    }],
    payload: "a table with rateGrowthPerUnit: Deribit states its parameters in help pages only",
  },
  {
    name: "kraken-futures", title: "Kraken Futures", unit: "BTC", counts: "contracts", kind: "inverse", modes: both,
    needs: ["kind"],
    market: { ...bitcoin, symbol: "PI_XBTUSD", base: "USD", size: "30000", contractSize: "1", tickSize: "0.5" },
    tables: [byContracts("PI_XBTUSD", ["Kraken support 15579128794772, inverse margin schedule", "2026-11"], [
      [0, 500_000, 1, 50], [500_000, 1e6, 2, 25], [1e6, 3e6, 3, 17], [3e6, 6e6, 5, 10],
    ])],
    endpoint: () => ({ url: "https://futures.kraken.com/derivatives/api/v3/instruments" }),
    payload: "GET /derivatives/api/v3/instruments",
  },
  {
    name: "bitget", title: "Bitget", unit: "USDT", counts: "quantity", kind: "linear", modes: both, needs: ["takerFee"],
    takerFee: "0.06",
    market: bitcoin,
    tables: [byNotional("BTCUSDT", ["Bitget article 12560603838668", "2025-09-26"], [
      [0, 200_000, 0.4, 150], [200_000, 1e6, 0.5, 100], [1e6, 5e6, 0.7, 75], [5e6, 1.5e7, 1, 50],
    ])],
    endpoint: (symbol) => ({
      url: `https://api.bitget.com/api/v2/mix/market/query-position-lever?symbol=${symbol}&productType=USDT-FUTURES`,
    }),
    payload: "GET /api/v2/mix/market/query-position-lever",
  },
  {
    name: "gate", title: "Gate", unit: "USDT", counts: "quantity", kind: "linear", modes: both, needs: ["takerFee"],
    takerFee: "0.05",
    market: { ...bitcoin, symbol: "BTC_USDT" },
    tables: [byNotional("BTC_USDT", ["Gate help 22162, its own example", "2025-09-30"], [
      [0, 20_000, 0.4, 125], [20_000, 50_000, 0.45, 111], [50_000, 100_000, 0.5, 100], [100_000, 200_000, 0.7, 75],
      [200_000, 1e6, 1, 50],
    ])],
    endpoint: (symbol) => ({ url: `https://api.gateio.ws/api/v4/futures/usdt/risk_limit_tiers?contract=${symbol}` }),
    payload: "GET /api/v4/futures/usdt/risk_limit_tiers",
  },
  {
    name: "kucoin", title: "KuCoin", unit: "USDT", counts: "contracts", kind: "linear", modes: both,
    needs: ["takerFee", "leverage"], takerFee: "0.06",
    market: { ...bitcoin, symbol: "XBTUSDTM", size: "500", contractSize: "0.001" },
    tables: [byNotional("XBTUSDTM", ["KuCoin support 26685810193433", "2026-11"], [
      [0, 25_000, 0.4, 125], [25_000, 600_000, 0.7, 75],
    ])],
    endpoint: (symbol) => ({ url: `https://api-futures.kucoin.com/api/v1/contracts/risk-limit/${symbol}` }),
    payload: "GET /api/v1/contracts/risk-limit/{symbol}",
  },
  {
    name: "htx", title: "HTX", unit: "USDT", counts: "contracts", kind: "linear", modes: both, needs: ["leverage"],
    market: { ...bitcoin, symbol: "BTC-USDT", size: "500", contractSize: "0.001" },
    tables: [byContracts("BTC-USDT", ["HTX support 900001326606, its example at ten times", "2026-11"], [[0, 18_000, 12.5, 10]])],
    endpoint: (symbol) => ({ url: `https://api.hbdm.com/linear-swap-api/v1/swap_adjustfactor?contract_code=${symbol}` }),
    payload: "GET /linear-swap-api/v1/swap_adjustfactor; its tables are of one leverage each",
  },
  {
    name: "phemex", title: "Phemex", unit: "USD", counts: "quantity", kind: "linear", modes: both, needs: ["takerFee", "kind"],
    takerFee: "0.06",
    market: { ...bitcoin, symbol: "BTCUSD" },
    tables: [byNotional("BTCUSD", ["Phemex announcement of contract risk limits", "2022-11-03"], [
      [0, 1e6, 0.5, 100], [1e6, 2e6, 1, 66.66], [2e6, 3e6, 1.5, 50],
    ])],
    payload: "leverage tiers as ccxt gives them",
  },
  {
    name: "mexc", title: "MEXC", unit: "USDT", counts: "contracts", kind: "linear", modes: both, needs: ["takerFee"],
    takerFee: "0.04",
    market: { ...bitcoin, symbol: "BTC_USDT", size: "5000", contractSize: "0.0001" },
    tables: [byNotional("BTC_USDT", ["MEXC API, Get Contract Info: 50,000 contracts, at 60,000", "2026-11"], [[0, 300_000, 0.1, 500]])],
    payload: "leverage tiers as ccxt gives them",
  },
  {
    name: "blofin", title: "BloFin", unit: "USDT", counts: "contracts", kind: "linear", modes: both, needs: ["takerFee"],
    takerFee: "0.06",
    market: {
      symbol: "LTC-USDT", base: "LTC", entryPrice: "68", markPrice: "69", size: "20", leverage: "3", contractSize: "1",
      tickSize: "0.01",
    },
    tables: [byNotional("LTC-USDT", ["BloFin API documentation, Get Positions, the rate of its example", "2024-02"], [[0, null, 0.5, 50]])],
    payload: "leverage tiers as ccxt gives them",
  },
  {
    name: "coinex", title: "CoinEx", unit: "USDT", counts: "quantity", kind: "linear", modes: both, needs: [],
    market: bitcoin,
    tables: [byNotional("BTCUSDT", ["CoinEx API, List Market Position Level: 20 BTC, at 60,000", "2026-11"], [[0, 1.2e6, 0.5, 100]])],
    payload: "leverage tiers as ccxt gives them",
  },
];
