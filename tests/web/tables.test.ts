// npm run tables, against venues that answer well, badly and not at all.

import { execFile } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { evaluate, type MarginVenue } from "plimsoll/margin";
import { endpoints } from "../../scripts/tables/endpoints.ts";
import { type Outcome, run, type RunOptions } from "../../scripts/tables/run.ts";
import { difference, type Snapshot } from "../../scripts/tables/snapshot.ts";
import { TierServer } from "./tier-server.ts";

const venues = Object.keys(endpoints) as MarginVenue[];
const root = join(import.meta.dirname, "../..");

let server: TierServer;
let folder: string;

beforeEach(async () => {
  server = await TierServer.open();
  folder = mkdtempSync(join(tmpdir(), "plimsoll-tables-"));
  process.env["BINANCE_API_KEY"] = "key";
  process.env["BINANCE_API_SECRET"] = "secret";
});

afterEach(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
  delete process.env["BINANCE_API_KEY"];
  delete process.env["BINANCE_API_SECRET"];
});

const usual = { files: new Map<string, string>(), date: "2026-11-24", fewer: false, timeoutMs: 20_000, attempts: 3, pauseMs: 0 };

async function took(asked: readonly MarginVenue[] = venues, changed: Partial<RunOptions> = {}): Promise<Record<string, Outcome>> {
  const outcomes = await run({ ...usual, venues: asked, folder, at: server.address, ...changed });
  return Object.fromEntries(outcomes.map((outcome) => [outcome.venue, outcome]));
}

async function tookOne(venue: MarginVenue, changed: Partial<RunOptions> = {}): Promise<Outcome> {
  return (await took([venue], changed))[venue]!;
}

const pathOf = (venue: MarginVenue) => join(folder, `${venue}.json`);
const textOf = (venue: MarginVenue) => readFileSync(pathOf(venue), "utf8");
const snapshotOf = (venue: MarginVenue) => JSON.parse(textOf(venue)) as Snapshot;
const symbolsOf = (venue: MarginVenue) => Object.keys(snapshotOf(venue).tables);

describe("where all venues answer", () => {
  it("each has a snapshot with its date, its page and its tables", async () => {
    const outcomes = await took();
    expect(Object.values(outcomes).map(({ state }) => state)).toEqual(venues.map(() => "written"));
    expect(readdirSync(folder).sort()).toEqual(venues.map((venue) => `${venue}.json`).sort());
    for (const venue of venues) {
      expect(snapshotOf(venue)).toMatchObject({ venue, date: "2026-11-24", source: endpoints[venue]!.page });
      expect(new URL(endpoints[venue]!.host).protocol).toBe("https:");
    }
    expect(Object.fromEntries(venues.filter((venue) => venue !== "gate").map((venue) => [venue, symbolsOf(venue)]))).toEqual({
      "binance-usdm": ["ETHUSDT"], "binance-coinm": ["BTCUSD_PERP"], "bybit-linear": ["ADAUSDT", "BTCUSDT", "XRPUSDT"], "bybit-inverse": ["BTCUSD"],
      okx: ["BTC-USD", "BTC-USDT"], bitget: ["BTCUSDT", "ETHUSDT"], kucoin: ["XBTUSDTM"], "kraken-futures": ["PI_XBTUSD"],
      htx: ["BTC-USD@10", "BTC-USDT@10"], hyperliquid: ["ATOM", "BTC"],
    });
  });

  it("a bracket is a line, as marginTables reads it", async () => {
    await tookOne("bybit-linear");
    expect(textOf("bybit-linear").split("\n").slice(0, 8)).toEqual([
      "{", '  "venue": "bybit-linear",', '  "date": "2026-11-24",', `  "source": "${endpoints["bybit-linear"]!.page}",`, '  "tables": {',
      '    "ADAUSDT": { "brackets": [',
      '      {"notionalCap":"1000000","maintenanceMarginRate":"0.005","maxLeverage":"100","notionalFloor":0,"maintenanceAmount":0},',
      '      {"notionalCap":"2000000","maintenanceMarginRate":"0.01","maxLeverage":"50","notionalFloor":"1000000","maintenanceAmount":"5000"}',
    ]);
  });

  it("pages are asked for until the last, and a symbol may go on from one to the next", async () => {
    await took(["bybit-linear", "gate"]);
    expect(server.asked.filter((path) => path.includes("linear")).map((path) => new URL(path, server.address).searchParams.get("cursor")))
      .toEqual([null, "second", "third%3D"]);
    expect(snapshotOf("bybit-linear").tables["BTCUSDT"]!.brackets).toHaveLength(2);
    expect(symbolsOf("gate")).toHaveLength(231);
    expect(server.asked.filter((path) => path.includes("usdt/")).map((path) => new URL(path, server.address).searchParams.get("offset")))
      .toEqual(["0", "100", "200", "230"]);
  });

  it("what a snapshot holds is what evaluate goes by", async () => {
    await tookOne("binance-usdm");
    const { tables } = snapshotOf("binance-usdm");
    const { positions: [risk] } = evaluate({
      venue: "binance-usdm", tables,
      positions: [{ symbol: "ETHUSDT", side: "long", quantity: 10, entryPrice: 5_000, mode: "isolated", posted: 5_000 }],
    }, { ETHUSDT: 5_000 });
    // Of everybody: with the account's own coefficient the amount would be 52.5.
    expect(risk!.maintenanceMargin.value).toBeCloseTo(50_000 * 0.01 - 35, 9);
  });

  it("an offset that counts rows loses nothing either", async () => {
    const rows = Array.from({ length: 250 }, (_, i) => ({
      contract: `C${i >> 1}_USDT`, tier: 1 + (i & 1), risk_limit: String(5e5 * (1 + (i & 1))), maintenance_rate: "0.005", leverage_max: "100", deduction: "0",
    }));
    server.instead.set("/api/v4/futures/usdt/risk_limit_tiers", (request, response) => {
      const offset = Number(new URL(request.url!, server.address).searchParams.get("offset"));
      response.end(JSON.stringify(rows.slice(offset, offset + 100)));
    });
    expect((await tookOne("gate")).text).toMatch(/^126 tables/);
  });
});

