// What only the full engine exports, as values: wasm/analytics.cpp.

import { type AccountDoor, readBlock, readRefusal, type Refusal, writeBlock } from "../account-door.ts";
import { LoadError } from "../errors.ts";
import {
  analyticsSettings,
  crowdingFields,
  crowdingPartFields,
  episodeFields,
  flowLevels,
  footprintFields,
  footprintRows,
  levelFlowFields,
  metricFields,
  tradeSizeFields,
  tradeSizes,
} from "../generated/layout.ts";
import { doubleBytes, fieldsAt, rowsAt } from "../reply-fields.ts";

/** Every answer is an address, of which 0 is none. */
export interface AnalyticsDoor extends AccountDoor {
  _readAnalyzed(market: number): number;
  _defaultAnalytics(): number;
  _analyze(market: number): number;
  _stopAnalyzing(market: number): void;
  _readMetric(market: number, place: number): number;
  _readLevelFlow(market: number): number;
  _readTradeSizes(market: number): number;
  _readFootprint(market: number): number;
  _readTradeTimes(market: number): number;
  _readDeleveraging(market: number, last: number): number;
  _readCrowding(market: number): number;
}

type Fields<Names extends readonly string[]> = Record<Names[number], number>;

export interface AnalyticsValues {
  /** Where the block of a reading and its metrics is. */
  readAnalyzed(market: number): number;
  defaultAnalytics(): readonly number[];
  analyze(market: number, settings: readonly number[]): Refusal;
  stopAnalyzing(market: number): void;
  metric(market: number, place: number): Fields<typeof metricFields>;
  /** Of each level, the best first; none where nothing is followed, like the others. */
  levelFlow(market: number): Fields<typeof levelFlowFields>[];
  tradeSizes(market: number): Fields<typeof tradeSizeFields>[];
  footprint(market: number):
    (Fields<typeof footprintFields> & { rows: { bought: number; sold: number }[] }) | null;
  /** The oldest first, below zero where the taker sold. */
  tradeTimes(market: number): readonly number[];
  deleveraging(market: number, last: boolean): Fields<typeof episodeFields> | null;
  /** One part for each of the components that are named, missing where it is not there. */
  crowding(market: number, components: number):
    (Fields<typeof crowdingFields> & { parts: Fields<typeof crowdingPartFields>[] }) | null;
}

/** @throws {LoadError} when it is the plain engine's */
export function analyticsOf(door: AnalyticsDoor): AnalyticsValues {
  if (door._analyze === undefined) throw new LoadError("this engine is without analytics: plimsoll/full wants plimsoll-full.wasm");
  return {
    readAnalyzed: door._readAnalyzed,
    defaultAnalytics: () => Array.from(readBlock(door, door._defaultAnalytics(), analyticsSettings.length)),
    analyze: (market, settings) => {
      writeBlock(door, settings);
      return readRefusal(door, door._analyze(market));
    },
    stopAnalyzing: (market) => door._stopAnalyzing(market),
    metric: (market, place) => fieldsAt(door, door._readMetric(market, place), metricFields),
    levelFlow: (market) => rowsAt(door, door._readLevelFlow(market), levelFlowFields, flowLevels),
    tradeSizes: (market) => rowsAt(door, door._readTradeSizes(market), tradeSizeFields, tradeSizes),
    footprint: (market) => {
      const at = door._readFootprint(market);
      if (at === 0) return null;
      const rows = rowsAt(door, at + footprintFields.length * doubleBytes, ["bought", "sold"], footprintRows);
      return { ...fieldsAt(door, at, footprintFields), rows };
    },
    tradeTimes: (market) => {
      const at = door._readTradeTimes(market);
      if (at === 0) return [];
      const [count] = readBlock(door, at, 1) as unknown as [number];
      return Array.from(readBlock(door, at + doubleBytes, count));
    },
    deleveraging: (market, last) => {
      const at = door._readDeleveraging(market, Number(last));
      const fields = at === 0 ? null : fieldsAt(door, at, episodeFields);
      return fields === null || fields.isThere === 0 ? null : fields;
    },
    crowding: (market, components) => {
      const at = door._readCrowding(market);
      if (at === 0) return null;
      const parts = rowsAt(door, at + crowdingFields.length * doubleBytes, crowdingPartFields, components);
      return { ...fieldsAt(door, at, crowdingFields), parts };
    },
  };
}
