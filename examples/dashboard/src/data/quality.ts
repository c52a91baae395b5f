import type { AnalyzedMarket, MetricFlag, MetricName } from "plimsoll/full";

/** A metric by the name that a reader knows it by. */
export type NamedMetric = readonly [label: string, name: MetricName];

/** What the numbers of one picture are worth together. */
export interface PictureQuality {
  /** That of the weakest number that is there, 0 to 1; null where none is there. */
  readonly share: number | null;
  /** A few words: which one is the weakest, and why. */
  readonly note: string;
  /** A sentence for each number. */
  readonly detail: string;
}

const words: Readonly<Record<MetricFlag, string>> = {
  notReady: "not ready",
  assumed: "partly assumed",
  lowerBound: "a lower bound",
  contested: "contested",
  drifting: "drifting",
  unexpectedSign: "unexpected sign",
  partial: "some inputs missing",
};

/** From here on a number without a flag needs no words. */
const good = 0.9;

/** A picture is as good as its weakest number; those that are not there yet say so themselves. */
export function pictureQuality(market: AnalyzedMarket, named: readonly NamedMetric[]): PictureQuality {
  let weakest: { readonly label: string; readonly quality: number; readonly why: string } | null = null;
  let waiting = 0;
  const details = named.map(([label, name]) => {
    const { value, quality, flags } = market.metric(name);
    if (value === null) {
      ++waiting;
      return `${label}: not ready.`;
    }
    const why = flags.map((flag) => words[flag]).join(", ");
    if (weakest === null || quality < weakest.quality) weakest = { label, quality, why };
    return `${label}: ${Math.round(100 * quality)} %${why === "" ? "" : `, ${why}`}.`;
  });
  const detail = details.join(" ");
  // The compiler does not see what the callback above assigns.
  const found = weakest as { readonly label: string; readonly quality: number; readonly why: string } | null;
  if (found === null) return { share: null, note: "nothing to judge yet", detail };
  const { label, quality, why } = found;
  if (quality < good || why !== "") {
    return { share: quality, note: `${label.toLowerCase()}: ${why || "warming or ageing"}`, detail };
  }
  return { share: quality, note: waiting === 0 ? "warm and fresh" : `${waiting} of ${named.length} still wait`, detail };
}