describe("a second run", () => {
  it("on the same day leaves files as they are, to the byte and untouched", async () => {
    await took();
    const before = venues.map((venue) => [textOf(venue), statSync(pathOf(venue)).ino]);
    const outcomes = await took();
    expect(Object.values(outcomes).map(({ state }) => state)).toEqual(venues.map(() => "unchanged"));
    expect(venues.map((venue) => [textOf(venue), statSync(pathOf(venue)).ino])).toEqual(before);
  });

  it("on another day with the same tables moves the date and nothing else", async () => {
    await tookOne("okx");
    const before = textOf("okx");
    expect(await tookOne("okx", { date: "2026-12-01" })).toMatchObject({ state: "written", text: "2 tables: 0 changed, 0 new, 0 gone" });
    expect(textOf("okx")).toBe(before.replace("2026-11-24", "2026-12-01"));
  });

  it("says what is new, gone and changed", async () => {
    await tookOne("hyperliquid");
    server.instead.set("/info", { universe: [{ name: "BTC", maxLeverage: 50 }, { name: "SOL", maxLeverage: 20 }] });
    expect((await tookOne("hyperliquid")).text).toBe("2 tables: 1 changed, 1 new, 1 gone");
    expect(symbolsOf("hyperliquid")).toEqual(["BTC", "SOL"]);
  });

  it("compares what was written with what was read", () => {
    const table = { brackets: [{ notionalFloor: 0, maintenanceMarginRate: "0.005", maxLeverage: 100 }] };
    expect(difference({ A: table, B: table }, { B: table, C: table })).toEqual({ new: 1, gone: 1, changed: 0 });
    expect(difference({ A: table }, { A: { brackets: [{ ...table.brackets[0]!, maxLeverage: 50 }] } }).changed).toBe(1);
  });

  it("does not believe that most tables are gone, unless it is told to", async () => {
    await tookOne("gate");
    const before = textOf("gate");
    server.instead.set("/api/v4/futures/usdt/risk_limit_tiers", []);
    expect(await tookOne("gate")).toMatchObject({ state: "failed", text: "1 tables of 231 are left; --fewer believes it" });
    expect(textOf("gate")).toBe(before);
    expect(await tookOne("gate", { fewer: true })).toMatchObject({ state: "written" });
  });
});

const closes = (_: unknown, response: ServerResponse) => void response.destroy();
const says = (status: number, text: string) => (_: unknown, response: ServerResponse) => void response.writeHead(status).end(text);
const path = "/v5/market/risk-limit";

