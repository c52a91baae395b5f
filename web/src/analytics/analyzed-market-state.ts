import { accept } from "../account-door.ts";
import type { Engine } from "../engine.ts";
import { analyzedLength, analyzedOf } from "../generated/layout.ts";
import { type MakeMarket, type MarketIdentity, type MarketOwner, MarketState } from "../market-state.ts";
import { orNull } from "../numbers.ts";
import {
  type AnalyticsSettings,
  type Crowding,
  crowdingOf,
  type DeleveragingEpisode,
  episodeOf,
  type Footprint,
  footprintOf,
  type LevelFlow,
  type Metric,
  type MetricName,
  metricOf,
  metricPlace,
  settingsOf,
  type TradeSize,
  type TradeTime,
} from "./analytics.ts";
import type { AnalyzedMarket, AnalyzedSnapshot } from "./analyzed-market.ts";
import { type AnalyticsDoor, analyticsOf, type AnalyticsValues } from "./door.ts";

const quadrants = ["none", "newLongs", "shortCovering", "newShorts", "longFlush"] as const;

/** What a feed of the full engine keeps of a market; users see `AnalyzedMarket`. */
export class AnalyzedMarketState extends MarketState implements AnalyzedMarket {
  declare readonly getSnapshot: () => AnalyzedSnapshot;
  readonly #analytics: AnalyticsValues;

  constructor(engine: Engine, of: MarketIdentity, owner: MarketOwner, analytics: AnalyticsValues) {
    super(engine, of, owner);
    this.#analytics = analytics;
  }

  analyze(settings: AnalyticsSettings | null = {}): void {
    if (settings === null) return this.#analytics.stopAnalyzing(this.id);
    const refusal = this.#analytics.analyze(this.id, settingsOf(settings, this.#analytics.defaultAnalytics()));
    accept(refusal, settings[refusal.field as keyof AnalyticsSettings]);
  }

  metric(name: MetricName): Metric {
    return metricOf(this.#analytics.metric(this.id, metricPlace(name)));
  }

  orderFlowByLevel(): readonly LevelFlow[] {
    return this.#analytics.levelFlow(this.id).map((level) => ({
      imbalance: orNull(level.imbalance),
      normalizedImbalance: orNull(level.normalizedImbalance),
      isWhole: level.isWhole !== 0,
    }));
  }

  tradesBySize(): readonly TradeSize[] {
    return this.#analytics.tradeSizes(this.id).map((size) => ({ ...size, imbalance: orNull(size.imbalance) }));
  }

  tradeTimes(): readonly TradeTime[] {
    return this.#analytics.tradeTimes(this.id).map((timeMs) => ({
      venueTimeMs: Math.abs(timeMs),
      takerSide: timeMs > 0 ? "buy" : "sell",
    }));
  }

  footprint(): Footprint | null {
    return footprintOf(this.#analytics.footprint(this.id));
  }

  deleveraging(): {
    readonly current: DeleveragingEpisode | null;
    readonly last: DeleveragingEpisode | null;
  } {
    return {
      current: episodeOf(this.#analytics.deleveraging(this.id, false)),
      last: episodeOf(this.#analytics.deleveraging(this.id, true)),
    };
  }

  crowding(): Crowding | null {
    return crowdingOf(this.#analytics, this.id);
  }

  protected override block(): Float64Array {
    return this.engine.readingAt(this.#analytics.readAnalyzed(this.id), analyzedLength);
  }

  protected override read(): AnalyzedSnapshot {
    const fields = this.named(analyzedOf(this.block(), orNull));
    const { openInterestQuadrant: quadrant } = fields;
    return Object.assign(fields, {
      openInterestQuadrant: quadrant === null ? null : (quadrants[quadrant] ?? null),
    });
  }
}

/** @throws {LoadError} when the door is the plain engine's */
export function analyzedMarkets(door: AnalyticsDoor): MakeMarket<AnalyzedMarketState> {
  const analytics = analyticsOf(door);
  return (engine, of, owner) => new AnalyzedMarketState(engine, of, owner, analytics);
}
