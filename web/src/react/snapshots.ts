import { useSyncExternalStore } from "react";
import type { MarketSnapshot } from "../market.ts";
import type { Warning, Watch, WatchSnapshot } from "../watch.ts";
import { type Held, holders, type Store } from "./held.ts";

const held = holders((snapshot: MarketSnapshot) => snapshot);
/** A snapshot is held as it is: what a market of the full engine says besides, too. */
const heldMarket = held as <Snapshot extends MarketSnapshot>(market: Store<Snapshot>) => Held<Snapshot, Snapshot>;
const heldWarnings = holders(({ warnings }: WatchSnapshot) => warnings);

// On a server, and while its page comes to life, before there is a store and after its end.
const nothing = { subscribe: () => () => {}, getSnapshot: () => null };

/**
 * Every reading of a market, at most once a frame, the same moment in all components. Whose
 * market it is stays yours: make it in an effect, and dispose of it there.
 *
 * @param market  null while there is none yet
 * @returns null while there is none, after it was disposed of, and on a server, whose page
 *     cannot hold a moment that is still there when it arrives
 * @example
 * const snapshot = useMarket(market);
 * return <p>{snapshot?.bestBidPrice ?? "waiting"}</p>;
 */
export function useMarket<Snapshot extends MarketSnapshot>(
  market: Store<Snapshot> | null | undefined,
): Snapshot | null {
  const { subscribe, getSnapshot } = market ? heldMarket(market) : nothing;
  return useSyncExternalStore(subscribe, getSnapshot, nothing.getSnapshot);
}

/**
 * The warnings that stand, and the same list while none of them changes. `null` is not the
 * same as an empty list: nobody watches.
 *
 * @param watch  null while there is none yet
 * @returns null while there is none, after it was disposed of, and on a server
 * @example
 * const warnings = useWarnings(watch);
 * return <ul>{warnings?.map((warning) => <li key={warning.id}>{warningText(warning).title}</li>)}</ul>;
 */
export function useWarnings(watch: Watch | null | undefined): readonly Warning[] | null {
  const { subscribe, getSnapshot } = watch ? heldWarnings(watch) : nothing;
  return useSyncExternalStore(subscribe, getSnapshot, nothing.getSnapshot);
}