describe("a venue that does not answer with tables keeps the snapshot it had", () => {
  it.each<[what: string, instead: Parameters<TierServer["instead"]["set"]>[1], text: RegExp, questions: number]>([
    ["an error with status 200", { retCode: 10_001, retMsg: "params error", result: {} }, /answers with an error: .*params error/, 1],
    ["an error with no retCode", { error: "no" }, /answers with an error/, 1],
    ["null", says(200, "null"), /answers with an error: "null"/, 1],
    ["no list", { retCode: 0, result: {} }, /has no rows/, 1],
    ["a list of nothing", { retCode: 0, result: { list: [null] } }, /has no rows/, 1],
    ["no rows at all", { retCode: 0, result: { list: [] } }, /a table cannot be used: wrongType: payload/, 1],
    ["a page that is not JSON", says(200, "<html>We are down for maintenance</html>"), /not JSON: "<html>We are down/, 1],
    ["half of an answer", says(200, '{"retCode":0,"result":{"list":['), /not JSON/, 1],
    ["a refusal", says(403, "not from your country"), /answers 403: "not from your country"/, 1],
    ["an error of its server, each time", says(502, "bad gateway"), /answers 502/, 3],
    ["too many questions, each time", says(429, "slower"), /answers 429/, 3],
    ["a closed connection, each time", closes, /socket|ECONNRESET|closed/, 3],
    ["a table that has per cent", { retCode: 0, result: { list: [
      { symbol: "X", riskLimitValue: "1000", maintenanceMargin: "0.5", initialMargin: "0.01", maxLeverage: "100", mmDeduction: "" },
    ] } }, /a table cannot be used: tablePercent: maintenanceMarginRate is "0.5"/, 1],
    ["a cursor without end", { retCode: 0, result: { list: [], nextPageCursor: "again" } }, /go round in a circle/, 2],
  ])("%s", async (_, instead, text, questions) => {
    await tookOne("bybit-linear");
    const before = textOf("bybit-linear");
    server.asked.length = 0;
    server.instead.set(path, instead);
    const outcomes = await took(["bybit-linear", "kucoin"], { date: "2026-12-01" });
    expect(outcomes["bybit-linear"]!.state).toBe("failed");
    expect(outcomes["bybit-linear"]!.text).toMatch(text);
    expect(server.asked.filter((one) => one.startsWith(path))).toHaveLength(questions);
    expect(textOf("bybit-linear")).toBe(before);
    // The others are written all the same, and nothing is left lying about.
    expect(outcomes["kucoin"]!.state).toBe("written");
    expect(readdirSync(folder).sort()).toEqual(["bybit-linear.json", "kucoin.json"]);
  });

  it("silence, for as long as it is given", async () => {
    server.instead.set("/derivatives/api/v3/instruments", () => {});
    expect(await tookOne("kraken-futures", { timeoutMs: 50, attempts: 2 })).toMatchObject({ state: "failed", text: "/derivatives/api/v3/instruments: nothing came within 50 ms" });
  });

  it("silence in the middle of an answer", async () => {
    server.instead.set("/info", (_, response) => void response.writeHead(200).write('{"universe":['));
    expect((await tookOne("hyperliquid", { timeoutMs: 50, attempts: 1 })).text).toBe("/info: nothing came within 50 ms");
  });

  it("an error on its last page", async () => {
    server.instead.set(path, (request, response) => response.end(JSON.stringify(request.url!.includes("cursor")
      ? { retCode: 10_016, retMsg: "Server error", result: {} }
      : { retCode: 0, result: { list: [], nextPageCursor: "last" } })));
    expect((await tookOne("bybit-linear")).text).toMatch(/answers with an error: .*10016/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("an error of one contract among many", async () => {
    server.instead.set("/api/v5/public/position-tiers", (request, response) => response.end(JSON.stringify(
      request.url!.includes("BTC-USDT") ? { code: "0", data: [] } : { code: "51000", msg: "Parameter instFamily error", data: [] })));
    expect((await tookOne("okx")).text).toMatch(/answers with an error: .*51000/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("nobody at the address", async () => {
    const { address } = server;
    server.close();
    expect((await tookOne("htx", { at: address })).text).toMatch(/ECONNREFUSED/);
  });

  it("a venue that is down for a moment is asked again", async () => {
    let times = 0;
    server.instead.set("/info", (_, response) => {
      server.instead.delete("/info");
      times += 1;
      response.writeHead(503).end();
    });
    expect((await tookOne("hyperliquid")).state).toBe("written");
    expect(times).toBe(1);
  });

  it("its own snapshot that cannot be read is not written over", async () => {
    writeFileSync(pathOf("kucoin"), "<<<<<<< ours");
    expect((await tookOne("kucoin")).state).toBe("failed");
    expect(textOf("kucoin")).toBe("<<<<<<< ours");
  });
});

it("a file changes as a whole: who reads the old one reads it to its end", async () => {
  await tookOne("gate");
  const before = textOf("gate");
  const open = openSync(pathOf("gate"), "r");
  expect((await tookOne("gate", { date: "2026-12-01" })).state).toBe("written");
  expect(readFileSync(open, "utf8")).toBe(before);
  closeSync(open);
});

describe("Binance", () => {
  it("is left out without a key, and nobody is asked", async () => {
    delete process.env["BINANCE_API_SECRET"];
    const outcome = await tookOne("binance-usdm");
    expect(outcome).toMatchObject({ state: "left out" });
    expect(outcome.text).toMatch(/BINANCE_API_SECRET/);
    expect(server.asked).toEqual([]);
  });

  it("is read from a file instead, and then needs none", async () => {
    delete process.env["BINANCE_API_KEY"];
    const file = join(folder, "fetched");
    const files = new Map([["binance-usdm", file]]);
    writeFileSync(file, JSON.stringify([{ symbol: "X", brackets: [{ initialLeverage: 20, notionalFloor: 0, notionalCap: 5_000, maintMarginRatio: 0.02, cum: 0 }] }]));
    expect((await tookOne("binance-usdm", { files })).state).toBe("written");
    expect(symbolsOf("binance-usdm")).toEqual(["X"]);
    writeFileSync(file, "no");
    expect((await tookOne("binance-usdm", { files })).text).toBe(`${file} is not JSON`);
    expect((await tookOne("binance-usdm", { files: new Map([["binance-usdm", "/nowhere"]]) })).text).toMatch(/ENOENT/);
  });

  it("says so of a wrong key", async () => {
    process.env["BINANCE_API_SECRET"] = "another";
    expect(await tookOne("binance-usdm")).toMatchObject({ state: "failed", text: expect.stringMatching(/Invalid API-key/) });
  });
});

describe("the command", () => {
  const command = (...options: string[]) => new Promise<{ code: number; said: string; wrong: string }>((done) => {
    const script = ["--import", "tsx", "scripts/tables.ts", "--at", server.address, "--folder", folder, ...options];
    execFile(process.execPath, script, { cwd: root, timeout: 30_000 }, (error, said, wrong) =>
      done({ code: error === null ? 0 : Number(error.code), said, wrong }));
  });

  it("writes what it can, names what failed, and fails", async () => {
    server.instead.set(path, says(404, "gone"));
    const { code, said, wrong } = await command();
    expect(code).toBe(1);
    expect(said).toMatch(/^okx: written, 2 tables: 0 changed, 2 new, 0 gone$/m);
    expect(wrong).toBe("tables: these failed: bybit-linear, bybit-inverse\n");
    expect(readdirSync(folder)).toHaveLength(venues.length - 2);
    expect(snapshotOf("okx").date).toBe(new Date().toISOString().slice(0, 10));
  });

  it("succeeds where all is well, and where Binance was not asked by name", async () => {
    delete process.env["BINANCE_API_KEY"];
    expect(await command("--venue", "okx", "--venue", "htx")).toMatchObject({ code: 0, wrong: "" });
    expect(readdirSync(folder).sort()).toEqual(["htx.json", "okx.json"]);
    expect((await command()).code).toBe(0);
    expect(await command("--venue", "binance-coinm")).toMatchObject({ code: 1, wrong: "tables: these failed: binance-coinm\n" });
  });

  it("refuses what it does not know", async () => {
    expect(await command("--venue", "mtgox")).toMatchObject({ code: 1, wrong: "tables: no endpoint of mtgox is known\n" });
    expect((await command("--timeout", "0")).wrong).toBe("tables: --timeout: 0 is no time\n");
  });
});
