// Every fault of the exchange in every protocol: revealed at once where the protocol can reveal
// it, healed within a second, and never felt by another market. The table is fault-table.ts.
//
// Five random moments each; `npm run faults` takes two hundred.

import { afterAll, describe, expect, it } from "vitest";
import { type Venue, venues } from "../../examples/exchange/protocol.ts";
import { Random } from "../../examples/exchange/random.ts";
import type { Fault, FaultName } from "../../examples/exchange/faults.ts";
import { faultTable, revealed, type Revealed } from "./fault-table.ts";
import { durationMs, pulseMs, type Run, run } from "./faulty-run.ts";

const runs = Number(process.env["PLIMSOLL_FAULT_RUNS"] ?? 5);
const firstSeed = Number(process.env["PLIMSOLL_FAULT_SEED"] ?? 1);
const seeds = Array.from({ length: runs }, (_, i) => firstSeed + i);
/** A book is to be the exchange's own this long after the first snapshot that it can deliver, ms. */
const healedWithinMs = 1_000;
/** Hyperliquid's snapshots come this often, ms. */
const nextSnapshotMs = 500;
const longestDelayMs = 2_500;

const staleMs: Readonly<Record<Venue, number>> = {
  "binance-usdm": 10_000, "bybit-linear": 10_000, okx: 30_000, deribit: 15_000, hyperliquid: 12_000, "gate-usdt": 15_000,
};

const undisturbed = new Map<string, Promise<Run>>();

/** The same market without a fault. */
function reference(venue: Venue, seed: number): Promise<Run> {
  const key = `${venue} ${seed}`;
  const known = undisturbed.get(key) ?? run(venue, seed, null);
  undisturbed.set(key, known);
  return known;
}

function aimed(fault: FaultName, venue: Venue, seed: number): Fault {
  const luck = new Random(seed, `${venue} ${fault}`);
  const ms = fault === "delay" ? 50 + luck.below(longestDelayMs - 50) : fault === "stall" ? 40_000 : undefined;
  return { fault, venue, symbol: "BTCUSDT", kind: "book", ...(ms === undefined ? {} : { ms }) };
}

describe.each(venues)("%s", (venue) => {
  afterAll(() => undisturbed.clear());

  it.each(faultTable.map((row) => [row.fault, revealed(row, venue)] as const))("%s: %s", async (name, how) => {
    for (const seed of seeds) {
      const without = await reference(venue, seed);
      const fault = aimed(name, venue, seed);
      const found = await run(venue, seed, fault);
      const where = `${venue}, ${name}, seed ${seed}`;
      expect(found.errors.filter((error) => error.startsWith("second")), `${where}: another connection`).toEqual([]);
      expect(found.refused, `${where}: refused messages`).toBeLessThanOrEqual(name === "truncate" || name === "corrupt" ? 1 : 0);
      expect(found.other.get(durationMs(name)), `${where}: another market`).toBe(without.other.get(durationMs(name)));
      if (name === "corrupt") expectConfined(found, without, venue, where);
      else expectNeverWrong(found, without, name, where);
      expectRevealed(found, without, how, venue, name, where);
      expectHealed(found, name, how, where);
    }
  }, 60_000 + runs * 2_000);
});

/** Whenever the book is live it is what the exchange had said by then, or has. */
function expectNeverWrong(found: Run, without: Run, name: FaultName, where: string): void {
  const places = new Map(without.seen.map(({ text }, place) => [text, place]));
  let latest = -1;
  for (const { text, status, book, exchangeBook, timeMs } of found.seen) {
    latest = Math.max(latest, places.get(text) ?? -1);
    if (status !== "live" || book === exchangeBook) continue;
    // A stale snapshot that is pushed is known by the update that follows it.
    if (name === "staleSnapshot" && latest >= 0 && !places.has(text)) continue;
    const said = without.seen[latest];
    expect(book, `${where}: wrong while live, ${timeMs - found.faultMs} ms after the fault`).toBe(said?.book);
  }
}

