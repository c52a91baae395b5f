import type { FeedVenue } from "plimsoll/full";

import { type Coin, isCoin, isSourceName, listed, type SourceName, venuesOf } from "./venues.ts";

/** How far from its mid the depth of a book is counted, bps. */
export const distances = [10, 25, 50] as const;

export type DistanceBps = (typeof distances)[number];

/** What the user wants to see. */
export interface Choice {
  readonly source: SourceName;
  /** The one that the page is about. */
  readonly venue: FeedVenue;
  readonly coin: Coin;
  /** Those that stand side by side. */
  readonly across: readonly FeedVenue[];
  readonly withinBps: DistanceBps;
}

/** Reads a page's address; what it does not name, or names wrongly, is as usual. */
export function choiceFrom(asked: URLSearchParams): Choice {
  const [source, coin] = [asked.get("source"), asked.get("coin")];
  const withinBps = distances.find((distance) => String(distance) === asked.get("within"));
  const across = asked.get("across")?.split(",");
  const of = isSourceName(source) ? source : "simulated";
  return {
    source: of,
    venue: nameIn(of, asked.get("venue")),
    coin: isCoin(coin) ? coin : "BTC",
    across: across === undefined ? usualAcross(of) : namesOf(of).filter((name) => across.includes(name)),
    withinBps: withinBps ?? 10,
  };
}

/** The address of a page that shows this, with whatever else it named before. */
export function addressOf({ source, venue, coin, across, withinBps }: Choice, address: URL): URL {
  const written = new URL(address);
  const usual = usualAcross(source);
  const write = (name: string, text: string, isUsual: boolean) => {
    if (isUsual) written.searchParams.delete(name);
    else written.searchParams.set(name, text);
  };
  write("source", source, source === "simulated");
  write("venue", venue, venue === nameIn(source, null));
  write("coin", coin, coin === "BTC");
  write("across", across.join(), across.join() === usual.join());
  write("within", String(withinBps), withinBps === 10);
  return written;
}

/** The same of another source: its venue where that one has it, and side by side what is usual there. */
export function withSource(choice: Choice, source: SourceName): Choice {
  return { ...choice, source, venue: nameIn(source, choice.venue), across: usualAcross(source) };
}

function namesOf(source: SourceName): FeedVenue[] {
  return venuesOf(source, "").map(({ name }) => name);
}

function nameIn(source: SourceName, asked: string | null): FeedVenue {
  return namesOf(source).find((name) => name === asked) ?? listed[0]!.name;
}

/** The simulated ones are on this machine; nobody else is called before the user says so. */
function usualAcross(source: SourceName): FeedVenue[] {
  return source === "simulated" ? namesOf(source) : [];
}
