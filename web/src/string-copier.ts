import { bytes } from "./generated/string-copier.ts";

/**
 * Copies text into an engine's memory: `wasm/string_copier.wat`.
 *
 * @param to  an address with `size + 3` bytes behind it
 * @returns below 128 where all of the text was ASCII, and is there now
 */
export type StringCopier = (text: string, size: number, to: number) => number;

/**
 * The longest text that is always faster copied than encoded: at 400 characters `encodeInto` is as
 * fast in Firefox 153, and at 800 in Chromium 156.
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
