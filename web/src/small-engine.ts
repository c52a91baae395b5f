// How the engines that are inside a script are started: at once, at the first question.

import type { AccountDoor } from "./account-door.ts";

/** A small engine that is compiled when it is first asked. */
export interface SmallEngine<Door extends AccountDoor> {
  /** Compiles it at once, where that has not been done. */
  door(): Door;

  /**
   * Compiles the engine beforehand, off the main thread. Only for browsers that limit what may
   * be compiled at once: everywhere else the first question compiles it.
   */
  ready(): Promise<void>;
}

const { log, pow } = Math;
const imports = { env: { emscripten_notify_memory_growth: () => {}, log, pow } };

/** Its exports under the names that Emscripten's script gives those of the large engine. */
function doorOf<Door>({ exports }: WebAssembly.Instance): Door {
  (exports["_initialize"] as () => void)();
  const named = Object.entries(exports).map(([name, value]) => [`_${name}`, value]);
  return { ...Object.fromEntries(named), wasmMemory: exports["memory"] } as Door;
}

/** @typeParam Door  what the engine exports, by wasm/CMakeLists.txt */
export function smallEngine<Door extends AccountDoor>(bytes: () => Uint8Array<ArrayBuffer>): SmallEngine<Door> {
  let started: Door | null = null;
  return {
    door: () => (started ??= doorOf<Door>(new WebAssembly.Instance(new WebAssembly.Module(bytes()), imports))),
    ready: async () => {
      if (started !== null) return;
      const { instance } = await WebAssembly.instantiate(bytes(), imports);
      started ??= doorOf<Door>(instance);
    },
  };
}
