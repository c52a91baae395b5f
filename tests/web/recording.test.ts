// What a connection took in, written down and fed back: the same readings, whatever the speed
// and wherever the file is cut.

import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { InputError } from "plimsoll";
import { connect, record, replay, type RecordingSource } from "plimsoll/connect";
import { Random } from "../../examples/exchange/random.ts";
import { engine } from "./plimsoll.ts";
import { ScriptedSocket, stopTime } from "./scripted-socket.ts";

afterEach(() => {
  vi.useRealTimers();
});

const book = (type: "snapshot" | "delta", u: number, bids: readonly string[][], asks: readonly string[][] = []) =>
  JSON.stringify({
    topic: "orderbook.200.BTCUSDT", type, ts: 1_795_000_000_000 + u, data: { s: "BTCUSDT", b: bids, a: asks, u, seq: u },
  });

const instruments = JSON.stringify({
  retCode: 0, retMsg: "OK", result: { category: "linear", list: [{
    symbol: "BTCUSDT", contractType: "LinearPerpetual", status: "Trading", baseCoin: "BTC", quoteCoin: "USDT",
    priceFilter: { tickSize: "0.10" }, lotSizeFilter: { qtyStep: "0.001" }, fundingInterval: 480,
  }] }, time: 1,
});

const ratio = JSON.stringify({
  retCode: 0, result: { list: [{ symbol: "BTCUSDT", buyRatio: "0.61", sellRatio: "0.39", timestamp: "1795000000000" }] },
});

/** Twenty minutes with a gap, a silence and a lost socket; every reading at the end of each message. */
async function recorded() {
  const random = new Random(11, "recording");
  const plimsoll = await engine();
  stopTime();
  vi.setSystemTime(1_795_000_000_123);
  const connection = connect(plimsoll, {
    venue: "bybit-linear", symbols: ["BTCUSDT"], streams: ["book", "ratios"], WebSocket: ScriptedSocket,
    fetch: async (url) => new Response(String(url).includes("ratio") ? ratio : instruments),
  });
  const lines: string[] = [];
  record(connection, (line) => lines.push(line));
  const market = connection.market("BTCUSDT");
  const told: string[] = [];
  market.subscribe(() => told.push(market.status), { every: "message" });
  ScriptedSocket.last.opens();
  let u = 1;
  ScriptedSocket.last.says(book("snapshot", u, [["100.0", "1"], ["99.0", "2"]], [["101.0", "3"]]));
  for (let n = 0; n < 400; ++n) {
    await vi.advanceTimersByTimeAsync(1 + Math.floor(random.uniform() * (n === 200 ? 0 : 900)));
    if (n === 150) await vi.advanceTimersByTimeAsync(14_000);
    if (n === 250) {
      ScriptedSocket.last.breaks();
      await vi.advanceTimersByTimeAsync(1_000);
      ScriptedSocket.last.opens();
    }
    u += n === 100 ? 2 : 1;
    const isSnapshot = n === 110 || n === 160 || n === 260;
    ScriptedSocket.last.says(isSnapshot
      ? book("snapshot", u, [["100.0", "5"]], [["101.0", "5"], ["102.0", "7"]])
      : book("delta", u, [[`${90 + Math.floor(random.uniform() * 10)}.0`, String(1 + n % 7)]]));
  }
  const left = { book: market.book(), readings: market.getSnapshot(), told };
  connection.close();
  vi.useRealTimers();
  return { lines, left };
}

async function played(recording: RecordingSource, speed?: number) {
  const replayed = replay(await engine(), { venue: "bybit-linear", recording, ...(speed === undefined ? {} : { speed }) });
  const market = replayed.market("BTCUSDT");
  const told: string[] = [];
  market.subscribe(() => told.push(market.status), { every: "message" });
  const result = await replayed.play();
  return { result, left: { book: market.book(), readings: market.getSnapshot(), told } };
}

