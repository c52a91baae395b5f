import { InputError, type Plimsoll, type IsolatedPosition, type PositionRisk, type Watch } from "plimsoll";

import { type Hearing, hearingOf } from "./data/hearing.ts";
import { History } from "./data/history.ts";
import {
  accountOf,
  read,
  type Reading,
  type Remedy,
  remedyFor,
  store,
  stored,
  type TypedPosition,
} from "./data/positions.ts";
import { Session } from "./data/session.ts";
import { sourceOf, type SourceName } from "./data/source.ts";
import { type SymbolName, symbols } from "./data/symbols.ts";
import type { Settings } from "./settings.ts";

/** The page's state, apart from how it looks: one session, a history and a position for each symbol. */
export class Dashboard {
  readonly settings: Settings;
  readonly plimsoll: Plimsoll;
  symbol: SymbolName;
  session: Session;
  watch: Watch;
  readonly histories = new Map<SymbolName, History>();
  readonly #typed = new Map<SymbolName, TypedPosition>();
  readonly #readings = new Map<SymbolName, Reading>();
  readonly #changed: () => void;
  readonly #watchOpened: (watch: Watch) => void;
  #watched: readonly IsolatedPosition[] = [];
  /** Session and watch are both there, and of the same exchange. */
  #isOpen = false;

  /**
   * @param changed      told when something is not what it was, apart from the market itself
   * @param watchOpened  told of each new watch before its first position
   */
  constructor(plimsoll: Plimsoll, settings: Settings, changed: () => void, watchOpened: (watch: Watch) => void) {
    this.plimsoll = plimsoll;
    this.settings = settings;
    this.symbol = settings.symbol;
    this.#changed = changed;
    this.#watchOpened = watchOpened;
    this.session = this.#openSession(settings.source);
    this.watch = this.#openWatch();
  }

  get source(): SourceName {
    return this.session.source.name;
  }

  get watched(): readonly IsolatedPosition[] {
    return this.#watched;
  }

  /** The watched position of the symbol that is shown. */
  get position(): IsolatedPosition | null {
    return this.#watched.find(({ symbol }) => symbol === this.symbol) ?? null;
  }

  get typed(): TypedPosition {
    return this.#typed.get(this.symbol) ?? stored(this.source, this.symbol);
  }

  get reading(): Reading {
    return this.#readings.get(this.symbol) ?? { position: null, refusals: new Map(), mostLeverage: null };
  }

  /** Leaves one exchange and listens to another. */
  switchTo(source: SourceName): void {
    if (source === this.source) return;
    this.#isOpen = false;
    this.watch.dispose();
    this.session.dispose();
    this.#typed.clear();
    this.session = this.#openSession(source);
    this.watch = this.#openWatch();
    this.#changed();
  }

  type(typed: TypedPosition): void {
    this.#typed.set(this.symbol, typed);
    store(this.source, this.symbol, typed);
    this.#watchTyped();
    this.#changed();
  }

  /** What would help the watched position of the symbol that is shown. */
  remedy(risk: PositionRisk, isWarned: boolean): Remedy {
    const { contracts, tables } = this.session;
    const { markPrice } = this.session.market(this.symbol).getSnapshot();
    const account = accountOf(this.#watched, contracts, tables);
    return remedyFor(this.plimsoll, account, { risk, markPrice: markPrice ?? 0, isWarned: isWarned && markPrice !== null });
  }

  sample(): void {
    const nowMs = Date.now();
    for (const [symbol, history] of this.histories) {
      history.sample(this.session.market(symbol), nowMs, this.hearing(symbol).kind === "live");
    }
  }

  hearing(symbol = this.symbol): Hearing {
    const { session, plimsoll } = this;
    const reading = session.market(symbol).getSnapshot();
    const localTimeMs = plimsoll.localTimeMs();
    const ageMs = (timeMs: number | null) => (timeMs === null ? null : localTimeMs - timeMs);
    return hearingOf({
      connection: session.connection.status,
      wasOpen: session.wasOpen,
      status: reading.status,
      bookAgeMs: ageMs(reading.bookLocalTimeMs),
      markAgeMs: ageMs(reading.markLocalTimeMs),
      localTimeMs,
      snapshotFailed: session.failure(symbol) !== null,
      exchange: session.source.title,
    });
  }

  #openSession(name: SourceName): Session {
    for (const symbol of symbols) {
      this.histories.set(symbol, new History());
      this.#typed.set(symbol, stored(name, symbol));
    }
    const source = sourceOf(name, this.settings.exchangeUrl);
    return new Session(this.plimsoll, source, () => {
      if (!this.#isOpen) return;
      this.#watchTyped();
      this.#changed();
    });
  }

  #openWatch(): Watch {
    const { thresholds } = this.settings;
    const watch = this.plimsoll.watch(accountOf([], new Map(), new Map()), { thresholds });
    this.#watchOpened(watch);
    this.watch = watch;
    this.#isOpen = true;
    this.#watchTyped();
    return watch;
  }

  /**
   * Watches what is typed, as far as it can be used. A position that was edited is another
   * one, so it gets another id: its warnings start anew instead of easing for half a minute.
   */
  #watchTyped(): void {
    const { contracts, tables } = this.session;
    const positions: IsolatedPosition[] = [];
    for (const symbol of symbols) {
      const typed = this.#typed.get(symbol) ?? stored(this.source, symbol);
      const reading = read(this.plimsoll, typed, this.session.contract(symbol), tables.get(symbol));
      this.#readings.set(symbol, reading);
      if (reading.position !== null && tables.has(symbol)) {
        positions.push({ ...reading.position, id: `${symbol} ${this.#idOf(reading.position)}` });
      }
    }
    try {
      this.watch.update(accountOf(positions, contracts, tables));
      this.#watched = positions;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.watch.update(accountOf([], contracts, tables));
      this.#watched = [];
    }
  }

  #idOf({ side, quantity, entryPrice, posted }: IsolatedPosition): string {
    return [side, quantity, entryPrice, posted].join(" ");
  }
}
