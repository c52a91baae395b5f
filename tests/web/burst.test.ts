// feed.ingestAll is ingest of each message, whatever the messages are and whatever happens meanwhile.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { load as loadInBrowser } from "plimsoll/inline";
import type { Feed, MessageData, MessageError, Plimsoll } from "plimsoll";
import { asks, bids, depth, engine, liveMarket, mark, quote, snapshot, trade } from "./plimsoll.ts";

const seed = 505;

/** A live book's updates behind 100; those in `holes` have some left out before them. */
function updates(count: number, holes: ReadonlySet<number> = new Set()): string[] {
  let last = 100;
  return Array.from({ length: count }, (_, i) => {
    if (holes.has(i)) last += 10;
    const text = depth({
      first: last + 1, last: last + 2, previous: last,
      bids: [[`${49_980 + (i % 19)}.0`, `${i % 5}.5`]], asks: [[`${50_002 + (i % 23)}.0`, `${(i + 2) % 4}.25`]],
    });
    last += 2;
    return text;
  });
}

/** All that a listener hears of a feed, in its order. */
function told(feed: Feed): unknown[] {
  const heard: unknown[] = [];
  feed.on("error", ({ code, byteOffset }) => heard.push([code, byteOffset]));
  feed.on("resync", ({ symbol, how }) => heard.push([symbol, how]));
  feed.on("control", ({ kind }) => heard.push(kind));
  return heard;
}

function stateOf(feed: Feed) {
  const market = feed.market("BTCUSDT");
  try {
    return { counters: feed.counters(), readings: market.getSnapshot(), book: market.book() };
  } finally {
    market.dispose();
  }
}

const bytesOf = (text: string): MessageData => new TextEncoder().encode(text);

/** Messages of every kind that a socket may deliver, good and bad. */
const anyMessage: fc.Arbitrary<MessageData> = fc.oneof(
  { weight: 6, arbitrary: fc.nat(39).map((i) => updates(40)[i]!) },
  { weight: 3, arbitrary: fc.nat(99).map((i) => quote(`5000${i % 10}.0`, "50020.5", i + 1)) },
  { weight: 3, arbitrary: fc.nat(99).map((i) => trade(i, "50000.1", "0.5", i % 2 === 0)) },
  fc.nat(9).map((i) => mark("50000.5", 1_700_000_000_000 + i)),
  fc.constantFrom("pong", "", "{", '{"e":"bookTicker","s":"BTCUSDT","b":"x"}', "\n", '{"id":1,"error":{"code":2,"msg":"é"}}', "牛", "\0", "\ud800"),
  fc.nat(9).map((i) => quote("3.0", "4.0", i + 1, "牛来USDT")),
  fc.nat(39).map((i) => bytesOf(updates(40)[i]!)),
);

async function pair(start: () => Promise<Plimsoll>): Promise<readonly [Feed, Feed]> {
  const feeds = [(await start()).openFeed("binance-usdm"), (await start()).openFeed("binance-usdm")] as const;
  for (const feed of feeds) {
    liveMarket(feed, "BTCUSDT", 0);
    feed.market("牛来USDT");
  }
  return feeds;
}

describe.each<readonly [string, () => Promise<Plimsoll>]>([
  ["Node", () => engine()],
  ["a browser", () => loadInBrowser({})],
])("a burst, as in %s,", (_, start) => {
  it("is what its messages are one by one", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyMessage, { maxLength: 150 }), async (messages) => {
        const [burst, single] = await pair(start);
        const heard = [told(burst), told(single)];
        const applied = messages.reduce((sum, message) => sum + single.ingest(message, 5), 0);
        expect(burst.ingestAll(messages, 5)).toBe(applied);
        expect(heard[0]).toEqual(heard[1]);
        expect(stateOf(burst)).toEqual(stateOf(single));
      }),
      // A first run in which every update is next.
      { seed, numRuns: 60, examples: [[updates(100)]] },
    );
  });

  it("may be of thousands, and of messages of any length", async () => {
    const [burst, single] = await pair(start);
    const long = (size: number) => `{"e":"pad","x":"${"y".repeat(size)}"}`;
    const messages = [...updates(1_500), long(300_000), ...[1_000, 100_000, 262_000, 262_130, 262_144].map(long), long(5_000_000), ...updates(3)];
    for (const message of messages) single.ingest(message, 5);
    burst.ingestAll(messages, 5);
    expect(stateOf(burst)).toEqual(stateOf(single));
    expect(stateOf(burst).readings.status).toBe("gap"); // of what was repeated at the end
  });
});

describe("a burst", () => {
  it("says which of its messages was refused", async () => {
    const plimsoll = await engine();
    const feed = plimsoll.openFeed("binance-usdm");
    liveMarket(feed, "BTCUSDT", 0);
    const errors: MessageError[] = [];
    feed.on("error", (error) => errors.push(error));
    const messages = updates(20);
    messages[3] = "nonsense";
    messages[17] = '{"e":"bookTicker","u":1,"s":"牛"';
    feed.ingestAll(messages, 1);
    feed.ingest("nonsense", 1);
    expect(errors.map(({ messageIndex }) => messageIndex)).toEqual([3, 17, null]);
  });

  it("ends at the first refused one where errors are thrown", async () => {
    const feed = (await engine({ strict: true })).openFeed("binance-usdm");
    liveMarket(feed, "BTCUSDT", 0);
    const messages = updates(10);
    messages.splice(4, 0, "nonsense");
    expect(() => feed.ingestAll(messages, 1)).toThrow(expect.objectContaining({ name: "MessageError", messageIndex: 4 }));
    expect(feed.counters().errors).toBe(1);
    expect(feed.market("BTCUSDT").book()!.lastUpdateId).toBe("108");
  });

  it("goes on behind a snapshot that a listener brings in", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed, "BTCUSDT", 0);
    const messages = updates(30, new Set([10]));
    let asked = 0;
    feed.on("resync", () => {
      ++asked;
      market.apply(snapshot(131, bids, asks), 1);
    });
    feed.ingestAll(messages, 1);
    expect(asked).toBe(1);
    expect(market.status).toBe("live");
    expect(market.book()!.lastUpdateId).toBe(String(100 + 2 * 30 + 10));
  });

  it("ends with its feed", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    liveMarket(feed, "BTCUSDT", 0);
    feed.on("resync", () => feed.dispose());
    expect(() => feed.ingestAll(updates(30, new Set([10])), 1)).not.toThrow();
    expect(() => feed.ingestAll([], 1)).toThrow("disposed");
  });

  it("is told message by message to who wants that, once to who draws", async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed, "BTCUSDT", 0);
    const revisions: (number | null)[] = [];
    const stop = market.subscribe(() => revisions.push(market.getSnapshot().events), { every: "message" });
    feed.ingestAll(updates(12), 1);
    expect(revisions).toHaveLength(12);
    stop();
    let frames = 0;
    market.subscribe(() => ++frames);
    feed.ingestAll(updates(24).slice(12), 1);
    await expect.poll(() => frames).toBe(1);
  });
});
