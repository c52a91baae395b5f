import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { depthSnapshot } from "../../examples/exchange/binance/rest.ts";
import { BinanceStreams } from "../../examples/exchange/binance/streams.ts";
import { recordingLines } from "../../examples/exchange/recording.ts";
import { MarketSimulation } from "../../examples/exchange/simulation.ts";
import { truth } from "../../examples/exchange/truth.ts";
import { PlainBook } from "./plain-book.ts";

const seed = 21;

interface Event {
  readonly e: string;
  readonly [field: string]: unknown;
}

function open(names: readonly string[], hear: (event: Event, text: string, stream: string) => void, seedUsed = seed) {
  const simulation = new MarketSimulation({ seed: seedUsed });
  const streams = new BinanceStreams(simulation);
  for (const name of names) {
    const stop = streams.subscribe(name, ({ data, stream }) => hear(JSON.parse(data) as Event, data, stream));
    expect(stop, name).not.toBeNull();
  }
  return { simulation, streams };
}

describe("Binance's messages", () => {
  test("are the same byte for byte for the same seed", () => {
    const hash = () => {
      const lines: string[] = [];
      for (const line of recordingLines({ seed }, 120_000)) {
        lines.push(line);
        if (lines.length === 10_000) break;
      }
      return createHash("sha256").update(lines.join("\n")).digest("hex");
    };
    const first = hash();
    console.log(`binance: seed ${seed}, first 10,000 messages: sha256 ${first.slice(0, 16)}`);
    expect(hash()).toBe(first);
    // Changes whenever the market or its messages do, which should be on purpose.
    expect(first).toBe("433cde6e4bb9318f84fb0e1a30a81dcd16b2c25606a013079885214369646b28");
  });

  test.each(["btcusdt@depth@100ms", "ethusdt@depth@500ms", "btcusdt@depth"])(
    "%s with a snapshot is the exchange's own book at every event, and its top is bookTicker's",
    (name) => {
      const symbol = name.slice(0, 7).toUpperCase();
      const book = new PlainBook();
      let events = 0;
      let compared = 0;
      let quote: Event | null = null;
      const { simulation } = open([`${symbol.toLowerCase()}@bookTicker`, name], (event) => {
        if (event.e === "bookTicker") {
          quote = event;
          return;
        }
        book.update(event as never);
        if (++events === 3) book.snapshot(JSON.parse(depthSnapshot(market, 1_000, simulation.timeMs)) as never);
        if (events < 4) return;
        const known = truth(market);
        expect(known.lastUpdateId).toBe(event["u"]);
        // A snapshot of 1,000 levels does not know what lies deeper until it changes.
        const deepest = 700;
        expect(book.bids().slice(0, deepest)).toEqual(known.bids.slice(0, deepest));
        expect(book.asks().slice(0, deepest)).toEqual(known.asks.slice(0, deepest));
        if (quote !== null) {
          ++compared;
          expect([quote["b"], quote["B"]]).toEqual(known.bids[0]);
          expect([quote["a"], quote["A"]]).toEqual(known.asks[0]);
          expect(quote["u"]).toBeLessThanOrEqual(event["u"] as number);
        }
      });
      const market = simulation.market(symbol);
      simulation.advance(20_000);
      expect(book.gaps).toBe(0);
      expect(compared).toBeGreaterThan(30);
    },
  );

  test("update ids rise by more than one, U is not pu + 1, and pu is the last u", () => {
    let last: number | null = null;
    let adjoining = 0;
    let events = 0;
    const { simulation } = open(["ethusdt@depth@100ms"], ({ U, u, pu }) => {
      ++events;
      if (last !== null) expect(pu).toBe(last);
      last = u as number;
      expect(U).toBeGreaterThan(pu as number);
      expect(u).toBeGreaterThanOrEqual(U as number);
      if (U === (pu as number) + 1) ++adjoining;
      expect(Number.isSafeInteger(u)).toBe(true);
    });
    simulation.advance(30_000);
    expect(events).toBeGreaterThan(250);
    expect(adjoining).toBeLessThan(events / 2);
  });

  test("a snapshot taken at any moment joins the next event by the strict rule", () => {
    const { simulation } = open([], () => {});
    const streams = new BinanceStreams(simulation);
    const market = simulation.market("BTCUSDT");
    for (let n = 0; n < 200; ++n) {
      const book = new PlainBook();
      const stop = streams.subscribe("btcusdt@depth@100ms", ({ data }) => book.update(JSON.parse(data) as never))!;
      if (n % 2 === 0) simulation.advance(n);
      book.snapshot(JSON.parse(depthSnapshot(market, 1_000, simulation.timeMs)) as never);
      simulation.advance(317);
      stop();
      expect(book.gaps, `moment ${n}`).toBe(0);
      expect(book.lastUpdateId).not.toBeNull();
    }
  });

  test("have the venue's fields in the venue's order", () => {
    const shapes = new Map<string, string>();
    const { simulation } = open(
      ["btcusdt@depth@100ms", "btcusdt@bookTicker", "btcusdt@trade", "btcusdt@aggTrade", "btcusdt@markPrice@1s", "btcusdt@forceOrder"],
      (event, text) => {
        shapes.set(event.e, Object.keys(event).join());
        if (event.e === "forceOrder") shapes.set("o", Object.keys(event["o"] as object).join());
        expect(text).not.toMatch(/NaN|undefined|null|e\+|Infinity/);
      },
    );
    simulation.market("BTCUSDT").shock(-0.02);
    simulation.advance(10_000);
    expect(Object.fromEntries(shapes)).toEqual({
      depthUpdate: "e,E,T,s,ps,U,u,pu,b,a,st",
      bookTicker: "e,u,s,ps,b,B,a,A,T,E,st",
      trade: "e,E,T,s,t,p,q,X,m,st",
      aggTrade: "e,E,a,s,p,q,nq,f,l,T,m,st",
      markPriceUpdate: "e,E,s,p,ap,P,i,r,T,st",
      forceOrder: "e,E,o",
      o: "s,S,o,f,q,p,ap,X,l,z,T,ps,st",
    });
  });

  test("prices and quantities have the instrument's decimals", () => {
    const { simulation } = open(["btcusdt@trade", "ethusdt@trade", "btcusdt@bookTicker"], (event) => {
      for (const field of ["p", "b", "a"]) {
        if (field in event) expect(event[field]).toMatch(event["s"] === "BTCUSDT" ? /^\d+\.\d0$/ : /^\d+\.\d\d$/);
      }
      for (const field of ["q", "B", "A"]) if (field in event) expect(event[field]).toMatch(/^\d+\.\d{3}$/);
    });
    simulation.advance(5_000);
  });

  test("aggTrades are the trades of one order at one price, without gaps in their ids", () => {
    let lastTrade: number | null = null;
    let lastAggregate: number | null = null;
    let signedLots = 0;
    const { simulation } = open(["btcusdt@aggTrade"], ({ a, f, l, q, m }) => {
      if (lastAggregate !== null) expect(a).toBe(lastAggregate + 1);
      if (lastTrade !== null) expect(f).toBeGreaterThan(lastTrade);
      lastAggregate = a as number;
      lastTrade = l as number;
      expect(l).toBeGreaterThanOrEqual(f as number);
      signedLots += Math.round(Number(q) * 1_000) * (m === true ? -1 : 1);
    });
    simulation.market("BTCUSDT").shock(-0.03);
    simulation.advance(30_000);
    expect(signedLots).toBe(simulation.market("BTCUSDT").cumulativeDeltaLots);
  });

  test("only the latest liquidation of an instrument and second is told, SELL for a long", () => {
    const told = new Map<string, number>();
    const sides = new Set<string>();
    const { simulation } = open(["!forceOrder@arr"], ({ E, o }) => {
      const { s, S, z, q } = o as { s: string; S: string; z: string; q: string };
      const second = `${s} ${Math.ceil((E as number) / 1_000)}`;
      told.set(second, (told.get(second) ?? 0) + 1);
      sides.add(S);
      expect(Number(z)).toBeGreaterThan(0);
      expect(Number(z)).toBeLessThanOrEqual(Number(q));
    });
    for (const market of simulation.markets) market.shock(-0.02);
    simulation.advance(15_000);
    const happened = simulation.markets.reduce((sum, { traders }) => sum + traders.liquidationCount, 0);
    console.log(`binance: seed ${seed}, ${happened} liquidations, ${told.size} of them told`);
    expect([...told.values()].every((count) => count === 1)).toBe(true);
    expect(told.size).toBeGreaterThan(8);
    expect(happened).toBeGreaterThan(told.size * 2);
    expect([...sides]).toEqual(["SELL"]);
  });

  test("the mark comes each second, on the other stream each three", () => {
    const counts: Record<string, number> = {};
    const { simulation } = open(["btcusdt@markPrice", "btcusdt@markPrice@1s"], (event, _text, stream) => {
      counts[stream] = (counts[stream] ?? 0) + 1;
      expect(event["p"]).toMatch(/^\d+\.\d{8}$/);
      expect(event["T"]).toBeGreaterThan(event["E"] as number);
    });
    simulation.advance(30_000);
    expect(counts).toEqual({ "btcusdt@markPrice": 10, "btcusdt@markPrice@1s": 30 });
  });

  test("partial books hold the best levels", () => {
    let events = 0;
    const { simulation } = open(["btcusdt@depth5@100ms"], ({ b, a }) => {
      ++events;
      const known = truth(simulation.market("BTCUSDT"));
      expect(b).toEqual(known.bids.slice(0, 5));
      expect(a).toEqual(known.asks.slice(0, 5));
    });
    simulation.advance(3_000);
    expect(events).toBeGreaterThan(20);
  });

  test.each(["xxxusdt@depth", "BTCUSDT@depth", "btcusdt@depth7", "btcusdt", "", "btcusdt@nothing", "@depth", "!forceOrder"])(
    "there is no stream called %j", (name) => {
      expect(new BinanceStreams(new MarketSimulation({ seed })).subscribe(name, () => {})).toBeNull();
    },
  );
});
