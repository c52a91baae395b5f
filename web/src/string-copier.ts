import { bytes } from "./generated/string-copier.ts";

/**
 * Copies text into an engine's memory: `wasm/string_copier.wat`.
 *
 * @param to  an address with `size + 3` bytes behind it
 * @returns below 128 where all of the text was ASCII, and is there now
 */
export type StringCopier = (text: string, size: number, to: number) => number;

/**
 * The longest text that is faster copied than encoded. Above it `encodeInto` wins, in Chromium 156
 * from 400 characters on, in Firefox 153 from 350 to 400.
 */
export const longestCopied = 384;

/** Null where the engine of JavaScript does not offer its strings to WebAssembly. */
export function stringCopier(memory: WebAssembly.Memory): StringCopier | null {
  const builtins = { builtins: ["js-string"] }; // which TypeScript does not know yet
  try {
    const module = new (WebAssembly.Module as new (bytes: BufferSource, offers: object) => WebAssembly.Module)(bytes, builtins);
    return new WebAssembly.Instance(module, { env: { memory } }).exports["copy"] as StringCopier;
  } catch {
    return null;
  }
}
