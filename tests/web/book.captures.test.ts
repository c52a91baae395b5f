// The book on recorded traffic: against the venue's own best bid and ask, and with messages
// left out.

import { describe, expect, it } from "vitest";
import type { Feed, Market, Plimsoll } from "plimsoll";
import type { Message, Recording } from "../../examples/benchmark/src/measure/messages.ts";
import { engine } from "./plimsoll.ts";
import { captures } from "./recorded.ts";

interface Quote {
  readonly u: number;
  readonly b: string;
  readonly B: string;
  readonly a: string;
  readonly A: string;
}

interface Line {
  readonly feed: Feed;
  readonly markets: readonly Market[];
  readonly resyncs: string[];
}

const files = captures("binance-usdm");
const fieldOf = <T>({ raw }: Message): T => {
  const message = JSON.parse(raw) as { data?: T };
  return message.data ?? (message as T);
};
const timeMs = ({ localTimeNs }: Message) => Number(localTimeNs) / 1e6;

function open(plimsoll: Plimsoll, { symbols }: Recording): Line {
  const feed = plimsoll.openFeed("binance-usdm");
  const resyncs: string[] = [];
  feed.on("resync", ({ symbol }) => resyncs.push(symbol));
  return { feed, markets: symbols.map((symbol) => feed.market(symbol)), resyncs };
}

function take({ feed, markets }: Line, message: Message): Market {
  const market = markets[message.market]!;
  if (message.family === "snapshot") market.apply(message.raw, timeMs(message));
  else feed.ingest(message.raw, timeMs(message));
  return market;
}

/** The quote with the greatest update id not above another, wherever it stands in the file. */
function quotesBefore({ symbols, messages }: Recording): (market: number, updateId: number) => Quote | null {
  const lists = symbols.map((_, market) => messages
    .filter((message) => message.family === "bookTicker" && message.market === market)
    .map((message) => fieldOf<Quote>(message))
    .sort((one, other) => one.u - other.u));
  return (market, updateId) => {
    const list = lists[market]!;
    let low = 0;
    for (let high = list.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (list[middle]!.u <= updateId) low = middle + 1;
      else high = middle;
    }
    return list[low - 1] ?? null;
  };
}

