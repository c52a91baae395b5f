import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { bitcoin } from "../../examples/exchange/instrument.ts";
import { RecordingFile } from "../../examples/exchange/recording-file.ts";
import { recordingLines } from "../../examples/exchange/recording.ts";
import { startReplay } from "../../examples/exchange/replay.ts";
import { Listener } from "./loopback.ts";
import { PlainBook } from "./plain-book.ts";

const seed = 9;
const folder = mkdtempSync(join(tmpdir(), "plimsoll-replay-"));
const publicStreams = "btcusdt@depth@100ms/btcusdt@bookTicker/btcusdt@trade";

afterAll(() => rmSync(folder, { recursive: true }));

function recordFile(name: string, durationMs: number, instruments = [bitcoin]): { path: string; messages: string[] } {
  const lines = [...recordingLines({ seed, instruments }, durationMs)];
  const path = join(folder, name);
  const text = lines.map((line) => `${line}\n`).join("");
  writeFileSync(path, name.endsWith(".gz") ? gzipSync(text) : text);
  return { path, messages: lines.map((line) => line.slice(line.indexOf(" ") + 1)) };
}

describe("a recording", () => {
  test("has rising times and a snapshot of each instrument that joins its chain", () => {
    const lines = [...recordingLines({ seed }, 10_000)];
    const times = lines.map((line) => BigInt(line.slice(0, line.indexOf(" "))));
    expect(times.every((time, n) => n === 0 || time > times[n - 1]!)).toBe(true);
    const messages = lines.map((line) => JSON.parse(line.slice(line.indexOf(" ") + 1)) as { data?: { e: string; s: string }; lastUpdateId?: number });
    expect(messages.filter(({ lastUpdateId }) => lastUpdateId !== undefined).length).toBe(2);
    for (const [n, symbol] of ["BTCUSDT", "ETHUSDT"].entries()) {
      const book = new PlainBook();
      book.snapshot(messages.filter(({ lastUpdateId }) => lastUpdateId !== undefined)[n] as never);
      for (const { data } of messages) if (data?.e === "depthUpdate" && data.s === symbol) book.update(data as never);
      expect([book.gaps, book.lastUpdateId === null]).toEqual([0, false]);
    }
  });

  test("can be written packed", async () => {
    const path = join(folder, "written.ndjson.gz");
    const file = new RecordingFile(path);
    const lines = [...recordingLines({ seed }, 2_000)];
    for (const line of lines) if (!file.write(line)) await file.drained();
    await file.close();
    expect(gunzipSync(readFileSync(path)).toString()).toBe(lines.map((line) => `${line}\n`).join(""));
  });

  test.each(["plain.ndjson", "packed.ndjson.gz"])("is served again message for message: %s", async (name) => {
    const { path, messages } = recordFile(name, 30_000);
    const exchange = await startReplay({ path, speed: 100 });
    const listener = await Listener.open(exchange.port, `/public/stream?streams=${publicStreams}`);
    expect(await listener.closed).toBe(1001);
    expect(listener.texts).toEqual(messages.filter((text) => /^\{"stream":"btcusdt@(depth|bookTicker|trade)/.test(text)));
    expect(listener.texts.length).toBeGreaterThan(1_000);
    await exchange.close();
  });

  test("is served in its own time, and bare where it is asked so", async () => {
    const { path, messages } = recordFile("timed.ndjson", 1_500);
    const exchange = await startReplay({ path });
    const startMs = performance.now();
    const listener = await Listener.open(exchange.port, "/public/ws/btcusdt@bookTicker");
    await listener.closed;
    expect(performance.now() - startMs).toBeGreaterThan(1_300);
    const quotes = messages.filter((text) => text.includes("@bookTicker"));
    expect(listener.texts.map((text) => `{"stream":"btcusdt@bookTicker","data":${text}}`)).toEqual(quotes);
    await exchange.close();
  });

  test("gives a snapshot at its time, and one that fits to who comes late", async () => {
    const { path } = recordFile("snapshots.ndjson", 20_000);
    const exchange = await startReplay({ path, speed: 10 });
    const depth = async () => (await fetch(`${exchange.url}/fapi/v1/depth?symbol=BTCUSDT&limit=1000`)).json() as Promise<never>;
    const early = await Listener.open(exchange.port, "/public/ws/btcusdt@depth@100ms");
    const first = await depth();
    await early.hears(() => early.texts.length > 60);
    const late = await Listener.open(exchange.port, "/public/ws/btcusdt@depth@500ms");
    await late.hears(() => late.texts.length > 2);
    const second = await depth();
    await early.closed;
    const [one, two] = [[first, early], [second, late]].map(([snapshot, listener]) => {
      const book = new PlainBook();
      for (const text of (listener as Listener).texts) book.update(JSON.parse(text) as never);
      book.snapshot(snapshot as never);
      return book;
    });
    expect([one!.gaps, two!.gaps]).toEqual([0, 0]);
    expect(one!.bids().slice(0, 500)).toEqual(two!.bids().slice(0, 500));
    expect(one!.asks().slice(0, 500)).toEqual(two!.asks().slice(0, 500));
    expect((await fetch(`${exchange.url}/fapi/v1/depth?symbol=BTCUSDT&limit=7`)).status).toBe(400);
    expect((await fetch(`${exchange.url}/fapi/v1/openInterest?symbol=BTCUSDT`)).status).toBe(400);
    await exchange.close();
  });

  test("begins again when it shall, and leaves out lines that are none", async () => {
    const { path, messages } = recordFile("loop.ndjson", 1_000);
    writeFileSync(path, `nonsense\n${readFileSync(path, "utf8")}17900000020000000 {"broken\n17900000020000001 7\n`);
    const exchange = await startReplay({ path, speed: 50, loop: true });
    const listener = await Listener.open(exchange.port, "/market/stream?streams=btcusdt@markPrice");
    const marks = messages.filter((text) => text.includes("markPriceUpdate"));
    await listener.hears(() => listener.texts.length >= 3 * marks.length);
    expect(listener.texts.slice(marks.length, 2 * marks.length)).toEqual(marks);
    await exchange.close();
  });

  test("that is not there is an error at once", async () => {
    await expect(startReplay({ path: join(folder, "none.ndjson") })).rejects.toThrow("ENOENT");
  });
});

describe("a capture of the real venue", () => {
  const captures = join(process.env["PLIMSOLL_SHARED"] ?? "../shared", "captures", "binance-usdm");
  const files = (() => {
    try {
      return readdirSync(captures).filter((name) => /\.ndjson(\.gz)?$/.test(name));
    } catch {
      return [];
    }
  })();
  if (files.length === 0) test.skip(`none under ${captures}`, () => {});

  test.each(files)("is served as it was received: %s", async (name) => {
    const bytes = readFileSync(join(captures, name));
    const messages = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString().split("\n")
      .filter((line) => line !== "").map((line) => line.slice(line.indexOf(" ") + 1));
    const stream = /"stream":"([a-z0-9]+@bookTicker)"/.exec(messages.find((text) => text.includes("@bookTicker")) ?? "")?.[1];
    if (stream === undefined) return;
    const expected = messages.filter((text) => text.startsWith(`{"stream":"${stream}"`));
    const exchange = await startReplay({ path: join(captures, name), speed: 100_000 });
    const startMs = performance.now();
    const listener = await Listener.open(exchange.port, `/public/stream?streams=${stream}`);
    await listener.closed;
    console.log(`replay: ${name}: ${messages.length} messages in ${((performance.now() - startMs) / 1_000).toFixed(1)} s, ${expected.length} heard`);
    expect(listener.texts.length).toBe(expected.length);
    expect(listener.texts.every((text, n) => text === expected[n])).toBe(true);
    await exchange.close();
  });
});
