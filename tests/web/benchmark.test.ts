// How the benchmark counts: what it makes of laps, and that nobody is timed who reads other numbers.

import { describe, expect, test } from "vitest";
import { agreedReadings } from "../../examples/benchmark/src/measure/agreement.ts";
import { benchmark } from "../../examples/benchmark/src/measure/benchmark.ts";
import { byHand } from "../../examples/benchmark/src/measure/by-hand.ts";
import { burstsOf, type Contender, readingCount } from "../../examples/benchmark/src/measure/contender.ts";
import { coursesOf, runnerOf } from "../../examples/benchmark/src/measure/courses.ts";
import { interleaved } from "../../examples/benchmark/src/measure/laps.ts";
import { type Message, type Recording, recordingOf } from "../../examples/benchmark/src/measure/messages.ts";
import { browserOf, rowOf } from "../../examples/benchmark/src/measure/results.ts";
import { sharesOf } from "../../examples/benchmark/src/measure/shares.ts";
import { median, timesAsLong } from "../../examples/benchmark/src/measure/statistics.ts";
import { withPlimsoll } from "../../examples/benchmark/src/measure/with-plimsoll.ts";
import { simulatedInput } from "../../examples/benchmark/src/simulated.ts";
import { Random } from "../../examples/exchange/random.ts";
import { engine } from "./plimsoll.ts";

const seed = 20_241_129;
const input = simulatedInput(6);

function message(family: Message["family"], market: number, raw: string): Message {
  return { raw, family, market, localTimeNs: "0" };
}

describe("the middle of some numbers", () => {
  test.each([
    ["an odd number of them", [3, 1, 2], 2],
    ["an even one", [4, 1, 3, 2], 2.5],
    ["one", [7], 7],
  ])("%s", (_, numbers, expected) => {
    expect(median(numbers)).toBe(expected);
  });

  test("a slow moment that hits both leaves their ratio alone", () => {
    expect(timesAsLong([3, 30, 33, 3], [1, 10, 11, 1])).toBe(3);
    expect(timesAsLong([3, 4, 30], [1, 2, 10])).toBe(3); // and the middles of the two have 2
  });
});

describe("bursts", () => {
  test("hold every message once, in order, and a snapshot alone", () => {
    const random = new Random(seed, "bursts");
    const messages = Array.from({ length: 500 }, (_, i) =>
      message(random.uniform() < 0.02 ? "snapshot" : "depth", random.below(3), String(i)));
    const bursts = burstsOf(messages, 32);
    expect(bursts.flatMap(({ raws }) => raws), `seed ${seed}`).toEqual(messages.map(({ raw }) => raw));
    for (const { raws, isSnapshot, markets } of bursts) {
      expect(raws.length).toBeLessThanOrEqual(isSnapshot ? 1 : 32);
      expect(markets).toEqual([...new Set(raws.map((raw) => messages[Number(raw)]!.market))]);
      expect(raws.some((raw) => messages[Number(raw)]!.family === "snapshot")).toBe(isSnapshot);
    }
    expect(bursts.some(({ isSnapshot }) => isSnapshot), `seed ${seed}`).toBe(true);
  });

  test("are whole where nothing cuts them", () => {
    const bursts = burstsOf(Array.from({ length: 70 }, (_, i) => message("trade", 0, String(i))), 32);
    expect(bursts.map(({ raws }) => raws.length)).toEqual([32, 32, 6]);
    expect(readingCount(bursts)).toBe(6);
  });
});

