import type { AnalyzedMarket, Plimsoll } from "plimsoll/full";
import { connect, type Connection, type ConnectionError } from "plimsoll/connect";

import { followed } from "./analytics.ts";
import { type Contract, SeenContract } from "./contract.ts";
import { type Hearing, hearingOf } from "./hearing.ts";
import { History } from "./history.ts";
import { type Coin, type Venue, watchedVenue } from "./venues.ts";

/** One perpetual that is listened to. */
interface Followed {
  readonly market: AnalyzedMarket;
  readonly contract: SeenContract;
  readonly history: History;
}

/** One venue, listened to: a connection of the package, and what the page remembers of it. */
export class Session {
  readonly venue: Venue;
  readonly connection: Connection<AnalyzedMarket>;
  readonly #plimsoll: Plimsoll<AnalyzedMarket>;
  readonly #changed: (session: Session) => void;
  readonly #followed = new Map<Coin, Followed>();
  readonly #analyzed = new Set<Coin>();
  readonly #failures = new Map<string, ConnectionError>();
  #wasOpen = false;

  /**
   * @param coins    at least one
   * @param changed  told when a socket or a snapshot is not what it was
   */
  constructor(plimsoll: Plimsoll<AnalyzedMarket>, venue: Venue, coins: ReadonlySet<Coin>, changed: (session: Session) => void) {
    this.venue = venue;
    this.#plimsoll = plimsoll;
    this.#changed = changed;
    this.connection = connect(plimsoll, {
      venue: venue.name,
      symbols: [...coins].map((coin) => venue.symbols[coin]),
      streams: ["book", "quote", "trades", "mark", "liquidations", "openInterest", "ratios"],
      // What that one lists is wanted by its rules of margin too, so they ask for it.
      instruments: venue.name !== watchedVenue,
      ...(venue.origin === undefined ? {} : { endpoints: { origin: venue.origin } }),
    });
    this.follow(coins);
    this.connection.on("error", (error) => this.#failed(error));
    this.connection.on("status", ({ phase }) => {
      this.#wasOpen ||= phase === "open";
      changed(this);
    });
  }

  get coins(): readonly Coin[] {
    return [...this.#followed.keys()];
  }

  /** From now on these coins and no others. */
  follow(coins: ReadonlySet<Coin>): void {
    const { symbols, staleAfterMs } = this.venue;
    for (const coin of coins) {
      if (this.#followed.has(coin)) continue;
      this.connection.add(symbols[coin]);
      const market = this.connection.market(symbols[coin]);
      if (staleAfterMs !== undefined) market.setStaleAfterMs(staleAfterMs);
      this.#followed.set(coin, { market, contract: new SeenContract(this.venue, coin), history: new History() });
    }
    for (const [coin, { market }] of this.#followed) {
      if (coins.has(coin)) continue;
      this.#followed.delete(coin);
      this.#analyzed.delete(coin);
      this.#failures.delete(symbols[coin]);
      this.connection.remove(symbols[coin]);
      market.dispose();
    }
  }

  market(coin: Coin): AnalyzedMarket {
    return this.#of(coin).market;
  }

  /** Follows from now on what takes memory and time, for it is looked at; it goes on afterwards. */
  analyze(): void {
    for (const [coin, { market }] of this.#followed) {
      if (this.#analyzed.has(coin)) continue;
      this.#analyzed.add(coin);
      market.analyze(followed);
    }
  }

  /** As its book shows it. */
  contract(coin: Coin): Contract {
    const { contract, market } = this.#of(coin);
    return contract.of(market);
  }

  history(coin: Coin): History {
    return this.#of(coin).history;
  }

  /** Why a book that is not there did not come; null when nothing went wrong. */
  failure(coin: Coin): ConnectionError | null {
    const { symbol, status } = this.market(coin);
    // One of long ago says nothing about the next time.
    if (status === "live") this.#failures.delete(symbol);
    return this.#failures.get(symbol) ?? null;
  }

  /** How well a perpetual is heard. */
  hearing(coin: Coin): Hearing {
    const { status, markLocalTimeMs } = this.market(coin).getSnapshot();
    const localTimeMs = this.#plimsoll.localTimeMs();
    return hearingOf({
      connection: this.connection.status,
      wasOpen: this.#wasOpen,
      status,
      isMarkLate: markLocalTimeMs === null || localTimeMs - markLocalTimeMs > this.venue.markLateMs,
      localTimeMs,
      snapshotFailed: this.failure(coin) !== null,
      venue: this.venue.longTitle,
    });
  }

  /** Once a second. */
  sample(nowMs: number): void {
    for (const [coin, { market, contract, history }] of this.#followed) {
      contract.of(market, true);
      history.sample(market, nowMs, this.hearing(coin).kind === "live");
    }
  }

  close(): void {
    this.connection.close();
  }

  #of(coin: Coin): Followed {
    return this.#followed.get(coin) as Followed;
  }

  #failed({ symbol, kind, ...error }: ConnectionError): void {
    if (kind !== "snapshot" || symbol === null) return;
    this.#failures.set(symbol, { symbol, kind, ...error });
    this.#changed(this);
  }
}
