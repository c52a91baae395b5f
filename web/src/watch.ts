import { type Account, accountBlock, idOf, type Position } from "./account.ts";
import { readRefusal, writeBlock } from "./account-door.ts";
import type { Engine } from "./engine.ts";
import { InputError } from "./errors.ts";
import type { ThresholdsReply, WarningReply } from "./glue.ts";
import { Listeners, type Unsubscribe } from "./listeners.ts";
import { numberOf, orNull } from "./numbers.ts";
import { acceptAccount, type PositionRisk, watchedRiskOf } from "./risk.ts";

export type Severity = "caution" | "danger" | "critical";

/** `liquidationNear`: the mark has come near the liquidation price. `blind`: no mark comes. */
export type WarningCode = "liquidationNear" | "blind";

/** One standing warning about one position: a code with numbers, and no words. */
export interface Warning {
  /** Stable: of position and code, the same each time it rises. */
  readonly id: string;
  readonly positionId: string;
  readonly symbol: string;
  readonly side: "long" | "short";
  readonly code: WarningCode;
  readonly severity: Severity;
  readonly sinceLocalTimeMs: number;
  /** How often the mark has crossed a threshold since then. */
  readonly crossings: number;
  readonly acknowledged: boolean;
  /** The mark is at the liquidation price or beyond. */
  readonly beyondLiquidation: boolean;
  readonly markPrice: number | null;
  readonly markLocalTimeMs: number | null;
  readonly liquidationPrice: number | null;
  /** Fraction of the mark. */
  readonly distanceRate: number | null;
  /** Daily standard deviations; null until volatility is warm. */
  readonly distanceSigmas: number | null;
  /** Maintenance over equity; liquidates at 1. */
  readonly marginRatio: number | null;
  /** What the distance was compared with, in daily standard deviations ... */
  readonly thresholds: Readonly<Record<Severity, number>>;
  /** ... or as fractions of the mark, while volatility is not known. */
  readonly fixedThresholds: boolean;
}

/** Severities by distance, in what the market usually does; zero switches one off. */
export type Thresholds = Partial<Readonly<ThresholdsReply>>;

export interface WatchSnapshot {
  readonly positions: readonly PositionRisk[];
  readonly warnings: readonly Warning[];
}

export interface WatchEvents {
  raised: Warning;
  escalated: Warning;
  eased: Warning;
  cleared: Warning;
}

/** Watches an account's positions at every mark. Made by `plimsoll.watch(account)`. */
export interface Watch {
  /** How all stands; the same object until something changed. */
  getSnapshot(): WatchSnapshot;
  subscribe(listener: () => void): Unsubscribe;
  /**
   * A warning rises and escalates inside the `ingest` that crosses its threshold; easing
   * and clearing take time.
   */
  on<Kind extends keyof WatchEvents>(
    kind: Kind,
    listener: (warning: WatchEvents[Kind]) => void,
  ): Unsubscribe;
  /** Somebody has seen it; holds until its threshold is crossed again. */
  acknowledge(warningId: string): boolean;
  /**
   * From now on these positions; those whose id stays keep their warnings.
   *
   * @throws {InputError} when a position cannot be used; then nothing changes
   */
  update(account: Account): void;
  dispose(): void;
  [Symbol.dispose](): void;
}

const changes: readonly (keyof WatchEvents | null)[] = [null, "raised", "escalated", "eased", "cleared"];
const severities: readonly (Severity | null)[] = [null, "caution", "danger", "critical"];
const codes: readonly (WarningCode | null)[] = [null, "liquidationNear", "blind"];

export function openWatch(engine: Engine, account: Account, thresholds: Thresholds = {}): Watch {
  const asked = { ...engine.glue.defaultThresholds() };
  for (const [name, value] of Object.entries(thresholds)) {
    if (!(name in asked)) throw new InputError("missingField", name, value);
    asked[name as keyof ThresholdsReply] = numberOf(value, name);
  }
  const { venue } = account;
  const { watch, ...refusal } = engine.glue.openWatch(`${venue}`, asked);
  engine.accept(refusal, { ...asked, venue }[refusal.field as keyof ThresholdsReply]);
  try {
    return new WatchState(engine, watch, account);
  } catch (error) {
    engine.glue.closeWatch(watch);
    throw error;
  }
}

