import { beforeAll, describe, expect, it } from "vitest";
import type { Feed, Market, MessageError, Plimsoll } from "plimsoll";
import { bitcoin } from "../../examples/exchange/instrument.ts";
import { Random } from "../../examples/exchange/random.ts";
import { recordingLines } from "../../examples/exchange/recording.ts";
import { asks, bids, depth, engine, liveMarket, mark, quote, snapshot, trade } from "./plimsoll.ts";

/** What a page can lose to the engine: wasm/CMakeLists.txt. */
const linearMemoryBound = 256 * 1024 * 1024;
const seed = 20_240_808;

let plimsoll: Plimsoll;
/** A feed that gets nothing bad, to see that it stays as it was. */
let bystander: Market;
let memoryBefore: ReturnType<Plimsoll["memory"]>;
const reported: MessageError[] = [];
let localTimeMs = 0;

/** One message of every kind, and what our exchange says in a minute. */
const messages = [
  snapshot(100, bids, asks), depth({ first: 100, last: 101, previous: 99, bids: [["50000.0", "1.5"]] }),
  quote("50000.0", "50000.1"), trade(1, "50000.1", "0.5"), mark("50000.0", 1),
  JSON.stringify({ openInterest: "5.5", symbol: "BTCUSDT", time: 1 }),
  ...[...recordingLines({ seed, instruments: [bitcoin] }, 20_000)].map((line) => line.slice(line.indexOf(" ") + 1)),
].filter(({ length }) => length < 3_000).slice(0, 300);

beforeAll(async () => {
  plimsoll = await engine({ onError: (error) => reported.push(error) });
  bystander = liveMarket(plimsoll.openFeed("binance-usdm"), "BTCUSDT", 0);
  // Once through all that is made lazily.
  withFeed((feed, market) => {
    for (const message of messages) {
      feed.ingest(message, (localTimeMs += 10));
      market.apply(message, localTimeMs);
      feed.ingest("{", (localTimeMs += 10_000));
    }
  });
  reported.length = 0;
  memoryBefore = plimsoll.memory();
});

function withFeed(use: (feed: Feed, market: Market) => void): void {
  const feed = plimsoll.openFeed("binance-usdm");
  use(feed, liveMarket(feed, "BTCUSDT", localTimeMs));
  feed.dispose();
}

/** Sends what has to be refused or ignored, and sees that nothing came of it. */
function expectHarmless(feed: Feed, market: Market, data: string | Uint8Array): void {
  const before = market.getSnapshot();
  expect(feed.ingest(data, (localTimeMs += 1))).toBe(0);
  expect(market.getSnapshot()).toBe(before);
}

