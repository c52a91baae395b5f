import { describe, expect, it } from "vitest";
import { load as loadInBrowser } from "plimsoll/inline";
import type { MessageError, Plimsoll } from "plimsoll";
import { engine } from "./plimsoll.ts";

// Node's entry carries all text by encodeInto, a browser's carries short text by a loop.
const entries: readonly [string, () => Promise<Plimsoll>][] = [
  ["as in Node", () => engine()],
  ["as in a browser", () => loadInBrowser({})],
];

const limit = 4 * 1024 * 1024;

/** A message of exactly so many bytes, about a symbol: padding where nobody looks. */
function quoteOf(bytes: number, symbol: string, padding = "x"): string {
  const head = `{"e":"bookTicker","u":1,"s":"${symbol}","b":"5.0","B":"1","a":"6.0","A":"1","pad":"`;
  const size = new TextEncoder().encode(head).length + 2;
  return `${head}${padding.repeat(Math.ceil((bytes - size) / new TextEncoder().encode(padding).length))}"}`;
}

function errorsOf(plimsoll: Plimsoll): MessageError[] {
  const errors: MessageError[] = [];
  plimsoll.onError((error) => errors.push(error));
  return errors;
}

describe.each(entries)("messages are carried %s", (_, start) => {
  it("at every length around the thresholds", async () => {
    const feed = (await start()).openFeed("binance-usdm");
    feed.market("BTCUSDT");
    let bytes = 0;
    const send = (text: string) => {
      bytes += new TextEncoder().encode(text).length;
      expect(feed.ingest(text), `${text.length} characters`).toBe(1);
      expect(feed.counters().bytes).toBe(bytes);
    };
    for (let size = 90; size < 600; ++size) send(quoteOf(size, "BTCUSDT"));
    for (const near of [1_024, 4_096, 65_536, 256 * 1024 / 3, 256 * 1024, 512 * 1024, 1_048_576, limit]) {
      for (let off = -3; off <= 3; ++off) {
        const size = Math.floor(near) + off;
        if (size <= limit) send(quoteOf(size, "BTCUSDT"));
      }
    }
    send(quoteOf(100, "BTCUSDT"));
  });

  it("with characters that are not ASCII, wherever they stand", async () => {
    const feed = (await start()).openFeed("binance-usdm");
    const market = feed.market("牛来USDT");
    for (let size = 100; size < 400; size += 7) {
      for (const padding of ["x", "é", "牛", "🐂"]) expect(feed.ingest(quoteOf(size, "牛来USDT", padding))).toBe(1);
    }
    expect(feed.ingest(quoteOf(100_000, "牛来USDT", "来"))).toBe(1);
    expect(feed.ingest(quoteOf(100, "牛牛USDT"))).toBe(0);
    expect(market.getSnapshot().quoteBidPrice).toBe(5);
    expect(feed.counters()).toMatchObject({ unrouted: 1, errors: 0 });
  });

  it("as bytes of every kind", async () => {
    const feed = (await start()).openFeed("binance-usdm");
    feed.market("牛来USDT");
    const bytes = new TextEncoder().encode(quoteOf(300, "牛来USDT"));
    const inside = new Uint8Array([1, 2, 3, ...bytes, 4, 5]);
    expect(feed.ingest(bytes)).toBe(1);
    expect(feed.ingest(bytes.buffer)).toBe(1);
    expect(feed.ingest(inside.subarray(3, -2))).toBe(1);
    expect(feed.ingest(new DataView(inside.buffer, 3, bytes.length))).toBe(1);
    expect(feed.ingest(new Uint16Array(new Uint8Array([...bytes, 32].slice(0, bytes.length + (bytes.length % 2))).buffer))).toBe(1);
    expect(feed.ingest(new Uint8Array(0))).toBe(0);
    expect(feed.ingest(bytes)).toBe(1);
    expect(feed.counters()).toMatchObject({ messages: 7, errors: 1 });
  });

  it("but no lone surrogate", async () => {
    const plimsoll = await start();
    const feed = plimsoll.openFeed("binance-usdm");
    feed.market("BTCUSDT");
    const errors = errorsOf(plimsoll);
    let timeMs = 0;
    for (const lone of ["\ud800", "\udfff", "\udc00\ud800", "a\ud83d", "\udc02b"]) {
      for (const size of [120, 255, 256, 257, 1_000, 70_000]) {
        expect(feed.ingest(quoteOf(size, "BTCUSDT", lone), (timeMs += 10_000))).toBe(0);
      }
      expect(feed.ingest(lone, (timeMs += 10_000))).toBe(0);
    }
    expect(errors).toHaveLength(35);
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(["notUtf16"]));
    expect(feed.ingest(quoteOf(200, "BTCUSDT", "\ud83d\udc02"), timeMs)).toBe(1);
  });

  it("nor one over the limit, which is not even copied", async () => {
    const plimsoll = await start();
    const feed = plimsoll.openFeed("binance-usdm");
    feed.market("BTCUSDT");
    const errors = errorsOf(plimsoll);
    const before = plimsoll.memory();
    const tooLarge = [
      "x".repeat(limit + 1), "é".repeat(limit / 2 + 1), "x".repeat(64 * 1024 * 1024),
      new Uint8Array(limit + 1), new ArrayBuffer(limit + 1), new DataView(new ArrayBuffer(64 * 1024 * 1024)),
    ];
    tooLarge.forEach((data, i) => {
      expect(feed.ingest(data, i * 10_000)).toBe(0);
      expect(plimsoll.memory().bytesInUse - before.bytesInUse).toBeLessThan(1_000);
      // Of text that is not ASCII nobody knows the bytes beforehand.
      if (i === 0) expect(plimsoll.memory().linearMemoryBytes).toBe(before.linearMemoryBytes);
    });
    expect(errors.map(({ code }) => code)).toEqual(tooLarge.map(() => "tooLarge"));
  });

  it("and nothing that is no message at all", async () => {
    const plimsoll = await start();
    const feed = plimsoll.openFeed("binance-usdm");
    feed.market("BTCUSDT");
    const errors = errorsOf(plimsoll);
    const others = [null, undefined, 5, {}, [], true, new Blob(["{}"]), Symbol("x"), () => {}, 5n];
    others.forEach((other, i) => expect(feed.ingest(other as never, i * 10_000)).toBe(0));
    expect(errors.map(({ code }) => code)).toEqual(others.map(() => "wrongType"));
  });

  it("whatever came before", async () => {
    const feed = (await start()).openFeed("binance-usdm");
    feed.market("BTCUSDT");
    // Text of 3 MB leaves longer text of another message behind it in the buffer.
    expect(feed.ingest("[".repeat(3_000_000))).toBe(0);
    expect(feed.ingest(quoteOf(180, "BTCUSDT"))).toBe(1);
    expect(feed.ingest(quoteOf(3_000_000, "BTCUSDT", "é"))).toBe(1);
    expect(feed.ingest(quoteOf(180, "BTCUSDT"))).toBe(1);
  });

  it("after a long list that was refused before it was read", async () => {
    const plimsoll = await start();
    const feed = plimsoll.openFeed("binance-usdm");
    feed.market("BTCUSDT");
    const refused = [
      () => plimsoll.addInstruments("nowhere" as "okx", `[${"0,".repeat(200_000)}0]`),
      () => plimsoll.addInstruments("okx", `${"x".repeat(300_000)}\ud800`),
    ];
    for (const list of refused) {
      expect(list).toThrow(expect.objectContaining({ name: "InputError" }));
      for (let n = 0; n < 3; ++n) expect(feed.ingest(quoteOf(180, "BTCUSDT"))).toBe(1);
    }
  });
});