/** Times of the engine's own clock begin where it did. */
function withoutTimes({ readings, ...rest }: Awaited<ReturnType<typeof played>>["left"]) {
  const { bookLocalTimeMs, markLocalTimeMs, ...same } = readings as unknown as Record<string, unknown>;
  return { ...rest, readings: same };
}

describe("a recording", () => {
  let lines: string[];
  let left: Awaited<ReturnType<typeof recorded>>["left"];

  beforeEach(async () => {
    ({ lines, left } = await recorded());
  });

  it("has a line for everything that was taken in, with its time", () => {
    expect(lines[0]).toMatch(/^1795000000123000000 #opened$/);
    expect(lines.filter((line) => line.includes(" #instruments {"))).toHaveLength(1);
    expect(lines.filter((line) => line.includes(" @BTCUSDT {"))).not.toEqual([]);
    expect(lines.filter((line) => / #(opened|closed)$/.test(line)).map((line) => line.split(" ")[1])).toEqual([
      "#opened", "#closed", "#opened",
    ]);
    expect(lines.filter((line) => line.includes(' {"topic"'))).toHaveLength(401);
    const times = lines.map((line) => BigInt(line.split(" ")[0]!));
    expect(times.every((time, i) => i === 0 || time >= times[i - 1]!)).toBe(true);
    expect(left.told).toContain("stale");
    expect(left.told).toContain("gap");
  });

  it("leads to the same states and the same readings, bit for bit", async () => {
    const { result, left: again } = await played(lines);
    expect(withoutTimes(again)).toEqual(withoutTimes(left));
    expect(result).toMatchObject({ lines: lines.length, skipped: 0 });
    expect(result.durationMs).toBeGreaterThan(150_000);
  });

  it("does so at any speed", async () => {
    const { left: again } = await played(lines, 300);
    expect(withoutTimes(again)).toEqual(withoutTimes(left));
  });

  it.each([
    ["bytes, cut anywhere", (text: string) => cut(new TextEncoder().encode(text))],
    ["text with the line ends of another system", async function* (text: string) { yield text.replaceAll("\n", "\r\n"); }],
    ["a packed file", (text: string) =>
      new Blob([gzipSync(text)]).stream().pipeThrough(new DecompressionStream("gzip"))],
  ])("is read as %s", async (_, source) => {
    const { left: again, result } = await played(source(lines.join("\n")) as RecordingSource);
    expect(withoutTimes(again)).toEqual(withoutTimes(left));
    expect(result.lines).toBe(lines.length);
  });

  it("may hold lines that are none", async () => {
    const { left: again, result } = await played(["", "no time here", ...lines, "17 #instruments <html>", "x"]);
    expect(withoutTimes(again)).toEqual(withoutTimes(left));
    expect(result.skipped).toBe(3);
  });

  it("is given up when its signal is", async () => {
    const replayed = replay(await engine(), { venue: "bybit-linear", recording: lines, speed: 1 });
    const controller = new AbortController();
    const playing = replayed.play({ signal: controller.signal });
    setTimeout(() => controller.abort(new Error("enough")), 20);
    await expect(playing).rejects.toThrow("enough");
  });

  it("plays at its own pace", async () => {
    const began = performance.now();
    const { result } = await played(lines.slice(0, 60), 100);
    const took = performance.now() - began;
    expect(took).toBeGreaterThan(result.durationMs / 100 - 2);
  });

  it("wants a venue and a speed that there are", async () => {
    const plimsoll = await engine();
    expect(() => replay(plimsoll, { venue: "bybit-linear", recording: [], speed: 0 })).toThrow(InputError);
    expect(() => replay(plimsoll, { venue: "nowhere" as "okx", recording: [] })).toThrow(InputError);
    expect(await replay(plimsoll, { venue: "okx", recording: [] }).play()).toEqual({ lines: 0, skipped: 0, durationMs: 0 });
  });
});

async function* cut(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0, n = 0; from < bytes.length; ++n) {
    const to = from + 1 + ((n * 7_919) % 3_000);
    yield bytes.subarray(from, to);
    from = to;
  }
}
