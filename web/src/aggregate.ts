import { idsIn } from "./aggregate-depth.ts";
import type { Engine } from "./engine.ts";
import { InputError } from "./errors.ts";
import type { Market } from "./market.ts";
import { nullable } from "./numbers.ts";

export interface AggregateOptions {
  /** How far from its own mid a book counts: a whole number of bps, 1 to 100; 10 by default. */
  readonly withinBps?: number;
  /** kappa of `weightedImbalance`, bps, 0.2 to 10,000; 10 by default. */
  readonly decayBps?: number;
  /** What `premiumIndex` trades on each book, quote units, above zero; 20,000 by default. */
  readonly premiumNotional?: number;
  /** Of the same markets in the same order, earlier: what `compositionShift` compares with. */
  readonly before?: Aggregate;
}

/** Several markets of one underlying as one, in quote units; null is what none of them tells. */
export interface Aggregate {
  /**
   * What rests within `withinBps`, of all markets with a live book. Each counts from its own
   * mid, so that a basis between venues pushes nothing out of the window, and by bins of 1 bps.
   */
  readonly bidNotional: number | null;
  readonly askNotional: number | null;
  /** (B - A) / (B + A): -1 (only asks) to 1 (only bids). */
  readonly imbalance: number | null;
  /** The same of all within 100 bps, each bin weighted by exp(-distance / `decayBps`). */
  readonly weightedImbalance: number | null;
  /** Standard deviation of the markets' own imbalances, each alike whatever its size; 0 of one. */
  readonly imbalanceDispersion: number | null;
  /**
   * What rests within 1 bps, 2 bps and so on up to `withinBps`: each row holds the rows before
   * it, and the last one is `bidNotional` and `askNotional`. Empty where no book counts.
   */
  readonly byBps: readonly {
    readonly bps: number;
    readonly bidNotional: number;
    readonly askNotional: number;
  }[];

  /**
   * Fraction of notional that longs pay shorts for 8 hours, weighted by open interest. Null where
   * no market has told both.
   */
  readonly fundingRatePer8Hours: number | null;
  /** Highest less lowest: what a long at one venue and a short at another earn before fees. */
  readonly fundingDispersionPer8Hours: number | null;
  readonly lowestFundingRatePer8Hours: number | null;
  readonly highestFundingRatePer8Hours: number | null;
  /** How many markets have told a rate; those without open interest are in the extremes alone. */
  readonly fundingVenues: number;

  /** What is open, of one side, on all markets that have told it. */
  readonly openInterestNotional: number | null;
  /**
   * The Herfindahl-Hirschman index of the venues' shares, the sum of their squares: from one over
   * the number of venues, when all are equal, to 1 for a single one. Markets of one venue, as
   * `openFeed` names it, count as one.
   */
  readonly openInterestConcentration: number | null;
  /** As many equal venues would be as concentrated: 1 over `openInterestConcentration`. */
  readonly effectiveVenues: number | null;
  /** 0 all equal to 1 all on one; null of a single venue. */
  readonly normalizedConcentration: number | null;
  /** Of the open interest, what inverse contracts hold, 0 to 1: its collateral falls with the price. */
  readonly coinMarginedShare: number | null;
  /**
   * How much of the open interest has changed its venue since `before`, half of the sum of
   * |share - share before|, 0 to 1. Of markets that had and have told it. Null without `before`,
   * and where that is of other markets.
   */
  readonly compositionShift: number | null;

  /**
   * What takers bought less what they sold since the markets were opened, each trade at its own
   * price: on perpetuals and other futures, on spot, and on both. Contracts bought while spot is
   * sold are leverage against the flow of coins.
   */
  readonly cumulativeVolumeDeltaNotional: number | null;
  readonly perpetualVolumeDeltaNotional: number | null;
  readonly spotVolumeDeltaNotional: number | null;
  /**
   * The same of the last minute or so over all traded, -1 to 1. Each market weighs by what is
   * traded on it lately, at its mark (or mid, or last trade) of now; one that falls silent fades.
   */
  readonly tradeFlowImbalance: number | null;

  /** Markets with a live book over markets given, 0 to 1; 0 of none. */
  readonly coverage: number;
  /** In the order given, each by itself. */
  readonly markets: readonly {
    readonly venue: string;
    readonly symbol: string;
    readonly bidNotional: number | null;
    readonly askNotional: number | null;
    readonly imbalance: number | null;
    /**
     * How far a contract stands outside its venue's index, as a fraction of it, where
     * `premiumNotional` is traded: above zero it is dear. The same notional everywhere, so that
     * venues compare. Null on spot, where the book holds less, and where the mark has gone silent.
     */
    readonly premiumIndex: number | null;
    readonly fundingRatePer8Hours: number | null;
    readonly openInterestNotional: number | null;
    readonly cumulativeVolumeDeltaNotional: number | null;
    readonly tradeFlowImbalance: number | null;
  }[];
}

/** Each market's open interest as it was; NaN where that is not known. */
function openInterestBefore(markets: readonly Market[], before: Aggregate | undefined): number[] {
  const earlier = before?.markets ?? [];
  const areSame =
    earlier.length === markets.length &&
    markets.every(({ venue, symbol }, i) => venue === earlier[i]?.venue && symbol === earlier[i]?.symbol);
  return markets.map((_, i) => (areSame ? earlier[i]?.openInterestNotional : null) ?? Number.NaN);
}

export function aggregate(
  engine: Engine,
  markets: readonly Market[],
  { withinBps = 10, decayBps = 10, premiumNotional = 20_000, before }: AggregateOptions = {},
): Aggregate {
  const ids = idsIn(engine, markets);
  if (withinBps !== (withinBps | 0)) throw new InputError("levelsOutOfRange", "withinBps", withinBps);
  const terms = { withinBps, decayBps, premiumNotional };
  const earlier = openInterestBefore(markets, before);
  const reply = engine.glue.aggregate(ids.map((id, i) => [id, earlier[i] as number]), terms);
  engine.accept(reply, { ...terms, before }[reply.field as keyof AggregateOptions]);
  const { all, markets: each, bins } = reply as Required<typeof reply>;
  return {
    ...nullable(all),
    fundingVenues: all.fundingVenues,
    coverage: all.coverage,
    byBps: Number.isNaN(all.bidNotional)
      ? []
      : Array.from({ length: withinBps }, (_, i) => ({
          bps: i + 1,
          bidNotional: bins[2 * i] as number,
          askNotional: bins[2 * i + 1] as number,
        })),
    markets: markets.map(({ venue, symbol }, i) => ({ venue, symbol, ...nullable(each[i]!) })),
  };
}
