import type { AnalyzedMarket, FeedVenue, Plimsoll, Watch } from "plimsoll/full";

import { type Choice, withSource } from "./data/choice.ts";
import type { Contract } from "./data/contract.ts";
import { MarginRules } from "./data/margin-rules.ts";
import { Session } from "./data/session.ts";
import { type SymbolName, symbolOf } from "./data/stated-contract.ts";
import { type Coin, coins, type SourceName, type Venue, venuesOf, watchedVenue } from "./data/venues.ts";
import { Watched } from "./data/watched.ts";
import type { Settings } from "./settings.ts";

/** The page's state, apart from how it looks: what is chosen, and who is listened to for that. */
export class Dashboard {
  readonly settings: Settings;
  readonly plimsoll: Plimsoll<AnalyzedMarket>;
  readonly #changed: () => void;
  readonly #watchOpened: (watch: Watch) => void;
  readonly #sessions = new Map<FeedVenue, Session>();
  #choice: Choice;
  #venues: readonly Venue[];
  #watched: Watched;

  /**
   * @param changed      told when something is not what it was, apart from the markets themselves
   * @param watchOpened  told of each new watch before its first position
   */
  constructor(plimsoll: Plimsoll<AnalyzedMarket>, settings: Settings, changed: () => void, watchOpened: (watch: Watch) => void) {
    this.plimsoll = plimsoll;
    this.settings = settings;
    this.#changed = changed;
    this.#watchOpened = watchOpened;
    this.#choice = settings.choice;
    this.#venues = venuesOf(this.#choice.source, settings.exchangeUrl);
    this.#watched = this.#openWatched();
    this.#listen();
  }

  get choice(): Choice {
    return this.#choice;
  }

  get coin(): Coin {
    return this.#choice.coin;
  }

  /** All that the source has. */
  get venues(): readonly Venue[] {
    return this.#venues;
  }

  /** The venue that the page is about. */
  get session(): Session {
    return this.#sessions.get(this.#choice.venue) as Session;
  }

  /** Those that stand side by side. */
  get across(): readonly Session[] {
    return this.#choice.across.map((name) => this.#sessions.get(name) as Session);
  }

  get watched(): Watched {
    return this.#watched;
  }

  /** The instrument whose positions the page is about; null where the engine has no watch for the venue. */
  get watchedSymbol(): SymbolName | null {
    return this.#choice.venue === watchedVenue ? symbolOf(this.coin) : null;
  }

  /** As the venue states it where that is known, otherwise as its book shows it. */
  get contract(): Contract {
    const symbol = this.watchedSymbol;
    return symbol === null ? this.session.contract(this.coin) : this.watched.rules.contract(symbol);
  }

  choose(change: Partial<Choice>): void {
    const { source } = change;
    if (source !== undefined && source !== this.#choice.source) this.#leaveFor(source);
    this.#choice = { ...this.#choice, ...change };
    this.#listen();
    this.#changed();
  }

  /** Of all who are listened to. */
  heard(): { readonly messages: number; readonly bytes: number } {
    const counters = [...this.#sessions.values()].map(({ connection }) => connection.feed.counters());
    const sum = (name: "messages" | "bytes") => counters.reduce((total, of) => total + of[name], 0);
    return { messages: sum("messages"), bytes: sum("bytes") };
  }

  /** Once a second. */
  sample(): void {
    const nowMs = Date.now();
    for (const session of this.#sessions.values()) session.sample(nowMs);
  }

  #leaveFor(source: SourceName): void {
    for (const session of this.#sessions.values()) session.close();
    this.#sessions.clear();
    this.#watched.dispose();
    this.#choice = withSource(this.#choice, source);
    this.#venues = venuesOf(source, this.settings.exchangeUrl);
    this.#watched = this.#openWatched();
  }

  /** Calls those who are wanted now, and leaves the others. */
  #listen(): void {
    const wanted = this.#wanted();
    for (const [name, session] of this.#sessions) {
      if (wanted.has(name)) continue;
      this.#sessions.delete(name);
      session.close();
    }
    for (const [name, of] of wanted) {
      const session = this.#sessions.get(name);
      if (session === undefined) this.#sessions.set(name, this.#call(name, of));
      else session.follow(of);
    }
    this.session.analyze();
    this.#watched.hear(this.#sessions.has(watchedVenue));
  }

  /** Who has to be listened to, and for which coins. */
  #wanted(): Map<FeedVenue, ReadonlySet<Coin>> {
    const { venue, coin, across } = this.#choice;
    const wanted = new Map<FeedVenue, ReadonlySet<Coin>>(across.map((name) => [name, new Set([coin])]));
    wanted.set(venue, new Set(coins));
    // A position does not go unwatched because another venue is looked at.
    const isWatching = this.#watched.positions.length > 0;
    if (isWatching || wanted.has(watchedVenue)) wanted.set(watchedVenue, new Set(coins));
    return wanted;
  }

  #call(name: FeedVenue, of: ReadonlySet<Coin>): Session {
    const venue = this.#venues.find((candidate) => candidate.name === name) as Venue;
    return new Session(this.plimsoll, venue, of, (session) => {
      const isOpen = session.connection.status.phase === "open";
      if (isOpen && name === watchedVenue) void this.#watched.rules.ask();
      this.#changed();
    });
  }

  #openWatched(): Watched {
    const { plimsoll, settings } = this;
    const venue = this.#venues.find(({ name }) => name === watchedVenue) as Venue;
    const rules = new MarginRules(plimsoll, venue, () => {
      watched.update();
      this.#changed();
    });
    const watched = new Watched(plimsoll, this.#choice.source, rules, settings.thresholds);
    this.#watchOpened(watched.watch);
    return watched;
  }
}
