import { InputError, type IsolatedPosition, type Plimsoll, type PositionRisk, type Thresholds, type Watch } from "plimsoll/full";

import { type SymbolName, symbols } from "./stated-contract.ts";
import type { MarginRules } from "./margin-rules.ts";
import { accountOf, read, type Reading, type Remedy, remedyFor, store, stored, type TypedPosition } from "./positions.ts";
import type { SourceName } from "./venues.ts";

/** The positions of one source, as they were typed, and the watch that holds them. */
export class Watched {
  readonly watch: Watch;
  readonly rules: MarginRules;
  readonly #plimsoll: Plimsoll;
  readonly #source: SourceName;
  readonly #typed: Map<SymbolName, TypedPosition>;
  readonly #readings = new Map<SymbolName, Reading>();
  #positions: readonly IsolatedPosition[] = [];
  #isHeard = false;

  constructor(plimsoll: Plimsoll, source: SourceName, rules: MarginRules, thresholds: Thresholds) {
    this.#plimsoll = plimsoll;
    this.#source = source;
    this.rules = rules;
    this.#typed = new Map(symbols.map((symbol) => [symbol, stored(source, symbol)]));
    this.watch = plimsoll.watch(accountOf([], new Map(), new Map()), { thresholds });
  }

  /** Those that are watched now. */
  get positions(): readonly IsolatedPosition[] {
    return this.#positions;
  }

  position(symbol: SymbolName): IsolatedPosition | null {
    return this.#positions.find((position) => position.symbol === symbol) ?? null;
  }

  typed(symbol: SymbolName): TypedPosition {
    return this.#typed.get(symbol) as TypedPosition;
  }

  reading(symbol: SymbolName): Reading {
    return this.#readings.get(symbol) ?? { position: null, refusals: new Map(), mostLeverage: null };
  }

  type(symbol: SymbolName, typed: TypedPosition): void {
    this.#typed.set(symbol, typed);
    store(this.#source, symbol, typed);
    this.update();
  }

  /** @param isHeard  whether marks come: without them there is nothing to watch by */
  hear(isHeard: boolean): void {
    if (isHeard === this.#isHeard) return;
    this.#isHeard = isHeard;
    this.update();
  }

  /** How a watched position stands; null where there is none. */
  risk(symbol: SymbolName): PositionRisk | null {
    const id = this.position(symbol)?.id;
    return this.watch.getSnapshot().positions.find((risk) => risk.id === id) ?? null;
  }

  /** What would help a watched position. */
  remedy(risk: PositionRisk, markPrice: number | null, isWarned: boolean): Remedy {
    const { contracts, tables } = this.rules;
    const account = accountOf(this.#positions, contracts, tables);
    return remedyFor(this.#plimsoll, account, { risk, markPrice: markPrice ?? 0, isWarned: isWarned && markPrice !== null });
  }

  /**
   * Watches what is typed, as far as it can be used. A position that was edited is another
   * one, so it gets another id: its warnings start anew instead of easing for half a minute.
   */
  update(): void {
    const { contracts, tables } = this.rules;
    const positions: IsolatedPosition[] = [];
    for (const symbol of symbols) {
      const reading = read(this.#plimsoll, this.typed(symbol), this.rules.contract(symbol), tables.get(symbol));
      this.#readings.set(symbol, reading);
      if (this.#isHeard && reading.position !== null && tables.has(symbol)) {
        positions.push({ ...reading.position, id: `${symbol} ${idOf(reading.position)}` });
      }
    }
    try {
      this.watch.update(accountOf(positions, contracts, tables));
      this.#positions = positions;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.watch.update(accountOf([], contracts, tables));
      this.#positions = [];
    }
  }

  dispose(): void {
    this.rules.close();
    this.watch.dispose();
  }
}

function idOf({ side, quantity, entryPrice, posted }: IsolatedPosition): string {
  return [side, quantity, entryPrice, posted].join(" ");
}