describe.skipIf(files.length === 0)("binance-usdm captures", { timeout: 300_000 }, () => {
  it.each(files)("$name: the best levels are the venue's own", async ({ name, read }) => {
    const recording = read();
    const line = open(await engine({ strict: true }), recording);
    const quoteBefore = quotesBefore(recording);
    let compared = 0;
    let gaps = 0;
    for (const message of recording.messages) {
      const market = take(line, message);
      if (market.status === "gap") ++gaps;
      if (message.family !== "depth" || market.status !== "live") continue;
      const quote = quoteBefore(message.market, fieldOf<Quote>(message).u);
      if (quote === null) continue;
      const { bid, ask } = market.best();
      const found = [bid?.price, bid?.quantity, ask?.price, ask?.quantity];
      const expected = [quote.b, quote.B, quote.a, quote.A].map(Number);
      // expect() itself takes longer than all the rest.
      if (found.some((number, i) => number !== expected[i])) {
        expect(found, `after ${message.raw.slice(0, 150)}`).toEqual(expected);
      }
      ++compared;
    }
    expect(gaps).toBe(0);
    expect(compared).toBeGreaterThan(0);
    expect(line.feed.counters().errors).toBe(0);
    console.log(
      `  ${name}: ${recording.messages.length.toLocaleString("en")} messages, no gap; ` +
        `${compared.toLocaleString("en")} times the best levels were bookTicker's`,
    );
  });

  it.each(files)("$name: a message that is left out makes a gap, and a snapshot mends it", async ({ name, read }) => {
    const recording = read();
    const messages = recording.messages.filter(({ family }) => family === "depth" || family === "snapshot");
    const joined = joiningMessage(messages);
    if (joined < 0) return console.log(`  ${name}: there is no snapshot in it to join`);
    const depths = messages.map((message, i) => ({ message, i })).filter(({ message }) => message.family === "depth");
    const after = depths.filter(({ i, message }) => i > joined && message.market === messages[joined]!.market);
    const chosen = new Set([0.0, 0.03, 0.1, 0.25, 0.4, 0.55, 0.7, 0.85, 0.95, 0.999]
      .map((share) => after[Math.floor(share * (after.length - 2))]!.i));

    const plimsoll = await engine();
    const intact = open(plimsoll, recording);
    const lossy = [...chosen].map((leftOut) => ({ leftOut, line: open(plimsoll, recording), state: "whole" }));
    messages.forEach((message, i) => {
      const whole = take(intact, message);
      for (const one of lossy) {
        if (i === one.leftOut) continue;
        const market = take(one.line, message);
        if (i < one.leftOut || message.market !== messages[one.leftOut]!.market || message.family === "snapshot") continue;
        if (one.state === "whole") {
          expect(market.status).toBe("gap");
          expect([market.bookImbalance(), market.weightedMid(), market.book()]).toEqual([null, null, null]);
          expect(one.line.resyncs.filter((symbol) => symbol === market.symbol)).toHaveLength(
            intact.resyncs.filter((symbol) => symbol === market.symbol).length + 1);
          expect(market.apply(whole.book()!, timeMs(message))).toBe(1);
          one.state = "mended";
        }
        const same = market.status === "live" && market.weightedMid() === whole.weightedMid() &&
          market.bookImbalance({ levels: 100 }) === whole.bookImbalance({ levels: 100 });
        if (!same) expect(market.book(), `after ${message.raw.slice(0, 150)}`).toEqual(whole.book());
      }
    });
    const whole = intact.markets.map((market) => market.book());
    for (const { line, state } of lossy) {
      expect(state).toBe("mended");
      expect(line.markets.map((market) => market.book())).toEqual(whole);
    }
    console.log(`  ${name}: ${lossy.length} left out of ${after.length.toLocaleString("en")} after joining, each mended`);
  });

  it.each(files)("$name: one left out before joining never makes a wrong book", async ({ name, read }) => {
    const recording = read();
    const messages = recording.messages.filter(({ family }) => family === "depth" || family === "snapshot");
    const joined = joiningMessage(messages);
    if (joined < 0) return console.log(`  ${name}: there is no snapshot in it to join`);
    const plimsoll = await engine();
    const intact = open(plimsoll, recording);
    const snapshotId = String(fieldOf<{ lastUpdateId: number }>(
      messages.find(({ family }) => family === "snapshot")!).lastUpdateId);
    const lossy = messages.flatMap(({ family }, leftOut) =>
      family === "depth" && leftOut <= joined ? [{ leftOut, line: open(plimsoll, recording) }] : []);
    messages.slice(0, joined + 12).forEach((message, i) => {
      const whole = take(intact, message);
      for (const { leftOut, line } of lossy) {
        if (i === leftOut) continue;
        const market = take(line, message);
        const book = market.book();
        if (market.status !== "live") expect(book).toBeNull();
        // Without the update that reaches beyond it, a snapshot is a right book all the same.
        else if (book!.lastUpdateId === snapshotId) expect(market.midPrice()).not.toBeNull();
        else expect(book).toEqual(whole.book());
      }
    });
    const statuses = lossy.map(({ leftOut, line }) => line.markets[messages[leftOut]!.market]!.status);
    const count = (status: string) => statuses.filter((one) => one === status).length;
    console.log(`  ${name}: of ${lossy.length} left out before joining ${count("live")} had no effect, ` +
      `${count("waiting")} wait, ${count("gap")} say gap`);
    expect(count("live") + count("waiting") + count("gap")).toBe(lossy.length);
  });
});

/** The first update that reaches its snapshot, by Binance's rule; -1 where there is none. */
function joiningMessage(messages: readonly Message[]): number {
  const snapshot = messages.find(({ family }) => family === "snapshot");
  if (snapshot === undefined) return -1;
  const { lastUpdateId } = fieldOf<{ lastUpdateId: number }>(snapshot);
  return messages.findIndex((message) => message.family === "depth" && message.market === snapshot.market &&
    fieldOf<Quote>(message).u >= lastUpdateId);
}