/** A digit that was changed on the way is wrong at its own level only, until that is told again. */
function expectConfined(found: Run, without: Run, venue: Venue, where: string): void {
  const told = without.seen[placeAtFault(found, without)]!.text;
  const heard = found.seen.find(({ timeMs, text }) => timeMs > found.faultMs && placeOf(text, without) < 0);
  const meant = pricesWithout(told, heard?.text);
  let before: Run["pulses"][number] | null = null;
  for (const pulse of found.pulses) {
    // A price that was changed may cross the book, which is a gap after a second.
    if (pulse.status !== "live") return;
    const others = pulse.different.filter((price) => isInside(price, pulse) && !meant.has(Number(price)));
    // A level that is not there takes the place of the last one of a book that is cut to a depth.
    if (venue === "gate-usdt" && others.length === 1) continue;
    expect(others, `${where}: another level is wrong ${pulse.timeMs - found.faultMs} ms after the fault`).toEqual([]);
    if (before !== null && heard !== undefined && before.timeMs >= heard.timeMs) {
      const again = pulse.different.filter((price) =>
        isInside(price, pulse) && isInside(price, before!) && !before!.different.includes(price));
      expect(again, `${where}: wrong again ${pulse.timeMs - found.faultMs} ms after the fault`).toEqual([]);
    }
    before = pulse;
  }
}

/** Of the levels that two messages tell differently. */
function pricesWithout(told: string, heard = ""): ReadonlySet<number> {
  const levels = [told, heard].map((text) => new Set(text.match(/[\d.]+"?,(?:"sz":)?"?[\d.]+/g)));
  const [ours, theirs] = levels;
  const lone = [...ours!].filter((level) => !theirs!.has(level)).concat([...theirs!].filter((level) => !ours!.has(level)));
  return new Set(lone.map((level) => Number(level.match(/^[\d.]+/)![0])));
}

/** Farther out, a level more or less moves others out of what is compared. */
function isInside(price: string, { within }: Run["pulses"][number]): boolean {
  return Number(price) > within.low && Number(price) < within.high;
}

function expectRevealed(found: Run, without: Run, how: Revealed, venue: Venue, name: FaultName, where: string): void {
  const after = found.seen.filter(({ timeMs }) => timeMs > found.faultMs);
  const gaps = found.seen.at(-1)!.gaps;
  switch (how) {
    case "sequence": {
      const lost = placeAtFault(found, without);
      const revealing = after.findIndex(({ text }) => {
        const place = placeOf(text, without);
        return name === "restartSequence" ? place < 0 : place > lost;
      });
      expect(after[revealing - 1]?.gaps ?? 0, `${where}: no gap before anything reveals it`).toBe(0);
      expect(after[revealing]?.gaps, `${where}: the gap is seen at the message that reveals it`).toBe(1);
      break;
    }
    case "silence": {
      const heardMs = found.seen.findLast(({ timeMs }) => timeMs <= found.faultMs + pulseMs)!.timeMs;
      const first = found.pulses.find(({ timeMs, status }) => timeMs > found.faultMs && status !== "live")!;
      // By the look that comes once a second.
      const lateMs = first.timeMs - heardMs - staleMs[venue];
      expect(lateMs, `${where}: seen ${lateMs} ms after the limit`).toBeLessThanOrEqual(1_000 + pulseMs);
      break;
    }
    case "socket":
      expect(found.pulses.some(({ status }) => status === "waiting"), `${where}: waiting`).toBe(true);
      break;
    case "harmless":
    case "age":
      expect(gaps, `${where}: no gap`).toBe(0);
      expect(found.pulses.every(({ status }) => status === "live"), `${where}: live throughout`).toBe(true);
      break;
    case "nothing":
      if (name !== "corrupt") expect(gaps, `${where}: no gap`).toBe(0);
      break;
  }
}

/** Which message of the undisturbed market it is; -1 for none. */
function placeOf(text: string, without: Run): number {
  return without.seen.findIndex((seen) => seen.text === text);
}

/** The message that met the fault. */
function placeAtFault(found: Run, without: Run): number {
  return without.seen.findIndex(({ timeMs }) => timeMs > found.faultMs);
}

function expectHealed(found: Run, name: FaultName, how: Revealed, where: string): void {
  if (name === "corrupt") return;
  const detectedMs = found.seen.find(({ gaps }) => gaps > 0)?.timeMs ?? 0;
  const ableMs = Math.max(found.faultMs + (name === "delay" ? longestDelayMs : 0), found.openedMs, detectedMs);
  const patienceMs = how === "nothing" ? 2 * nextSnapshotMs : healedWithinMs;
  const wrong = found.pulses.filter(({ timeMs, status, different }) =>
    timeMs > ableMs + patienceMs && (status !== "live" || different.length > 0));
  expect(wrong, `${where}: the exchange's own book ${patienceMs} ms after ${ableMs - found.faultMs}`).toEqual([]);
}
