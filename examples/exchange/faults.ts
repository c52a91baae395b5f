import type { Topic, Venue } from "./protocol.ts";

/** What happens to a message on its way to a socket. */
export const messageFaults = ["drop", "duplicate", "reorder", "delay", "truncate", "corrupt", "close", "stall"] as const;

/** What happens inside the venue. */
export const venueFaults = ["staleSnapshot", "restartSequence"] as const;

export const faultNames = [...messageFaults, ...venueFaults];

export type FaultName = (typeof faultNames)[number];

/** Something that is to go wrong, once or more often. What is left out is anybody's. */
export interface Fault {
  readonly fault: FaultName;
  readonly venue?: Venue;
  /** the simulation's symbol, as BTCUSDT */
  readonly symbol?: string;
  /** what the message must be about; a message with a topic whichever when it is left out */
  readonly kind?: Topic["kind"];
  /** how many messages; 1 when it is left out */
  readonly times?: number;
  /** market time: how long a delay or stall lasts, how old a stale snapshot is */
  readonly ms?: number;
  /** where a message is truncated; somewhere when it is left out */
  readonly at?: number;
  /** corrupts any byte rather than a digit of a price or quantity */
  readonly anyByte?: boolean;
}

/** The chance of each fault for a pushed message (for `staleSnapshot`, for a snapshot). */
export type FaultRates = Partial<Record<FaultName, number>>;

/** Faults that wait for their message, and those that may meet any. */
export class Faults {
  readonly rates: FaultRates;
  /** how often each has happened */
  readonly counts: Record<FaultName, number>;
  readonly #armed: { readonly fault: Fault; left: number }[] = [];

  constructor(rates: FaultRates = {}) {
    this.rates = rates;
    this.counts = Object.fromEntries(faultNames.map((name) => [name, 0])) as Record<FaultName, number>;
  }

  arm(fault: Fault): void {
    this.#armed.push({ fault, left: fault.times ?? 1 });
  }

  /** The fault that meets a message, which has then happened; null when none does. */
  meet(names: readonly FaultName[], venue: Venue, topic: Topic, chance: () => number): Fault | null {
    const fault = this.#take(names, venue, topic) ?? this.#drawn(names, chance);
    if (fault !== null) ++this.counts[fault.fault];
    return fault;
  }

  #take(names: readonly FaultName[], venue: Venue, topic: Topic): Fault | null {
    const index = this.#armed.findIndex(({ fault }) => names.includes(fault.fault) &&
      (fault.venue ?? venue) === venue &&
      (fault.kind ?? topic.kind) === topic.kind &&
      (fault.symbol ?? topic.symbol) === topic.symbol);
    if (index < 0) return null;
    const armed = this.#armed[index]!;
    if (--armed.left === 0) this.#armed.splice(index, 1);
    return armed.fault;
  }

  #drawn(names: readonly FaultName[], chance: () => number): Fault | null {
    for (const name of names) {
      const rate = this.rates[name];
      if (rate !== undefined && chance() < rate) return { fault: name };
    }
    return null;
  }
}