describe("bad input", () => {
  it("every truncation of 300 messages is refused", { timeout: 300_000 }, () => {
    expect(messages).toHaveLength(300);
    withFeed((feed, market) => {
      market.setStaleAfterMs(1e12);
      let count = 0;
      for (const message of messages) {
        for (let length = 0; length < message.length; ++length, ++count) {
          expectHarmless(feed, market, message.slice(0, length));
        }
      }
      expect(feed.counters().errors).toBe(count);
    });
  });

  it("100,000 flipped bytes are refused, ignored, or read as what they say", { timeout: 300_000 }, () => {
    withFeed((feed, market) => {
      market.setStaleAfterMs(1e12);
      const random = new Random(seed, "flipped bytes");
      const all = messages.map((message) => new TextEncoder().encode(message));
      let refused = 0;
      for (let i = 0; i < 100_000; ++i) {
        const bytes = all[random.below(all.length)]!.slice();
        bytes[random.below(bytes.length)]! ^= 1 << random.below(8);
        const before = market.getSnapshot();
        const { errors } = feed.counters();
        const applied = random.chance(0.5)
          ? feed.ingest(bytes, (localTimeMs += 1))
          : feed.ingest(new TextDecoder("latin1").decode(bytes), (localTimeMs += 1));
        if (feed.counters().errors === errors) continue;
        ++refused;
        // A refused message may say at most that the book is lost.
        if (applied === 0 && market.status === before.status) {
          expect({ ...market.getSnapshot(), events: 0, ignored: 0 }).toEqual({ ...before, events: 0, ignored: 0 });
        }
      }
      console.log(`  of 100,000 flipped bytes, seed ${seed}: ${refused.toLocaleString("en")} refused`);
      expect(refused).toBeGreaterThan(10_000);
    });
  });

  it.each<[string, string | Uint8Array]>([
    ["3 MB of brackets", "[".repeat(3_000_000)],
    ["3 MB of objects", '{"data":'.repeat(375_000)],
    ["deep and closed", "[".repeat(2_000) + "]".repeat(2_000)],
    ["plain text", "pong"],
    ["nothing", ""],
    ["white space", " \n\t\r "],
    ["a lone surrogate", '{"e":"\ud800"}'],
    ["bytes that are not UTF-8", new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ["a byte order mark", "\ufeff{}"],
    ["a zero byte", '{"e":\0"trade"}'],
    ["numbers alone", "12345678901234567890"],
    ["two messages at once", quote("1.0", "2.0").repeat(2)],
  ])("%s is harmless", (_, data) => {
    withFeed((feed, market) => {
      market.setStaleAfterMs(1e12);
      expectHarmless(feed, market, data);
    });
  });

  const good = JSON.parse(depth({ first: 100, last: 101, previous: 99, bids: [["50000.0", "1.5"]] })) as { data: object };
  it.each<[string, object]>([
    ["levels that are none", { b: "x" }], ["levels of numbers", { b: [1, 2] }], ["a level too short", { b: [["1"]] }],
    ["a price that is no number", { b: [["1.x", "1"]] }], ["an empty price", { b: [["", "1"]] }],
    ["a price of true", { b: [[true, "1"]] }], ["a null price", { b: [[null, "1"]] }],
    ["a negative price", { b: [["-5.0", "1"]] }], ["a price of zero", { b: [["0.0", "1"]] }],
    ["a negative quantity", { a: [["5.0", "-1"]] }], ["a huge price", { b: [["1e300", "1"]] }],
    ["a price with 40 digits", { b: [["1234567890123456789012345678901234567890", "1"]] }],
    ["a huge quantity", { b: [["5.0", "99999999999999999999999"]] }],
    ["a tiny price", { b: [["1e-300", "1"]] }], ["a price of NaN", { b: [["NaN", "1"]] }],
    ["a price in hexadecimal", { b: [["0x10", "1"]] }], ["ids that are text", { u: "x" }],
    ["ids beyond 64 bits", { u: 1e30 }], ["ids that are fractions", { U: 1.5 }], ["ids reversed", { U: 102, u: 101 }],
    ["no id", { u: undefined }], ["no symbol", { s: undefined }], ["a symbol that is none", { s: 5 }],
    ["an id of null", { pu: null }], ["a type that is none", { e: 5 }],
  ])("an update with %s is harmless", (_, change) => {
    withFeed((feed, market) => {
      market.setStaleAfterMs(1e12);
      const book = market.book();
      const before = market.bookImbalance();
      feed.ingest(JSON.stringify({ ...good, data: { ...good.data, ...change } }), (localTimeMs += 1_000));
      // Where an update cannot be applied the book says that it missed it, and is never wrong.
      if (market.status === "live") {
        expect(market.book()).toEqual(book);
        expect(market.bookImbalance()).toBe(before);
      } else expect(market.bookImbalance()).toBeNull();
    });
  });

  it("a field that stands there twice is refused", () => {
    withFeed((feed, market) => {
      market.setStaleAfterMs(1e12);
      const twice = depth({ first: 100, last: 101, previous: 99, bids: [["50000.0", "9"]] }).replace('"u":101', '"u":101,"u":102');
      expectHarmless(feed, market, twice);
    });
  });

  it("exponents and numbers without quotes are numbers all the same", () => {
    withFeed((feed, market) => {
      feed.ingest(JSON.stringify({ ...good, data: { ...good.data, b: [["5e4", "1.25e1"], [49_999.9, 0.5]] } }), (localTimeMs += 1));
      expect(market.best().bid).toEqual({ price: 50_000, quantity: 12.5 });
      expect(market.book()!.bids[1]).toEqual(["49999.90", "0.50"].map((text) => expect.stringMatching(new RegExp(`^${Number(text)}`)) as string));
    });
  });

  it("is reported with its code and offset, a few times a second, and the rest counted", () => {
    withFeed((feed, market) => {
      localTimeMs += 60_000;
      reported.length = 0;
      const heard: MessageError[] = [];
      feed.on("error", (error) => heard.push(error));
      const message = quote("50000.0", "x");
      feed.ingest(message, localTimeMs);
      expect(reported[0]).toMatchObject({
        code: "badNumber", byteOffset: expect.any(Number) as number, venue: "binance-usdm", symbol: null, suppressed: 0,
      });
      expect(message.slice(reported[0]!.byteOffset)).toMatch(/^"?x"/);
      market.apply('{"lastUpdateId":5}', localTimeMs);
      expect(reported[1]).toMatchObject({ code: "missingField", symbol: "BTCUSDT" });
      for (let i = 0; i < 1_000; ++i) feed.ingest("{", localTimeMs);
      expect(reported).toHaveLength(20);
      feed.ingest("{", localTimeMs + 1_000);
      expect(reported).toHaveLength(21);
      expect(reported.at(-1)!.suppressed).toBe(1_000 - 18);
      expect(heard).toEqual(reported);
      expect(feed.counters().errors).toBe(1_003);
    });
  });

  it("had no effect on another market, and left memory where it was", () => {
    expect(bystander.book()).toEqual({ lastUpdateId: "100", bids, asks });
    const after = plimsoll.memory();
    console.log(
      `  after the storm: ${after.bytesInUse.toLocaleString("en")} bytes in use (before: ` +
        `${memoryBefore.bytesInUse.toLocaleString("en")}), linear memory ${(after.linearMemoryBytes / 2 ** 20).toFixed(1)} MiB`,
    );
    // Each feed and market that was opened leaves a slot in a list.
    expect(after.bytesInUse - memoryBefore.bytesInUse).toBeLessThan(8_192);
    expect(after.linearMemoryBytes).toBeLessThan(linearMemoryBound);
  });
});