describe("laps", () => {
  test("a short course is repeated until a lap takes its time, and everybody runs as often", async () => {
    const laps: string[] = [];
    const runner = (id: string, msEach: number) => ({
      id,
      lap: (repeats: number) => {
        laps.push(`${id} ${repeats}`);
        return Math.floor(msEach * repeats); // a clock that ticks in whole ms
      },
    });
    const found = await interleaved([runner("a", 0.5), runner("b", 1)], { rounds: 3, lapMs: 50 });
    const repeats = Number(laps.at(-1)!.slice(2));
    expect(laps.slice(-6)).toEqual([1, 2, 3].flatMap(() => [`a ${repeats}`, `b ${repeats}`]));
    expect(repeats * 0.5).toBeGreaterThanOrEqual(50);
    expect(found.get("b")!.map(Math.round)).toEqual([1, 1, 1]);
  });

  test("who holds something for each repeat is not asked for more than it can hold", async () => {
    let most = 0;
    const lap = (repeats: number) => {
      most = Math.max(most, repeats);
      return 0;
    };
    await interleaved([{ id: "a", lap }, { id: "b", lap, mostRepeats: 7 }], { rounds: 1, lapMs: 50 });
    expect(most).toBe(7);
  });
});

test("each repeat has books of its own, filled before the clock starts", async () => {
  const told: string[] = [];
  let opened = 0;
  const contender: Contender = {
    id: "byHand",
    name: "who only tells",
    open: () => {
      const book = opened++;
      const tell = (what: string) => void told.push(`book ${book}: ${what}`);
      return {
        take: (messages) => tell(messages.map(({ raw }) => raw).join(" ")),
        takeBursts: (bursts) => tell(bursts.map(({ raws }) => raws.join("+")).join(" ")),
        close: () => tell("closed"),
      };
    },
  };
  const [before, one, two] = ["before", "one", "two"].map((raw) => message("depth", 0, raw));
  const course = { group: "all", name: "", symbols: [], before: [before!], timed: [one!, two!] } as const;
  await runnerOf(contender, { ...course, bursts: null }).lap(2);
  expect(told.splice(0)).toEqual(["book 0: before", "book 1: before", "book 0: one two", "book 1: one two", "book 0: closed", "book 1: closed"]);
  await runnerOf(contender, { ...course, bursts: burstsOf(course.timed, 32) }).lap(1);
  expect(told).toEqual(["book 2: before", "book 2: one+two", "book 2: closed"]);
});

describe("where the time goes", () => {
  test("stages are what one more of them costs, in the best round, and add up to the whole", () => {
    const rounds = new Map([["transport", [9, 1]], ["parsing", [3, 30]], ["book", [6, 7]], ["readings", [8, 10]]] as const);
    const shares = sharesOf(rounds, 1_000);
    expect(shares.map(({ nanosecondsPerMessage }) => nanosecondsPerMessage)).toEqual([1_000, 2_000, 3_000, 2_000]);
    expect(shares.map(({ share }) => share)).toEqual([0.125, 0.25, 0.375, 0.25]);
  });

  test("no stage is below zero, however the laps were disturbed", () => {
    const random = new Random(seed, "stages");
    for (let run = 0; run < 200; ++run) {
      const lap = () => [0.1 + random.uniform(), 0.1 + random.uniform()];
      const shares = sharesOf(new Map([["transport", lap()], ["parsing", lap()], ["book", lap()], ["readings", lap()]] as const), 10);
      const context = `seed ${seed}, run ${run}`;
      expect(Math.min(...shares.map(({ share }) => share)), context).toBeGreaterThanOrEqual(0);
      expect(shares.reduce((sum, { share }) => sum + share, 0), context).toBeCloseTo(1, 12);
    }
  });
});

describe("a row", () => {
  test("says times of a message, bytes a second, and how many times as long the others took", () => {
    const rounds = new Map([["plimsoll", [1, 2, 4]], ["jsonParse", [3, 6, 8]]] as const);
    const row = rowOf({ group: "all", name: "x", raws: ["12345", "123"] }, rounds, new Map([["plimsoll", "Plimsoll"]]));
    // Two messages of 8 bytes in 2 ms.
    expect(row).toMatchObject({ messages: 2, bytesPerMessage: 4, megabytesPerSecond: 0.004 });
    expect(row.times).toEqual([
      { id: "plimsoll", name: "Plimsoll", microseconds: 1_000, best: 500, times: 1 },
      { id: "jsonParse", name: "jsonParse", microseconds: 3_000, best: 1_500, times: 3 },
    ]);
  });

  test.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "Firefox", "153"],
    ["Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36", "Chromium", "156"],
    ["Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.3 Safari/605.1.15", "Safari", "18"],
    ["something else", "unknown", "something else"],
  ])("%s is of an engine", (agent, name, version) => {
    expect(browserOf(agent)).toEqual({ name, version });
  });
});

