import type { ErrorCode } from "./generated/layout.ts";

export type { ErrorCode };

/** As a message shows it. An object is not asked for its text: what came from outside may not have one. */
function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  return value === Object(value) ? typeof value : String(value);
}

/**
 * An argument that cannot be used. `code` is stable; `field` and `value` say which
 * argument it was and what it held.
 */
export class InputError extends Error {
  override readonly name = "InputError";
  readonly code: ErrorCode;
  readonly field: string;
  readonly value: unknown;

  constructor(code: ErrorCode, field: string, value: unknown) {
    super(`${code}: ${field} is ${shown(value)}`);
    this.code = code;
    this.field = field;
    this.value = value;
  }

  /** Every entry of the package has a copy of its own, and an error of one is one of all. */
  static override [Symbol.hasInstance](error: unknown): boolean {
    return (error as Error | null | undefined)?.name === "InputError";
  }
}

/** The engine could not be started: `load()` rejects with it, and may be called again. */
export class LoadError extends Error {
  override readonly name = "LoadError";
}

/**
 * A message that was refused. It is reported, not thrown, and the book stays as it was;
 * with `{ strict: true }` it is thrown.
 */
export class MessageError extends Error {
  override readonly name = "MessageError";
  declare readonly code: ErrorCode;
  /** Bytes from the message's start to where the trouble was found. */
  declare readonly byteOffset: number;
  declare readonly venue: string;
  /** Null where the message belongs to no market. */
  declare readonly symbol: string | null;
  /** Errors that were counted but not reported since the last report. */
  declare readonly suppressed: number;
  /** Which of the messages given to `ingestAll`; null of a message given alone. */
  declare readonly messageIndex: number | null;

  constructor(
    report: Pick<MessageError, "code" | "byteOffset" | "venue" | "symbol" | "suppressed" | "messageIndex">,
  ) {
    super(`${report.code} at byte ${report.byteOffset} of a ${report.venue} message`);
    Object.assign(this, report);
  }
}
