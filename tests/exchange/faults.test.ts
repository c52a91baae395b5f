// What goes wrong when it is asked for. An exchange of the same seed where nothing does says
// what would have been heard.

import { describe, expect, test } from "vitest";
import type { Fault, FaultRates } from "../../examples/exchange/faults.ts";
import { startExchange } from "../../examples/exchange/exchange.ts";
import { inProcess } from "../../examples/exchange/in-process.ts";
import { SimulatedExchange } from "../../examples/exchange/simulated-exchange.ts";
import { Ear, listen, plain } from "./in-process-client.ts";
import { client, clients } from "./venues.ts";

const seed = 17;
const book = { venue: "okx", symbol: "BTCUSDT", kind: "book" } as const;
const both = ["BTC-USDT-SWAP", "ETH-USDT-SWAP"].map((instId) =>
  `{"op":"subscribe","args":[{"channel":"books","instId":"${instId}"},{"channel":"trades","instId":"${instId}"}]}`);

/** What an OKX client hears of two books and their trades in ten seconds, with a fault in the third. */
async function heard(fault: Fault | null, rates: FaultRates = {}, used = seed) {
  const exchange = new SimulatedExchange({ seed: used, faults: rates });
  const { WebSocket, run } = inProcess(exchange);
  const ear = new Ear(WebSocket, client("okx").url, both);
  const times: number[] = [];
  ear.socket.addEventListener("message", () => times.push(exchange.simulation.timeMs));
  await run(3_000);
  const before = ear.texts.length;
  if (fault !== null) exchange.misbehave(fault);
  await run(7_000);
  return { texts: ear.texts, times, before, ear, counts: exchange.faultCounts };
}

const isAimedAt = (text: string) => text.includes('"channel":"books","instId":"BTC-USDT-SWAP"');

async function againstTwin(fault: Fault) {
  const [twin, faulty] = await Promise.all([heard(null), heard(fault)]);
  const at = twin.texts.findIndex((text, index) => index >= twin.before && isAimedAt(text));
  return { twin: twin.texts, twinTimes: twin.times, ...faulty, at };
}

describe("a fault that is aimed at the next message of one book", () => {
  test("drop loses that message and no other", async () => {
    const { twin, texts, at, counts } = await againstTwin({ fault: "drop", ...book });
    expect(texts).toEqual(twin.toSpliced(at, 1));
    expect(counts.drop).toBe(1);
  });

  test("drop loses as many as it is told to", async () => {
    const { texts, twin } = await againstTwin({ fault: "drop", ...book, times: 5 });
    expect(twin.length - texts.length).toBe(5);
  });

  test("duplicate says it twice", async () => {
    const { twin, texts, at } = await againstTwin({ fault: "duplicate", ...book });
    expect(texts).toEqual(twin.toSpliced(at, 0, twin[at]!));
  });

  test("reorder says it behind the next of the same book", async () => {
    const { twin, texts, at } = await againstTwin({ fault: "reorder", ...book });
    const next = twin.findIndex((text, index) => index > at && isAimedAt(text));
    const expected = twin.toSpliced(next + 1, 0, twin[at]!);
    expect(texts).toEqual(expected.toSpliced(at, 1));
  });

  test("delay keeps it and all that follow, in their order, for so long", async () => {
    const { twin, texts, times, twinTimes, at } = await againstTwin({ fault: "delay", ...book, ms: 700 });
    expect(texts).toEqual(twin);
    const delays = times.map((timeMs, index) => timeMs - twinTimes[index]!);
    expect(delays.slice(0, at).every((ms) => ms === 0)).toBe(true);
    expect(delays[at]).toBe(700);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(delays.at(-1)).toBe(0);
  });

  test("truncate cuts it, there or somewhere", async () => {
    const { twin, texts, at } = await againstTwin({ fault: "truncate", ...book, at: 100 });
    expect(texts).toEqual(twin.with(at, twin[at]!.slice(0, 100)));
    const somewhere = await againstTwin({ fault: "truncate", ...book });
    expect(somewhere.texts[at]!.length).toBeLessThan(twin[at]!.length);
    expect(twin[at]!.startsWith(somewhere.texts[at]!)).toBe(true);
  });

  test("corrupt changes one digit of a number with a point, or any one character", async () => {
    for (const anyByte of [false, true]) {
      const { twin, texts, at } = await againstTwin({ fault: "corrupt", ...book, anyByte });
      expect(texts.filter((text, index) => text !== twin[index])).toHaveLength(1);
      const before = [...twin[at]!];
      const after = [...texts[at]!];
      const places = before.flatMap((letter, place) => (letter === after[place] ? [] : [place]));
      expect(after).toHaveLength(before.length);
      expect(places).toHaveLength(1);
      if (!anyByte) {
        expect(after[places[0]!]).toMatch(/\d/);
        expect(() => JSON.parse(texts[at]!) as unknown).not.toThrow();
        expect(JSON.parse(texts[at]!)).not.toEqual(JSON.parse(twin[at]!));
      }
    }
  });

  test("close cuts the socket off instead", async () => {
    const { twin, texts, ear, at } = await againstTwin({ fault: "close", ...book });
    expect(texts).toEqual(twin.slice(0, at));
    expect(ear.closedCode).toBe(1006);
  });

  test("stall leaves the socket open and says nothing, not even to a ping, and then goes on", async () => {
    const exchange = new SimulatedExchange({ seed });
    const { WebSocket, run } = inProcess(exchange);
    const ear = new Ear(WebSocket, client("okx").url, both);
    await run(1_000);
    exchange.misbehave({ fault: "stall", ...book, ms: 4_000 });
    await run(500);
    const { length } = ear.texts;
    ear.socket.send("ping");
    await run(3_000);
    expect(ear.texts).toHaveLength(length);
    expect(ear.socket.readyState).toBe(1);
    await run(2_000);
    ear.socket.send("ping");
    expect(ear.texts.at(-1)).toBe("pong");
    expect(ear.texts.length).toBeGreaterThan(length + 5);
  });
});