class WatchState implements Watch {
  readonly #engine: Engine;
  readonly #id: number;
  readonly #detach: Unsubscribe;
  readonly #changed = new Listeners<void>();
  readonly #listeners: { [Kind in keyof WatchEvents]: Listeners<Warning> } = {
    raised: new Listeners(),
    escalated: new Listeners(),
    eased: new Listeners(),
    cleared: new Listeners(),
  };
  /** A position keeps its number as long as its id is watched. */
  readonly #numbers = new Map<string, number>();
  readonly #positions = new Map<number, Position>();
  #account: Account;
  #nextNumber = 1;
  #snapshot: WatchSnapshot | null = null;
  #seenRevision = -1;
  #toldRevision = -1;
  #ended = false;

  constructor(engine: Engine, id: number, account: Account) {
    this.#engine = engine;
    this.#id = id;
    this.#account = account;
    this.update(account);
    this.#detach = engine.addWatch((attention) => this.#settle(attention));
  }

  update(account: Account): void {
    this.#alive();
    const { glue } = this.#engine;
    for (const { symbol } of account.positions) {
      // They cross line by line, and no venue has such a name.
      if (/[\n\0]/.test(`${symbol}`)) throw new InputError("unknownSymbol", "symbol", symbol);
    }
    const block = accountBlock(account, {}, {});
    writeBlock(glue, [...block, ...account.positions.map((position) => this.#numberOf(idOf(position)))]);
    const answer = glue.updateWatch(this.#id, account.positions.map(({ symbol }) => symbol).join("\n"));
    acceptAccount(readRefusal(glue, answer), account);
    this.#account = account;
    this.#snapshot = null;
    for (const position of account.positions) {
      this.#positions.set(this.#numberOf(idOf(position)), position);
    }
    if (this.#detach === undefined) return; // nobody can listen yet
    this.#settle(true);
    this.#forget();
  }

  readonly getSnapshot = (): WatchSnapshot => {
    this.#alive();
    const { glue, hot } = this.#engine;
    const revision = hot.watchRevision(this.#id);
    if (this.#snapshot !== null && revision === this.#seenRevision) return this.#snapshot;
    this.#seenRevision = revision;
    this.#snapshot = {
      positions: this.#account.positions.map((position) =>
        watchedRiskOf(
          this.#account,
          position,
          glue,
          hot.watchedRisk(this.#id, this.#numberOf(idOf(position))),
        ),
      ),
      warnings: glue.standingWarnings(this.#id).map((reply) => this.#warningOf(reply)),
    };
    return this.#snapshot;
  };

  readonly subscribe = (listener: () => void): Unsubscribe => {
    this.#alive();
    return this.#changed.add(listener);
  };

  on<Kind extends keyof WatchEvents>(
    kind: Kind,
    listener: (warning: WatchEvents[Kind]) => void,
  ): Unsubscribe {
    this.#alive();
    return this.#listeners[kind].add(listener);
  }

  acknowledge(warningId: string): boolean {
    this.#alive();
    const known = this.#engine.glue.acknowledge(this.#id, Number(warningId));
    this.#snapshot = null;
    this.#changed.tell();
    return known;
  }

  dispose(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#detach();
    this.#engine.glue.closeWatch(this.#id);
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #settle(attention: boolean): void {
    const events = attention ? this.#engine.glue.takeWarningEvents(this.#id) : [];
    for (const { change, warning } of events) {
      const kind = changes[change];
      if (kind) this.#listeners[kind].tell(this.#warningOf(warning));
    }
    if (this.#ended) return; // a listener may end the watch
    const revision = this.#engine.hot.watchRevision(this.#id);
    if (revision === this.#toldRevision) return;
    this.#toldRevision = revision;
    this.#changed.tell();
  }

  #warningOf(reply: WarningReply): Warning {
    const { id, positionId, code, severity, cautionDistance, dangerDistance, criticalDistance, ...others } = reply;
    const position = this.#positions.get(positionId);
    const numbers = Object.entries(others).map(([name, value]) =>
      [name, typeof value === "number" ? orNull(value) : value]);
    return {
      ...(Object.fromEntries(numbers) as Warning),
      id: String(id),
      positionId: position === undefined ? "" : idOf(position),
      symbol: position?.symbol ?? "",
      side: position?.side ?? "long",
      code: codes[code] ?? "blind",
      severity: severities[severity] ?? "critical",
      thresholds: { caution: cautionDistance, danger: dangerDistance, critical: criticalDistance },
    };
  }

  #numberOf(id: string): number {
    const known = this.#numbers.get(id);
    if (known !== undefined) return known;
    this.#numbers.set(id, this.#nextNumber);
    return this.#nextNumber++;
  }

  /** Positions that are no longer watched: their last warnings have been told. */
  #forget(): void {
    const watched = new Set(this.#account.positions.map(idOf));
    for (const [id, number] of this.#numbers) {
      if (watched.has(id)) continue;
      this.#numbers.delete(id);
      this.#positions.delete(number);
    }
  }

  #alive(): void {
    if (this.#ended) throw new Error("the watch was disposed of");
  }
}
