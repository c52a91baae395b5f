import { byNotional, type Venue } from "./venue.ts";

const both = ["isolated", "cross"] as const;

/** Venues that run on a chain. Each example table says which page it is from. */
export const chains: readonly Venue[] = [
  {
    name: "hyperliquid", title: "Hyperliquid", unit: "USDC", counts: "quantity", kind: "linear", modes: both, needs: [],
    market: { symbol: "BTC", base: "BTC", entryPrice: "60000", markPrice: "61800", size: "0.5", leverage: "10" },
    tables: [
      byNotional("BTC", ["Hyperliquid documentation, Margin tiers", "2025"], [[0, 1.5e8, 1.25, 40], [1.5e8, null, 2.5, 20]]),
      byNotional("ETH", ["Hyperliquid documentation, Margin tiers", "2025"], [[0, 1e8, 2, 25], [1e8, null, 100 / 30, 15]]),
    ],
    endpoint: () => ({ url: "https://api.hyperliquid.xyz/info", body: '{"type":"meta"}' }),
    payload: 'POST /info {"type":"meta"}',
  },
  {
    name: "lighter", title: "Lighter", unit: "USDC", counts: "quantity", kind: "linear", modes: ["cross", "isolated"], needs: [],
    market: { symbol: "ETH", base: "ETH", entryPrice: "2700", markPrice: "2750", size: "5", leverage: "10", tickSize: "0.01" },
    tables: [byNotional("ETH", ["Lighter API, orderBookDetails", "2026-05-05"], [[0, null, 1.2, 50]])],
    payload: "leverage tiers as ccxt gives them",
  },
  {
    name: "dydx", title: "dYdX v4", unit: "USDC", counts: "quantity", kind: "linear", modes: ["cross"], needs: [],
    market: { symbol: "BTC-USD", base: "BTC", entryPrice: "60000", markPrice: "61800", size: "0.5", leverage: "10", tickSize: "1" },
    tables: [byNotional("BTC-USD", ["dYdX community documentation, liquidity tier 0: 2 % and 0.6 of it", "2026-11"], [[0, null, 1.2, 50]])],
    endpoint: (symbol) => ({ url: `https://indexer.dydx.trade/v4/perpetualMarkets?ticker=${symbol}` }),
    payload: "GET /v4/perpetualMarkets",
  },
  {
    name: "gmx-v2", title: "GMX v2", unit: "USD", counts: "quantity", kind: "linear", modes: both,
    needs: ["takerFee", "pendingFees", "collateral"], takerFee: "0.06",
    market: { symbol: "ETH/USD", base: "ETH", entryPrice: "2700", markPrice: "2750", size: "5", leverage: "10" },
    tables: [{
      ...byNotional("ETH/USD", ["GMX governance 3472: 100×, which is 1 % of the size; 5 dollars at least", "2024-05"], [[0, null, 1, 99]]),
      minMaintenanceMargin: 5,
    }],
    payload: "a table with brackets: the market’s least collateral factor, and minMaintenanceMargin",
  },
  {
    name: "drift", title: "Drift (now Velocity)", unit: "USDC", counts: "quantity", kind: "linear", modes: ["cross"],
    needs: ["collateral"],
    market: { symbol: "SOL-PERP", base: "SOL", entryPrice: "150", markPrice: "153", size: "40", leverage: "5", tickSize: "0.0001" },
    tables: [byNotional("SOL-PERP", ["no page: 10 % and 5 % as a usual market has them; the chain states each", "2026-11"],
      [[0, null, 5, 10]])],
    payload: "a table with brackets, and imfFactor where the market has one",
  },
  {
    name: "jupiter", title: "Jupiter Perps", unit: "USD", counts: "quantity", kind: "linear", modes: ["isolated"],
    needs: ["takerFee", "pendingFees"], takerFee: "0.06",
    market: { symbol: "SOL", base: "SOL", entryPrice: "150", markPrice: "153", size: "40", leverage: "10" },
    tables: [byNotional("SOL", ["Jupiter documentation, perps liquidation: 0.2 % of the size", "2026"], [[0, null, 0.2, 250]])],
    payload: "a table with brackets",
  },
];
