import {
  analyzedFields,
  type AnalyticsSettings,
  analyticsSettings,
  type MetricFields,
  readingLength,
  readingMetrics,
} from "../generated/layout.ts";
import { InputError } from "../errors.ts";
import { numberOf, orNull } from "../numbers.ts";
import { placeOf } from "../words.ts";
import type { AnalyticsValues } from "./door.ts";

export type { AnalyticsSettings } from "../generated/layout.ts";

/** The name of a number that has a record of its own; see `market.metric`. */
export type MetricName = (typeof readingMetrics)[number] | keyof MetricFields;

/**
 * What has to be known to read a metric: `notReady`, no input has come or too few of them;
 * `assumed`, it rests on something that nobody told, such as a tick or an impact notional;
 * `lowerBound`; `contested`, its meaning is disputed in the literature; `drifting`, the rate of its
 * stream moved while it was measured; `unexpectedSign`, one that its theory does not have;
 * `partial`, some of its inputs are missing.
 */
export type MetricFlag = (typeof flagNames)[number];

const flagNames = [
  "notReady", "assumed", "lowerBound", "contested", "drifting", "unexpectedSign", "partial",
] as const;

/** One number about a market, with what it is worth. */
export interface Metric {
  /** The same as in `market.getSnapshot()`. */
  readonly value: number | null;
  /** Inputs that it rests on, in the unit that its name tells. */
  readonly count: number;
  /** Of the latest of them; null where none has come. */
  readonly localTimeMs: number | null;
  /** 0 to 1: how warm, how fresh and how complete it is, multiplied; 0 where there is no value. */
  readonly quality: number;
  readonly flags: readonly MetricFlag[];
}

/** Order flow of one level over ten seconds. */
export interface LevelFlow {
  /** The venue's quantity unit; above zero demand grew or supply shrank. */
  readonly imbalance: number | null;
  /** `imbalance` over the mean depth of this level. */
  readonly normalizedImbalance: number | null;
  /** Whether both sides had this level all the time. */
  readonly isWhole: boolean;
}

/** What takers traded in trades of one size. */
export interface TradeSize {
  /** Quote units; a size ends where the next begins. */
  readonly fromNotional: number;
  /** By takers since the analysis began, the venue's unit. */
  readonly bought: number;
  readonly sold: number;
  /** Of the last minute or so, -1 to 1. */
  readonly imbalance: number | null;
}

/** When a taker traded, and to which side; trades of one side in one millisecond are one. */
export interface TradeTime {
  readonly venueTimeMs: number;
  readonly takerSide: "buy" | "sell";
}

/** What was traded at which price. */
export interface Footprint {
  /** The lowest price first; each row holds prices from its own up to the next. */
  readonly rows: readonly { readonly price: number; readonly bought: number; readonly sold: number }[];
  readonly below: { readonly bought: number; readonly sold: number };
  readonly above: { readonly bought: number; readonly sold: number };
}

/** Open interest that falls far and fast, from its peak to its trough; the venue's unit. */
export interface DeleveragingEpisode {
  readonly peakOpenInterest: number;
  readonly troughOpenInterest: number;
  readonly peakPrice: number;
  readonly troughPrice: number;
  readonly peakVenueTimeMs: number;
  /** When it was recognised. */
  readonly startVenueTimeMs: number;
  readonly troughVenueTimeMs: number;
  /** Null while it lasts. */
  readonly endVenueTimeMs: number | null;
  /** Share of the peak that was removed, 0 to 1. */
  readonly depth: number;
  readonly closedQuantity: number;
  readonly openedQuantity: number;
  /** Null where no liquidation of this market was ever heard. */
  readonly liquidatedQuantity: number | null;
  readonly liquidatedShare: number | null;
  /** Whether the venue reports only some liquidations. */
  readonly isLowerBound: boolean;
  /**
   * What the removal did to the price: ln(trough / peak) for one quote unit of removed notional.
   * Null where the contract's size is not known.
   */
  readonly logReturnPerNotional: number | null;
}