describe("what the engine makes of it", () => {
  test.each(clients.filter(({ venue }) => venue !== "hyperliquid"))("$venue: a lost update is a gap", async (venue) => {
    const exchange = new SimulatedExchange({ seed });
    const { market, run, resyncs } = await listen(exchange, venue, [venue.books[0]!.subscribe]);
    await run(3_000);
    const before = resyncs.length;
    expect(market.status).toBe("live");
    exchange.misbehave({ fault: "drop", venue: venue.venue, symbol: "BTCUSDT", kind: "book" });
    await run(1_000);
    expect(resyncs.length).toBe(before + 1);
  });

  test("a corrupted character never passes for another message", async () => {
    const exchange = new SimulatedExchange({ seed });
    const { market, run, feed } = await listen(exchange, client("okx"), [client("okx").books[0]!.subscribe], { strict: false });
    await run(3_000);
    exchange.misbehave({ fault: "truncate", ...book });
    await run(1_000);
    expect(feed.counters().errors).toBe(1);
    expect(market.status).toBe("gap");
  });
});

describe("a stale snapshot", () => {
  test.each(clients)("$venue: is some seconds old, pushed or fetched", async (venue) => {
    const { subscribe } = venue.books.find(({ channel }) => channel.startsWith("order_book_update")) ?? venue.books[0]!;
    const exchange = new SimulatedExchange({ seed });
    await inProcess(exchange).run(8_000);
    exchange.misbehave({ fault: "staleSnapshot", venue: venue.venue, symbol: "BTCUSDT", ms: 5_000 });
    const known = plain(exchange.expectedBook(venue.venue, "BTCUSDT", venue.books[0]!.channel));
    const { run, market, resyncs } = await listen(exchange, venue, [subscribe]);
    await run(2_000);
    expect(exchange.faultCounts.staleSnapshot).toBe(1);
    if (venue.venue === "hyperliquid") {
      // There is no sequence: who has heard nothing yet takes the old book for the newest.
      expect(plain(market.book()!)).not.toEqual(known);
    } else {
      // It does not join what follows, and the engine asks again.
      expect(resyncs.length).toBeGreaterThan(0);
    }
  });
});

