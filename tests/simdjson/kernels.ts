// The module that tests/simdjson/CMakeLists.txt builds, and its memory.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const path = join(import.meta.dirname, "../../build/wasm/tests/simdjson/simdjson_kernels.wasm");

/** Our kernel, and simdjson's own for SSE, which says what is right. */
export const ours = 0;
export const westmere = 1;
export type Which = typeof ours | typeof westmere;

/** simdjson's error codes that stage 1 may answer. */
export const code = { success: 0, capacity: 1, utf8: 11, empty: 13, unescaped: 14, unclosed: 15 } as const;

/** What simdjson may be asked for: one document, or a part or the end of a stream of them. */
export const mode = { regular: 0, streamingPartial: 1, streamingFinal: 2 } as const;

/** The bits of `differences`. */
export const questions = ["stage 1", "stage 1 of a part of a stream", "stage 1 of the end of a stream",
  "validate_utf8", "minify"] as const;

type Export = (...numbers: number[]) => number;

/** What stage 1 makes of a message. The indexes are those of a success. */
export interface Stage1 {
  readonly code: number;
  readonly indexes: readonly number[];
}

/** A room of bytes in WebAssembly, in which both kernels read. */
export class Kernels {
  readonly call: Readonly<Record<string, Export>>;
  readonly #memory: WebAssembly.Memory;
  readonly #start: number;

  /** @param size  bytes of the room: the longest message, or all of them for a measurement */
  constructor(readonly size: number) {
    if (!existsSync(path)) throw new Error(`there is no ${path}: scripts/build kernel makes it`);
    const module = new WebAssembly.Module(readFileSync(path));
    const { exports } = new WebAssembly.Instance(module, refusing(module));
    this.call = exports as Record<string, Export>;
    this.#memory = exports["memory"] as WebAssembly.Memory;
    this.call["_initialize"]!();
    this.#start = this.call["makeRoom"]!(size);
    if (this.#start === 0) throw new Error(`no room for ${size} bytes`);
  }

  /** The room and the padding that simdjson wants behind it; not to be kept. */
  room(): Uint8Array {
    return new Uint8Array(this.#memory.buffer, this.#start, this.size + 64);
  }

  /** Puts a message into the room, with bytes behind it that would be noticed. */
  put(message: Uint8Array, at = 0): void {
    const room = this.room();
    room.set(message, at);
    room.set(behind, at + message.length);
  }

  /** Where messages of these lengths begin when they stand one behind the other, for a measurement. */
  offsets(lengths: readonly number[]): number {
    const address = this.call["makeOffsets"]!(lengths.length);
    const offsets = new Uint32Array(this.#memory.buffer, address, lengths.length + 1).fill(0);
    lengths.forEach((length, i) => { offsets[i + 1] = offsets[i]! + length; });
    return address;
  }

  stage1(which: Which, message: Uint8Array, how: number = mode.regular): Stage1 {
    this.put(message);
    const found = this.call["stage1"]!(which, 0, message.length, how);
    const count = found === code.success ? this.call["indexCount"]!(which) : 0;
    const first = this.call["indexes"]!(which);
    return { code: found, indexes: [...new Uint32Array(this.#memory.buffer, first, count)] };
  }

  /** What the kernels answer differently about a message, in words. */
  differences(message: Uint8Array): string[] {
    this.put(message);
    const bits = this.call["differences"]!(0, message.length);
    return bits === 0 ? [] : questions.filter((_, bit) => (bits >> bit) & 1);
  }

  validUtf8(which: Which, message: Uint8Array): boolean {
    this.put(message);
    return this.call["validUtf8"]!(which, 0, message.length) !== 0;
  }

  /** The message without white space; null when a string does not end. */
  minified(which: Which, message: Uint8Array): Uint8Array | null {
    this.put(message);
    const length = this.call["minify"]!(which, 0, message.length);
    return length < 0 ? null : new Uint8Array(this.#memory.buffer, this.call["minified"]!(which), length).slice();
  }

  /**
   * What simdjson's parser makes of a document with this kernel, or of a stream of documents
   * that is read so many bytes at a time: JSON, or the code of an error.
   */
  parsed(which: Which, message: Uint8Array, batch = 0): string | number {
    this.put(message);
    const length = this.call["parse"]!(which, 0, message.length, batch);
    if (length < 0) return -length;
    return Buffer.from(this.#memory.buffer, this.call["documentText"]!(), length).toString("utf8");
  }
}

/** An opening quote, a control character, a lead of four bytes, and simdjson's other concerns. */
const behind = Uint8Array.from({ length: 64 }, (_, i) => [0x22, 0x01, 0xf0, 0x5c, 0x7b, 0x20][i % 6]!);

/** simdjson would ask the environment which of its kernels to take. There is none. */
function refusing(module: WebAssembly.Module): WebAssembly.Imports {
  const notSupported = 52; // WASI's ENOSYS
  const imports: WebAssembly.Imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    imports[from] = { ...imports[from], [name]: () => notSupported };
  }
  return imports;
}
