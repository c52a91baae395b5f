// Where each venue states its margin tables: its own public endpoint, the page that describes
// it, and how its pages are put together. Only what marginTables reads stands here.

import { createHmac } from "node:crypto";
import type { MarginVenue } from "plimsoll/margin";
import { type Ask, AnswerError, rowsIn } from "./ask.ts";

export interface Endpoint {
  /** The venue's documentation of it. */
  readonly page: string;
  readonly host: string;
  /** What every answer says when it is not an error. */
  readonly good: Readonly<Record<string, unknown>>;
  /** Questions in a second, well below what the page allows. */
  readonly perSecond: number;
  /** One payload from all pages, as `marginTables` reads it. */
  payload(ask: Ask): Promise<unknown>;
  /** Environment variables without which it cannot be asked. */
  readonly keys?: readonly string[];
}

/** The pages of a list, each of which names the next one. */
async function pagesByCursor(page: (cursor: string) => Promise<{ rows: object[]; next: unknown }>) {
  const all: object[] = [];
  const seen = new Set<string>();
  for (let cursor = ""; !seen.has(cursor); ) {
    seen.add(cursor);
    const { rows, next } = await page(cursor);
    all.push(...rows);
    if (typeof next !== "string" || next === "") return all;
    cursor = next;
  }
  throw new AnswerError("the pages go round in a circle");
}

/** One list from one question for each of many. */
async function ofEach(names: readonly unknown[], rowsOf: (name: string) => Promise<object[]>) {
  const all: object[] = [];
  for (const name of new Set(names)) all.push(...(await rowsOf(String(name))));
  return all;
}

/** Risk limits of all contracts of a kind, some fifteen symbols a page. */
const bybit = (category: "linear" | "inverse"): Endpoint => ({
  page: "https://bybit-exchange.github.io/docs/v5/market/risk-limit",
  host: "https://api.bybit.com",
  good: { retCode: 0 },
  perSecond: 5,
  payload: (ask) => pagesByCursor(async (cursor) => {
    const answer = await ask("/v5/market/risk-limit", { fields: { category, cursor } });
    const { result } = answer as { result?: { nextPageCursor?: unknown } };
    return { rows: rowsIn(answer, "result", "list"), next: result?.nextPageCursor };
  }),
});

/**
 * Tiers of perpetual contracts, which belong to a family of them ("BTC-USDT"). Futures have
 * tiers of their own under the same names and are not asked for. Cross, as most accounts are.
 */
const okx: Endpoint = {
  page: "https://www.okx.com/docs-v5/en/#public-data-rest-api-get-position-tiers",
  host: "https://www.okx.com",
  good: { code: "0" },
  perSecond: 4,
  payload: async (ask) => {
    const contracts = rowsIn(await ask("/api/v5/public/instruments", { fields: { instType: "SWAP" } }), "data");
    const families = contracts.filter(({ state }) => state === "live").map(({ instFamily }) => instFamily);
    return ofEach(families, async (instFamily) => {
      const fields = { instType: "SWAP", tdMode: "cross", instFamily };
      return rowsIn(await ask("/api/v5/public/position-tiers", { fields }), "data");
    });
  },
};

/** Tiers of all contracts that settle in a coin. Limit and offset count contracts, not rows. */
const gate: Endpoint = {
  page: "https://www.gate.com/docs/developers/apiv4/en/#query-risk-limit-tiers",
  host: "https://api.gateio.ws",
  good: {},
  perSecond: 5,
  payload: async (ask) => {
    const all = new Map<string, object>();
    for (const settle of ["usdt", "btc"]) {
      // Asked until nothing new comes; should the offset count rows, pages overlap and nothing is lost.
      for (let [offset, before] = [0, -1]; all.size > before; ) {
        before = all.size;
        const fields = { limit: 100, offset };
        const rows = rowsIn(await ask(`/api/v4/futures/${settle}/risk_limit_tiers`, { fields }));
        for (const row of rows) all.set(`${String(row["contract"])} ${String(row["tier"])}`, row);
        offset += new Set(rows.map(({ contract }) => contract)).size;
      }
    }
    return [...all.values()];
  },
};

