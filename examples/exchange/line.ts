import { messageFaults, type Fault } from "./faults.ts";
import type { Floor } from "./floor.ts";
import type { Topic, Venue, Wire } from "./protocol.ts";
import { Random } from "./random.ts";

/** Where a line ends: a socket, whichever kind it is. */
export interface Socket {
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Ends it without a word. */
  drop(): void;
}

export interface LineOptions {
  readonly floor: Floor;
  readonly venue: Venue;
  /** which of the exchange's lines it is, so that each has its own luck */
  readonly number: number;
  /** market time that a message is under way */
  readonly latencyMs?: number;
  /** Makes the venue's sequence of a market start over. */
  readonly restartSequence: (symbol: string) => void;
}

const usualDelayMs = 500;
const usualStallMs = 30_000;

/** What lies between a venue's session and a socket, and where most things go wrong. */
export class Line implements Wire {
  readonly #options: LineOptions;
  readonly #socket: Socket;
  readonly #random: Random;
  readonly #held: { readonly text: string; readonly topic: Topic }[] = [];
  readonly #waiting: { readonly dueMs: number; readonly act: () => void }[] = [];
  #stalledUntilMs = 0;
  #isClosed = false;

  constructor(socket: Socket, options: LineOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#random = new Random(options.floor.simulation.seed, `${options.venue} line ${options.number}`);
  }

  send(text: string, topic?: Topic): void {
    if (this.#isClosed || this.#nowMs < this.#stalledUntilMs) return;
    const { floor, venue, restartSequence } = this.#options;
    const chance = () => this.#random.uniform();
    const fault = topic === undefined ? null : floor.faults.meet(messageFaults, venue, topic, chance);
    if (fault === null) this.#pass(text);
    else this.#break(fault, text, topic!);
    const isHeldBack = fault?.fault === "reorder";
    if (topic !== undefined && !isHeldBack) this.#release(topic);
    if (topic?.kind === "book" && topic.symbol !== null) {
      if (chance() < (floor.faults.rates.restartSequence ?? 0)) restartSequence(topic.symbol);
    }
  }

  close(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#later(0, () => this.#socket.close(code, reason));
  }

  /** The socket is gone. */
  cut(): void {
    this.#isClosed = true;
    this.#waiting.length = 0;
  }

  get #nowMs(): number {
    return this.#options.floor.simulation.timeMs;
  }

  #break(fault: Fault, text: string, topic: Topic): void {
    switch (fault.fault) {
      case "duplicate":
        this.#pass(text);
        return this.#pass(text);
      case "reorder":
        this.#held.push({ text, topic });
        return;
      case "delay": return this.#pass(text, fault.ms ?? usualDelayMs);
      case "truncate": return this.#pass(text.slice(0, fault.at ?? this.#random.below(text.length)));
      case "corrupt": return this.#pass(this.#corrupted(text, fault.anyByte ?? false));
      case "stall":
        this.#stalledUntilMs = this.#nowMs + (fault.ms ?? usualStallMs);
        return;
      case "close":
        this.cut();
        return this.#socket.drop();
    }
  }

  /** What was held back goes out behind the next message of its topic. */
  #release({ kind, symbol }: Topic): void {
    for (let i = 0; i < this.#held.length;) {
      const { text, topic } = this.#held[i]!;
      if (topic.kind !== kind || topic.symbol !== symbol) {
        ++i;
        continue;
      }
      this.#held.splice(i, 1);
      this.#pass(text);
    }
  }

  #pass(text: string, delayMs = 0): void {
    this.#later(delayMs, () => this.#socket.send(text));
  }

  /** Nothing overtakes what waits. */
  #later(delayMs: number, act: () => void): void {
    const dueMs = Math.max(this.#nowMs + delayMs + (this.#options.latencyMs ?? 0), this.#waiting.at(-1)?.dueMs ?? 0);
    if (dueMs === this.#nowMs && this.#waiting.length === 0) return act();
    this.#waiting.push({ dueMs, act });
    if (this.#waiting.length === 1) this.#wake();
  }

  #wake(): void {
    const [first] = this.#waiting;
    if (first === undefined) return;
    this.#options.floor.simulation.at(first.dueMs, () => {
      while (this.#waiting.length > 0 && this.#waiting[0]!.dueMs <= first.dueMs) this.#waiting.shift()!.act();
      this.#wake();
    });
  }

  /** Another digit in a number with a decimal point, never its first one; or any other character. */
  #corrupted(text: string, anyByte: boolean): string {
    const random = this.#random;
    const places = anyByte ? [] : [...text.matchAll(/(?<=\d)\d(?=\d*\.\d)|(?<=\d\.\d*)\d/g)].map(({ index }) => index);
    const isDigit = places.length > 0;
    const place = isDigit ? places[random.below(places.length)]! : random.below(text.length);
    const old = text[place]!;
    const other = isDigit
      ? String((Number(old) + 1 + random.below(9)) % 10)
      : String.fromCharCode(33 + ((old.charCodeAt(0) - 33 + 1 + random.below(92)) % 93));
    return text.slice(0, place) + other + text.slice(place + 1);
  }
}
