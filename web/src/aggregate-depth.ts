import type { Engine } from "./engine.ts";
import { InputError } from "./errors.ts";
import type { Market } from "./market.ts";
import { MarketState } from "./market-state.ts";
import { orNull } from "./numbers.ts";

/** What rests near the mids of several markets, in quote units. */
export interface AggregateDepth {
  /** Null where no market could be counted. */
  readonly bidNotional: number | null;
  readonly askNotional: number | null;
  /** -1 (only asks) to 1 (only bids); null as well where nothing rests. */
  readonly imbalance: number | null;
  /**
   * In the order given. Null and not counted is a market that is not live, a silent one too,
   * or whose contract size is not known.
   */
  readonly markets: readonly {
    readonly venue: string;
    readonly symbol: string;
    readonly bidNotional: number | null;
    readonly askNotional: number | null;
  }[];
}

/** The markets' numbers in the engine that all of them have to be of. */
export function idsIn(engine: Engine, markets: readonly Market[]): number[] {
  return markets.map((market) => {
    const id = market instanceof MarketState ? market.idIn(engine) : null;
    if (id === null) throw new InputError("unknownSymbol", "markets", market);
    return id;
  });
}

export function aggregateDepth(engine: Engine, markets: readonly Market[], withinBps: number): AggregateDepth {
  const ids = idsIn(engine, markets);
  const { error, markets: each, ...all } = engine.glue.aggregateDepth(ids, withinBps);
  engine.accept({ error, field: "withinBps" }, withinBps);
  return {
    bidNotional: orNull(all.bidNotional),
    askNotional: orNull(all.askNotional),
    imbalance: orNull(all.imbalance),
    markets: markets.map(({ venue, symbol }, place) => ({
      venue,
      symbol,
      bidNotional: orNull(each[2 * place] as number),
      askNotional: orNull(each[2 * place + 1] as number),
    })),
  };
}