/** Tiers of one contract at a time. */
const bitget: Endpoint = {
  page: "https://www.bitget.com/api-doc/contract/position/Get-Query-Position-Lever",
  host: "https://api.bitget.com",
  good: { code: "00000" },
  perSecond: 5,
  payload: async (ask) => {
    const all: object[] = [];
    for (const productType of ["USDT-FUTURES", "USDC-FUTURES", "COIN-FUTURES"]) {
      const contracts = rowsIn(await ask("/api/v2/mix/market/contracts", { fields: { productType } }), "data");
      const open = contracts.filter(({ symbolStatus }) => symbolStatus === "normal");
      all.push(...(await ofEach(open.map(({ symbol }) => symbol), async (symbol) => {
        const answer = await ask("/api/v2/mix/market/query-position-lever", { fields: { productType, symbol } });
        return rowsIn(answer, "data").map((row) => ({ symbol, ...row }));
      })));
    }
    return all;
  },
};

/** Risk limits of one contract at a time. */
const kucoin: Endpoint = {
  page: "https://www.kucoin.com/docs-new/rest/futures-trading/positions/get-isolated-margin-risk-limit",
  host: "https://api-futures.kucoin.com",
  good: { code: "200000" },
  perSecond: 5,
  payload: async (ask) => {
    const contracts = rowsIn(await ask("/api/v1/contracts/active"), "data");
    const open = contracts.filter(({ status }) => status === "Open");
    return ofEach(open.map(({ symbol }) => symbol), async (symbol) =>
      rowsIn(await ask(`/api/v1/contracts/risk-limit/${encodeURIComponent(symbol)}`), "data"));
  },
};

/** Margin levels beside all else of an instrument. */
const kraken: Endpoint = {
  page: "https://docs.kraken.com/api/docs/futures-api/trading/get-instruments",
  host: "https://futures.kraken.com",
  good: { result: "success" },
  perSecond: 1,
  payload: (ask) => ask("/derivatives/api/v3/instruments"),
};

/** Adjustment factors of linear contracts on cross margin, and of inverse perpetual ones. */
const htx: Endpoint = {
  page: "https://www.htx.com/en-us/opend/newApiPages/?id=8cb7fc0d-77b5-11ed-9966-0242ac110003",
  host: "https://api.hbdm.com",
  good: { status: "ok" },
  perSecond: 5,
  payload: async (ask) => [
    ...rowsIn(await ask("/linear-swap-api/v1/swap_cross_adjustfactor"), "data"),
    ...rowsIn(await ask("/swap-api/v1/swap_adjustfactor"), "data"),
  ],
};

const hyperliquid: Endpoint = {
  page: "https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/info-endpoint/perpetuals",
  host: "https://api.hyperliquid.xyz",
  good: {},
  perSecond: 1,
  payload: (ask) => ask("/info", { body: { type: "meta" } }),
};

/**
 * Binance answers only who signs, with any key that may read. Brackets are everybody's:
 * how much larger those of the key's own account are is left out.
 */
const binance = (host: string, path: string, page: string): Endpoint => ({
  page,
  host,
  good: {},
  perSecond: 1,
  keys: ["BINANCE_API_KEY", "BINANCE_API_SECRET"],
  payload: async (ask) => {
    const { BINANCE_API_KEY: key = "", BINANCE_API_SECRET: secret = "" } = process.env;
    const timestamp = Date.now();
    const signature = createHmac("sha256", secret).update(`timestamp=${timestamp}`).digest("hex");
    const answer = await ask(path, { fields: { timestamp, signature }, headers: { "X-MBX-APIKEY": key } });
    return rowsIn(answer).map(({ notionalCoef: _, ...rest }) => rest);
  },
});

export const endpoints: Readonly<Partial<Record<MarginVenue, Endpoint>>> = {
  "binance-usdm": binance("https://fapi.binance.com", "/fapi/v1/leverageBracket",
    "https://developers.binance.com/docs/derivatives/usds-margined-futures/account/rest-api/Notional-and-Leverage-Brackets"),
  "binance-coinm": binance("https://dapi.binance.com", "/dapi/v2/leverageBracket",
    "https://developers.binance.com/docs/derivatives/coin-margined-futures/account/rest-api/Notional-Bracket-for-Symbol"),
  "bybit-linear": bybit("linear"),
  "bybit-inverse": bybit("inverse"),
  okx,
  gate,
  bitget,
  kucoin,
  "kraken-futures": kraken,
  htx,
  hyperliquid,
};