describe("the simulated messages", () => {
  test("are the same each time, in the protocols of six venues", () => {
    const again = simulatedInput(6);
    expect(again.recording.messages).toEqual(input.recording.messages);
    expect(again.venues).toEqual(input.venues);
    expect(input.venues.map(({ venue }) => venue)).toEqual(["binance-usdm", "bybit-linear", "deribit", "gate-usdt", "hyperliquid", "okx"]);
    for (const { raws } of input.venues) expect(raws.length).toBeGreaterThan(10);
  });

  test("a family is timed alone, on a book that is live", async () => {
    const families = coursesOf(input.recording).filter(({ group }) => group === "family");
    expect(families.map(({ name }) => name)).toEqual(["bookTicker", "depth", "trade"]);
    const plimsoll = await engine();
    for (const { name, symbols, before, timed } of families) {
      expect(new Set(timed.map(({ family }) => family))).toEqual(new Set([name]));
      const readings = new Float64Array(2 * Math.max(before.length, timed.length));
      const session = withPlimsoll(plimsoll).open(symbols);
      await session.take(before, readings);
      await session.take(timed, readings);
      expect(readings.slice(0, 2 * timed.length).some(Number.isNaN), name).toBe(false);
      session.close?.();
    }
  });
});

describe("agreement", () => {
  const wrong = (how: (readings: Float64Array) => void): Contender => ({
    ...byHand,
    open: (symbols) => {
      const session = byHand.open(symbols);
      return {
        take: (messages, readings) => {
          void session.take(messages, readings);
          how(readings);
        },
        takeBursts: (bursts, readings) => session.takeBursts(bursts, readings),
      };
    },
  });

  test("Plimsoll and JavaScript by hand come to the same, one at a time and in bursts", async () => {
    const readings = await agreedReadings([withPlimsoll(await engine()), byHand], input.recording, 32);
    expect(readings.filter((value) => !Number.isNaN(value)).length).toBeGreaterThan(1_000);
  });

  test("one number that is another one is found", async () => {
    const last = 2 * input.recording.messages.length - 1;
    const slightly = wrong((readings) => (readings[last] = readings[last]! * (1 + 1e-8)));
    await expect(agreedReadings([withPlimsoll(await engine()), slightly], input.recording, 32)).rejects.toThrow(/weighted mid/);
  });

  test("a recording without readings is refused in words", async () => {
    const none: Recording = recordingOf(new TextEncoder().encode('1 {"topic":"publicTrade.BTCUSDT","data":[]}\n'));
    await expect(agreedReadings([withPlimsoll(await engine()), byHand], none, 32)).rejects.toThrow(/leads to a reading.*Binance/);
  });
});

test("results are plain: what JSON keeps is all that there is", async () => {
  const fractions: number[] = [];
  const results = await benchmark(await engine(), input, {
    pace: { rounds: 1, lapMs: 1 },
    engine: { name: "Node", version: "20" },
    shortText: 0,
    progress: (done) => fractions.push(done),
  });
  expect(JSON.parse(JSON.stringify(results))).toEqual(results);
  expect(results.rows.map(({ group, name }) => `${group}: ${name}`)).toEqual([
    "all: one at a time", "all: bursts of 32", "family: bookTicker", "family: depth", "family: trade",
    ...input.venues.map(({ venue }) => `venue: ${venue}, simulated`),
  ]);
  for (const { group, times, megabytesPerSecond } of results.rows) {
    expect(times.map(({ id }) => id)).toEqual(["plimsoll", "jsonParse", ...(group === "venue" ? [] : ["byHand"])]);
    expect(times[0]!.times).toBe(1);
    expect(megabytesPerSecond).toBeGreaterThan(0);
  }
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(fractions.at(-1)).toBe(1);
});
