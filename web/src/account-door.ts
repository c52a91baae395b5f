import { type ErrorCode, InputError } from "./errors.ts";
import { refusalLength } from "./generated/layout.ts";

/** What both engines export for accounts: wasm/account_door.cpp. */
export interface AccountDoor {
  readonly wasmMemory: WebAssembly.Memory;
  /** Where the next input of so many doubles goes. */
  _accountRoom(doubles: number): number;
  _evaluateAccount(): number;
  _checkTable(venue: number, rows: number): number;
  _errorText(error: number): number;
}

/** What the small engines export besides: wasm/questions/questions.cpp. */
export interface QuestionDoor extends AccountDoor {
  _ask(question: number): number;
  /** In doubles, of the last answer. */
  _answerLength(): number;
}

/** The parts of an input that a refusal can be about. */
export const parts = { account: 0, position: 1, collateral: 2, bracket: 3, change: 4 } as const;

export interface Refusal {
  /** Null where nothing is refused. */
  readonly code: ErrorCode | null;
  /** As the engine calls it. */
  readonly field: string;
  /** Of a bracket. */
  readonly row: number;
  readonly part: number;
  /** Of a position or a collateral. */
  readonly index: number;
}

export function writeBlock(door: AccountDoor, block: readonly number[]): void {
  const at = door._accountRoom(block.length);
  new Float64Array(door.wasmMemory.buffer, at, block.length).set(block);
}

/** Doubles of an answer; only until the engine is asked again. */
export function readBlock(door: AccountDoor, at: number, length: number): Float64Array {
  return new Float64Array(door.wasmMemory.buffer, at, length);
}

/** ASCII that ends with a zero. */
function textAt(door: AccountDoor, at: number): string {
  const bytes = new Uint8Array(door.wasmMemory.buffer, at);
  return String.fromCharCode(...bytes.subarray(0, bytes.indexOf(0)));
}

/** What every answer begins with. */
export function readRefusal(door: AccountDoor, at: number): Refusal {
  const [error, fieldName, row, part, index] = readBlock(door, at, refusalLength) as unknown as
    [number, number, number, number, number];
  return {
    code: error === 0 ? null : (textAt(door, door._errorText(error)) as ErrorCode),
    field: textAt(door, fieldName),
    row,
    part,
    index,
  };
}

/** A refused input is thrown, with what it held. */
export function accept({ code, field }: Refusal, value: unknown): void {
  if (code !== null) throw new InputError(code, field, value);
}
