// What an engine asks of JavaScript, and what it offers.

const { exp, log, pow } = Math;

/** What the engines import: of mathematics what JavaScript has already. */
export const imports = { env: { emscripten_notify_memory_growth: () => {}, exp, log, pow } };

export type Export = (...numbers: number[]) => number;

/** Starts an instance, and names its exports: `_` before each, and its memory `wasmMemory`. */
export function named(
  { exports }: WebAssembly.Instance,
  wrapped: (value: Export) => Export = (value) => value,
): object {
  (exports["_initialize"] as () => void)();
  const door: Record<string, unknown> = { wasmMemory: exports["memory"] };
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value === "function") door[`_${name}`] = wrapped(value as Export);
  }
  return door;
}