describe("a sequence that starts over", () => {
  const shows: readonly (readonly [string, string])[] = [
    ["bybit-linear", '"u":1,'], ["gate-usdt", '"full":true'],
  ];

  test.each(shows)("%s begins with the whole book, and the engine goes on", async (venue, sign) => {
    const known = clients.find((each) => each.venue === venue)!;
    const exchange = new SimulatedExchange({ seed });
    const { market, run, texts, resyncs } = await listen(exchange, known, [known.books[0]!.subscribe]);
    await run(2_990);
    const { length } = texts;
    exchange.misbehave({ fault: "restartSequence", venue: known.venue, symbol: "BTCUSDT" });
    await run(2_000);
    expect(texts.slice(length).filter((text) => text.includes(sign))).toHaveLength(1);
    expect(resyncs).toHaveLength(0);
    expect(plain(market.book()!)).toEqual(plain(exchange.expectedBook(known.venue, "BTCUSDT", known.books[0]!.channel)));
  });

  test("OKX names its last id once more and goes on from a lower one", async () => {
    const exchange = new SimulatedExchange({ seed });
    const { market, run, texts, resyncs } = await listen(exchange, client("okx"), [client("okx").books[0]!.subscribe]);
    await run(2_990);
    exchange.misbehave({ fault: "restartSequence", venue: "okx", symbol: "BTCUSDT" });
    await run(2_000);
    exchange.misbehave({ fault: "restartSequence", venue: "okx", symbol: "BTCUSDT" });
    await run(2_000);
    const ids = texts.slice(2).map((text) => JSON.parse(text).data[0] as { prevSeqId: number; seqId: number });
    expect(ids.filter(({ prevSeqId, seqId }) => seqId < prevSeqId)).toHaveLength(2);
    ids.slice(1).forEach(({ prevSeqId }, index) => expect(prevSeqId).toBe(ids[index]!.seqId));
    expect(resyncs).toHaveLength(0);
    expect(plain(market.book()!)).toEqual(plain(exchange.expectedBook("okx", "BTCUSDT", "books")));
  });

  test.each(["deribit", "binance-usdm"] as const)("%s: nothing joins, and the engine asks again", async (venue) => {
    const exchange = new SimulatedExchange({ seed });
    const { run, resyncs } = await listen(exchange, client(venue), [client(venue).books[0]!.subscribe]);
    await run(2_990);
    const before = resyncs.length;
    exchange.misbehave({ fault: "restartSequence", venue, symbol: "BTCUSDT" });
    await run(2_000);
    expect(resyncs.length).toBe(before + 1);
  });
});

describe("faults at random", () => {
  const rates = { drop: 0.02, duplicate: 0.02, reorder: 0.02, corrupt: 0.01, delay: 0.01 };

  test("are the same for the same seed, and others for another", async () => {
    const [first, second, other] = await Promise.all([heard(null, rates), heard(null, rates), heard(null, rates, seed + 1)]);
    expect(first.texts).toEqual(second.texts);
    expect(first.counts).toEqual(second.counts);
    expect(first.texts).not.toEqual(other.texts);
    expect(first.counts.drop).toBeGreaterThan(0);
    expect(first.counts.close).toBe(0);
  });

  test("leave the market alone", async () => {
    const [calm, wild] = [{}, { drop: 0.5, close: 0.1, restartSequence: 0.1 }].map((faults) => new SimulatedExchange({ seed, faults }));
    for (const exchange of [calm!, wild!]) {
      const { WebSocket, run } = inProcess(exchange);
      void new Ear(WebSocket, client("okx").url, both);
      await run(5_000);
    }
    expect(wild!.expectedBook("bybit-linear", "BTCUSDT", "orderbook.200")).toEqual(calm!.expectedBook("bybit-linear", "BTCUSDT", "orderbook.200"));
  });
});

describe("POST /control/fault", () => {
  test("arms a fault, and says what is wrong with one that is none", async () => {
    const exchange = await startExchange({ seed, speed: 0, startTimeMs: 1_790_000_000_000 });
    const post = async (body: object) => {
      const answer = await fetch(`${exchange.url}/control/fault`, { method: "POST", body: JSON.stringify(body) });
      return { status: answer.status, body: (await answer.json()) as unknown };
    };
    expect(await post({ fault: "restartSequence", venue: "okx" })).toEqual({ status: 200, body: { done: true } });
    expect(exchange.faultCounts.restartSequence).toBe(2);
    expect((await post({ fault: "drop", ...book, times: 2 })).status).toBe(200);
    for (const [wrong, field] of [
      [{ fault: "dance" }, "fault"], [{ fault: "drop", venue: "nowhere" }, "venue"], [{ fault: "drop", symbol: "NOPE" }, "symbol"],
      [{ fault: "drop", kind: "gossip" }, "kind"], [{ fault: "drop", times: 0 }, "times"], [{ fault: "delay", ms: -1 }, "ms"],
    ] as const) {
      expect(await post(wrong)).toEqual({ status: 400, body: { error: "field", field } });
    }
    await exchange.close();
  });
});
