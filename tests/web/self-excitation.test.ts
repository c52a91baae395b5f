import { expect, it } from "vitest";
import { selfExcitation } from "plimsoll/formulas";
import { Random } from "../../examples/exchange/random.ts";

interface Event {
  readonly venueTimeMs: number;
  readonly takerSide: "buy" | "sell";
}

/**
 * Each event has children of its own kind and of the other, Poisson by halves of the branching
 * ratio, after exponential waits: a cluster at a time, which is a Hawkes process.
 */
function planted(branching: number, cross: number, count: number, seed: number): Event[] {
  const random = new Random(seed, "who answers whom");
  const uniform = () => (random.below(1_000_000) + 0.5) / 1_000_000;
  const poisson = (mean: number) => {
    let n = 0;
    for (let p = uniform(); p > Math.exp(-mean); p *= uniform()) ++n;
    return n;
  };
  const events: { timeS: number; buys: boolean }[] = [];
  let baseS = 0;
  while (events.length < count) {
    baseS += -Math.log(uniform()) * 2;
    const cluster = [{ timeS: baseS, buys: uniform() < 0.5 }];
    for (let parent; (parent = cluster.pop()) !== undefined; ) {
      events.push(parent);
      for (const [mean, isOwn] of [[branching - cross, true], [cross, false]] as const) {
        for (let n = poisson(mean); n > 0; --n) {
          cluster.push({ timeS: parent.timeS - Math.log(uniform()) / 2, buys: isOwn === parent.buys });
        }
      }
    }
  }
  return events
    .sort((a, b) => a.timeS - b.timeS)
    .slice(0, count)
    .map(({ timeS, buys }) => ({ venueTimeMs: Math.round(timeS * 1_000), takerSide: buys ? "buy" : "sell" }));
}

it.each([[0, 0], [0.3, 0.1], [0.6, 0.2]])("a planted ratio of %d, %d of it of the other side, is found", (branching, cross) => {
  const found = selfExcitation({ events: planted(branching, cross, 4_000, 11) })!;
  expect(Math.abs(found.spectralRadius - branching)).toBeLessThan(0.07);
  expect(found.baseShare + found.selfShare + found.crossShare).toBeCloseTo(1, 9);
  if (branching > 0) expect(found.gainOverChance).toBeGreaterThan(20);
});

it("relabelling the sides exchanges the numbers", () => {
  const events = planted(0.5, 0.1, 1_500, 3);
  const mirrored = events.map(({ venueTimeMs, takerSide }): Event =>
    ({ venueTimeMs, takerSide: takerSide === "buy" ? "sell" : "buy" }));
  const one = selfExcitation({ events })!;
  const other = selfExcitation({ events: mirrored })!;
  expect(other.sellsPerSell).toBeCloseTo(one.buysPerBuy, 9);
  expect(other.buysPerSell).toBeCloseTo(one.sellsPerBuy, 9);
  expect(other.spectralRadius).toBeCloseTo(one.spectralRadius, 9);
});

it("too few events have no fit, and too many, or times that run back, are refused", () => {
  expect(selfExcitation({ events: [] })).toBeNull();
  expect(selfExcitation({ events: planted(0, 0, 90, 1) })).toBeNull();
  expect(() => selfExcitation({ events: planted(0, 0, 5_001, 1) })).toThrow(/levelsOutOfRange/);
  const back: Event[] = [{ venueTimeMs: 5, takerSide: "buy" }, { venueTimeMs: 4, takerSide: "sell" }];
  expect(() => selfExcitation({ events: back })).toThrow(/windowOutOfRange: venueTimeMs/);
  expect(() => selfExcitation({ events: [{ venueTimeMs: NaN, takerSide: "buy" }] })).toThrow(/notFinite/);
});