/** What a crowd shows itself by, each above zero where longs are crowded. */
export type CrowdingComponent = (typeof components)[number];

// In the order of CrowdingComponent.
const components = [
  "funding", "premium", "accountRatio", "takerOpenInterest", "riskReversal", "entryDistance",
] as const;

/** How crowded each side of a market is, by components that can be added up again by hand. */
export interface Crowding {
  /** 0 to 100: the sum of `longPoints`. */
  readonly long: number;
  /** 0 to 100: the sum of `shortPoints`. */
  readonly short: number;
  /** Weights of the components that are there over those of all, above 0 to 1. */
  readonly coverage: number;
  /** Those that are there. */
  readonly parts: readonly {
    readonly component: CrowdingComponent;
    /** In its own unit: a rate per 8 hours, a fraction, a logarithm, a share. */
    readonly value: number;
    /** Among what it was before, 0 to 100. */
    readonly percentile: number;
    /** Its share of the weights of all that are there. */
    readonly weight: number;
    /** Weight times percentile where the value is above zero, else 0. */
    readonly longPoints: number;
    /** Weight times (100 - percentile) where the value is below zero, else 0. */
    readonly shortPoints: number;
  }[];
}

/** The settings as numbers in their order, the defaults where nothing is given. */
export function settingsOf(given: AnalyticsSettings, defaults: readonly number[]): number[] {
  for (const name of Object.keys(given)) placeOf(name, analyticsSettings, "settings");
  return analyticsSettings.map((name, place) => {
    const value = given[name];
    if (value === undefined) return defaults[place] as number;
    if (value === null) return NaN;
    return typeof value === "boolean" ? Number(value) : numberOf(value, name);
  });
}

const metrics: readonly string[] = [...readingMetrics, ...analyzedFields.slice(readingLength)];

/** A metric's place among all. */
export function metricPlace(name: MetricName): number {
  const place = metrics.indexOf(name);
  if (place < 0) throw new InputError("wrongType", "name", name);
  return place;
}

export function metricOf(fields: Record<keyof Omit<Metric, "flags"> | "flags", number>): Metric {
  return {
    ...fields,
    value: orNull(fields.value),
    localTimeMs: orNull(fields.localTimeMs),
    flags: flagNames.filter((_, i) => (fields.flags & (1 << i)) !== 0),
  };
}

export function episodeOf(fields: ReturnType<AnalyticsValues["deleveraging"]>): DeleveragingEpisode | null {
  if (fields === null) return null;
  const { isThere, isLowerBound, ...episode } = fields;
  return {
    ...episode,
    endVenueTimeMs: orNull(episode.endVenueTimeMs),
    liquidatedQuantity: orNull(episode.liquidatedQuantity),
    liquidatedShare: orNull(episode.liquidatedShare),
    isLowerBound: isLowerBound !== 0,
    logReturnPerNotional: orNull(episode.logReturnPerNotional),
  };
}

export function crowdingOf(values: AnalyticsValues, market: number): Crowding | null {
  const found = values.crowding(market, components.length);
  if (found === null) return null;
  const parts = found.parts.map((part, i) => ({ component: components[i] as CrowdingComponent, ...part }));
  return {
    long: found.longScore,
    short: found.shortScore,
    coverage: found.coverage,
    parts: parts.filter(({ value }) => !Number.isNaN(value)),
  };
}

export function footprintOf(found: ReturnType<AnalyticsValues["footprint"]>): Footprint | null {
  if (found === null) return null;
  return {
    rows: found.rows.map((row, i) => ({ price: found.lowestPrice + i * found.binSize, ...row })),
    below: { bought: found.boughtBelow, sold: found.soldBelow },
    above: { bought: found.boughtAbove, sold: found.soldAbove },
  };
}
