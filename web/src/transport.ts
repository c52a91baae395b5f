import type { Glue } from "./glue.ts";
import { longestCopied, type StringCopier, stringCopier } from "./string-copier.ts";

/** What a socket delivers. */
export type MessageData = string | ArrayBuffer | ArrayBufferView;

/** The errors that keep a message from being carried at all; their numbers are Error's. */
const notUtf16 = 4;
const tooLarge = 5;
const wrongType = 7;
const outOfMemory = 14;

/** The engine's limit for one message, Engine::kMaxMessage. */
const maxMessageBytes = 4 * 1024 * 1024;

/** And for a venue's list of instruments, Engine::kMaxListings. */
export const maxListingBytes = 32 * 1024 * 1024;

/** What the engine's buffer keeps between messages, MessageBuffer::kKeptCapacity. */
const keptBytes = 256 * 1024;

/** How many messages are carried at once at most, hot.cpp's kMostOfBurst. */
const mostOfBurst = 64;

/** A message refused before it was carried: an error's number, below zero. */
type Carried = number;

/**
 * Carries messages into wasm memory by the cheapest way for their length.
 *
 * A browser's `encodeInto` costs some 0.45 µs however short the text is. So short text goes
 * character by character: through WebAssembly where that may read strings, else by a loop at some
 * 1 ns each; and once more by `encodeInto` where one is not ASCII. In Node `encodeInto` is always
 * the cheaper one.
 */
export class Transport {
  readonly #glue: Glue;
  readonly #shortText: number;
  readonly #copy: StringCopier | null;
  readonly #encoder = new TextEncoder();
  #at = 0;
  #bytes = new Uint8Array(0);
  #words = new Uint32Array(0);
  #sizes = new Uint32Array(0);

  /** @param shortText  text up to this many characters goes by the loop; 0 for none at all */
  constructor(glue: Glue, shortText: number) {
    this.#glue = glue;
    this.#copy = shortText === 0 ? null : stringCopier(glue.wasmMemory);
    this.#shortText = this.#copy === null ? shortText : longestCopied;
  }

  /** @returns the message's bytes, now in wasm memory; an error's number below zero */
  carry(data: MessageData, limit = maxMessageBytes): Carried {
    if (typeof data !== "string") return this.#carryBytes(data, limit);
    const length = data.length;
    if (length > limit) return -tooLarge;
    if (length <= this.#shortText) {
      if (this.#room(length) === null) return -outOfMemory;
      if (this.#carryAscii(data)) return length;
    }
    return this.#carryText(data, limit);
  }

  /**
   * Carries several messages side by side: what `encodeInto` costs besides its text is paid once.
   *
   * @returns how many, from the first on; below zero how many have to go one by one instead
   */
  carryTogether(messages: readonly MessageData[], first: number): number {
    const room = this.#room(keptBytes);
    if (room === null) return -1;
    let count = 0;
    let together = ""; // joined by sums: Firefox takes four times as long for Array.join
    for (; count < mostOfBurst && first + count < messages.length; ++count) {
      const message = messages[first + count];
      if (typeof message !== "string" || together.length + message.length >= room.length) break;
      this.#sizes[count] = message.length;
      together += message + "\n";
    }
    if (count < 2) return -1;
    const { written } = this.#encoder.encodeInto(together, room);
    // Where a character is not ASCII, nobody knows where in the bytes its message ends.
    return written === together.length ? count : -count;
  }

  /** Four characters at a time; false where one of them is not ASCII. */
  #carryAscii(text: string): boolean {
    if (this.#copy !== null) return this.#copy(text, text.length, this.#at) < 128;
    const words = this.#words;
    const bytes = this.#bytes;
    const length = text.length;
    let all = 0;
    let i = 0;
    for (; i + 3 < length; i += 4) {
      const a = text.charCodeAt(i);
      const b = text.charCodeAt(i + 1);
      const c = text.charCodeAt(i + 2);
      const d = text.charCodeAt(i + 3);
      all |= a | b | c | d;
      words[i >> 2] = a | (b << 8) | (c << 16) | (d << 24);
    }
    for (; i < length; ++i) {
      const code = text.charCodeAt(i);
      all |= code;
      bytes[i] = code;
    }
    return all < 128;
  }

  #carryText(text: string, limit: number): Carried {
    const bytes = this.#room(Math.min(text.length * 3, limit));
    if (bytes === null) return -outOfMemory;
    const { read, written } = this.#encoder.encodeInto(text, bytes);
    if (read < text.length) return -tooLarge;
    // Half of a surrogate pair has no UTF-8, and would arrive as another character.
    if (written !== text.length && /\p{Surrogate}/u.test(text)) return -notUtf16;
    return written;
  }

  #carryBytes(data: ArrayBuffer | ArrayBufferView, limit: number): Carried {
    const size: unknown = data?.byteLength;
    if (typeof size !== "number") return -wrongType; // a Blob, say
    if (size > limit) return -tooLarge;
    const bytes = ArrayBuffer.isView(data)
      ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      : new Uint8Array(data);
    const room = this.#room(bytes.length);
    if (room === null) return -outOfMemory;
    room.set(bytes);
    return bytes.length;
  }

  /**
   * A view of the engine's buffer. That stays where it is as long as no message needs more
   * than what it keeps; growing memory leaves the old view without length.
   */
  #room(size: number): Uint8Array | null {
    if (size <= this.#bytes.length) return this.#bytes;
    this.#bytes = new Uint8Array(0); // what was there is gone, whatever comes
    const at = this.#glue.hot.messageRoom(size);
    if (at === 0) return null;
    const memory = this.#glue.wasmMemory.buffer;
    if (size > keptBytes) return new Uint8Array(memory, at, size); // until this message is over
    this.#at = at;
    this.#bytes = new Uint8Array(memory, at, keptBytes);
    this.#words = new Uint32Array(memory, at, keptBytes >> 2);
    this.#sizes = new Uint32Array(memory, this.#glue.hot.burstSizes(), mostOfBurst);
    return this.#bytes;
  }
}
