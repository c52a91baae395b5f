// Venues' tier endpoints on one loopback address, with payloads of our own.

import { createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer: JSON, or whatever a test does to the connection instead. */
type Answer = object | ((request: IncomingMessage, response: ServerResponse) => void);

const bybitRow = (symbol: string, tier: number) => ({
  id: tier, symbol, riskLimitValue: String(tier * 1e6), maintenanceMargin: String(tier * 0.005), initialMargin: String(tier * 0.01),
  maxLeverage: String(100 / tier), mmDeduction: tier === 1 ? "" : "5000",
});
const bybitPages: Readonly<Record<string, object>> = {
  "": { list: [bybitRow("ADAUSDT", 1), bybitRow("ADAUSDT", 2)], nextPageCursor: "second" },
  second: { list: [bybitRow("BTCUSDT", 1)], nextPageCursor: "third%3D" },
  // A symbol whose brackets go on where the page before ended.
  "third%3D": { list: [bybitRow("BTCUSDT", 2), bybitRow("XRPUSDT", 1)], nextPageCursor: "" },
};
const gateRow = (contract: string, tier: number) => ({
  tier, contract, risk_limit: String(tier * 500_000), initial_rate: String(tier * 0.01), maintenance_rate: String(tier * 0.005),
  leverage_max: String(100 / tier), deduction: String((tier - 1) * 2_500),
});
const gateContracts = Array.from({ length: 230 }, (_, i) => `C${String(i).padStart(3, "0")}_USDT`);
const okxRow = (instFamily: string, tier: number) => ({
  instFamily, instId: "", uly: instFamily, tier: String(tier), minSz: String((tier - 1) * 500 + Number(tier > 1)), maxSz: String(tier * 500),
  mmr: String(tier * 0.004), imr: String(tier * 0.01), maxLever: String(100 / tier),
});
const bitgetRow = (level: number) => ({
  level: String(level), startUnit: String((level - 1) * 150_000), endUnit: String(level * 150_000), leverage: String(125 / level), keepMarginRate: String(level * 0.004),
});
const kucoinRow = (symbol: string, level: number) => ({
  symbol, level, minRiskLimit: (level - 1) * 300_000, maxRiskLimit: level * 300_000, maxLeverage: 100 / level, initialMargin: level / 100, maintainMargin: level * 0.005,
});
const htxRow = (contract_code: string) => ({
  symbol: contract_code.split("-")[0], contract_code, list: [{ lever_rate: 10, ladders: [
    { ladder: 0, min_size: 0, max_size: 100, adjust_factor: 0.1 }, { ladder: 1, min_size: 101, max_size: null, adjust_factor: 0.2 },
  ] }],
});
const binanceBrackets = [
  { bracket: 1, initialLeverage: 75, notionalCap: 10_000, notionalFloor: 0, maintMarginRatio: 0.0065, cum: 0 },
  { bracket: 2, initialLeverage: 50, notionalCap: 100_000, notionalFloor: 10_000, maintMarginRatio: 0.01, cum: 35 },
];

/** What each path answers, by the question's fields. */
const usual: Readonly<Record<string, (fields: URLSearchParams, request: IncomingMessage) => Answer>> = {
  "/v5/market/risk-limit": (fields) => fields.get("category") === "linear"
    ? { retCode: 0, retMsg: "OK", result: { category: "linear", ...bybitPages[fields.get("cursor") ?? ""] } }
    : { retCode: 0, retMsg: "OK", result: { category: "inverse", list: [bybitRow("BTCUSD", 1)] } },
  "/api/v5/public/instruments": () => ({ code: "0", data: [
    { instId: "BTC-USDT-SWAP", instFamily: "BTC-USDT", state: "live" }, { instId: "BTC-USD-SWAP", instFamily: "BTC-USD", state: "live" },
    { instId: "NEW-USDT-SWAP", instFamily: "NEW-USDT", state: "preopen" },
  ] }),
  "/api/v5/public/position-tiers": (fields) => ({ code: "0", data: [1, 2].map((tier) => okxRow(fields.get("instFamily")!, tier)) }),
  "/api/v4/futures/usdt/risk_limit_tiers": (fields) => {
    const [offset, limit] = [Number(fields.get("offset")), Number(fields.get("limit"))];
    return gateContracts.slice(offset, offset + limit).flatMap((contract) => [gateRow(contract, 1), gateRow(contract, 2)]);
  },
  "/api/v4/futures/btc/risk_limit_tiers": (fields) => (fields.get("offset") === "0" ? [gateRow("BTC_USD", 1)] : []),
  "/api/v2/mix/market/contracts": (fields) => ({ code: "00000", data: fields.get("productType") !== "USDT-FUTURES" ? [] : [
    { symbol: "BTCUSDT", symbolStatus: "normal" }, { symbol: "ETHUSDT", symbolStatus: "normal" }, { symbol: "OLDUSDT", symbolStatus: "off" },
  ] }),
  // Without the symbol, which was asked for.
  "/api/v2/mix/market/query-position-lever": () => ({ code: "00000", data: [bitgetRow(1), bitgetRow(2)] }),
  "/api/v1/contracts/active": () => ({ code: "200000", data: [{ symbol: "XBTUSDTM", status: "Open" }, { symbol: "OLDUSDTM", status: "Paused" }] }),
  "/api/v1/contracts/risk-limit/XBTUSDTM": () => ({ code: "200000", data: [kucoinRow("XBTUSDTM", 1), kucoinRow("XBTUSDTM", 2)] }),
  "/derivatives/api/v3/instruments": () => ({ result: "success", instruments: [
    { symbol: "PI_XBTUSD", marginLevels: [{ contracts: 0, initialMargin: 0.02, maintenanceMargin: 0.01 }, { contracts: 500_000, initialMargin: 0.04, maintenanceMargin: 0.02 }] },
    { symbol: "in_xbtusd", tradeable: false },
  ] }),
  "/linear-swap-api/v1/swap_cross_adjustfactor": () => ({ status: "ok", data: [htxRow("BTC-USDT")], ts: 1 }),
  "/swap-api/v1/swap_adjustfactor": () => ({ status: "ok", data: [htxRow("BTC-USD")], ts: 1 }),
  "/info": () => ({
    universe: [{ name: "BTC", maxLeverage: 40, marginTableId: 56 }, { name: "ATOM", maxLeverage: 5, marginTableId: 5 }],
    marginTables: [[56, { marginTiers: [{ lowerBound: "0.0", maxLeverage: 40 }, { lowerBound: "150000000.0", maxLeverage: 20 }] }]],
  }),
  "/fapi/v1/leverageBracket": (fields, request) => {
    const signature = createHmac("sha256", "secret").update(`timestamp=${fields.get("timestamp")}`).digest("hex");
    const isSigned = fields.get("signature") === signature && request.headers["x-mbx-apikey"] === "key";
    // A coefficient is the account's own.
    return isSigned ? [{ symbol: "ETHUSDT", notionalCoef: 1.5, brackets: binanceBrackets }] : { code: -2015, msg: "Invalid API-key" };
  },
  "/dapi/v2/leverageBracket": () => [{ symbol: "BTCUSD_PERP", brackets: [{ initialLeverage: 125, qtyCap: 5, qtyFloor: 0, maintMarginRatio: 0.004, cum: 0 }] }],
};

export class TierServer {
  /** What a path answers instead of the usual. */
  readonly instead = new Map<string, Answer>();
  readonly asked: string[] = [];
  readonly address: string;
  readonly close: () => void;

  static async open(): Promise<TierServer> {
    let answer: (request: IncomingMessage, response: ServerResponse) => void = () => {};
    const server = createServer((request, response) => answer(request, response));
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    const opened = new TierServer(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, () => {
      server.closeAllConnections();
      server.close();
    });
    answer = (request, response) => opened.#answer(request, response);
    return opened;
  }

  private constructor(address: string, close: () => void) {
    this.address = address;
    this.close = close;
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url!, this.address);
    this.asked.push(request.url!);
    const answer = this.instead.get(pathname) ?? usual[pathname]?.(searchParams, request);
    if (typeof answer === "function") return answer(request, response);
    response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" }).end(JSON.stringify(answer ?? {}));
  }
}
