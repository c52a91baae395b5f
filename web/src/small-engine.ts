// How the engines that are inside a script are started: at once, at the first question.

import type { AccountDoor } from "./account-door.ts";
import { LoadError } from "./errors.ts";
import { imports, named } from "./instance.ts";

/** A small engine that is compiled when it is first asked. */
export interface SmallEngine<Door extends AccountDoor> {
  /**
   * Compiles it at once, where that has not been done.
   *
   * @throws {LoadError} when it cannot be compiled: without WebAssembly's SIMD, under a policy
   *     that forbids it, or where a browser limits what may be compiled at once
   */
  door(): Door;

  /**
   * Compiles the engine beforehand, off the main thread. Only for browsers that limit what may
   * be compiled at once: everywhere else the first question compiles it.
   *
   * @throws {LoadError} when it cannot be compiled
   */
  ready(): Promise<void>;
}

/**
 * Its exports. After a trap, as when memory runs out, nothing in it can be trusted: the next
 * question starts anew.
 */
function doorOf<Door>(instance: WebAssembly.Instance, trapped: () => void): Door {
  return named(instance, (value) => (...numbers: number[]) => {
    try {
      return value(...numbers);
    } catch (trap) {
      trapped();
      throw trap;
    }
  }) as Door;
}

/** As `load()` of the large engine says it: a page's policy or an old browser may not let it start. */
function refused(cause: unknown): LoadError {
  return new LoadError(`the engine inside this script cannot be compiled here: ${cause}`, { cause });
}

/** @typeParam Door  what the engine exports, by wasm/CMakeLists.txt */
export function smallEngine<Door extends AccountDoor>(bytes: () => Uint8Array<ArrayBuffer>): SmallEngine<Door> {
  let started: Door | null = null;
  const start = (instance: WebAssembly.Instance): Door => (started ??= doorOf<Door>(instance, () => {
    started = null;
  }));
  return {
    door: () => {
      if (started !== null) return started;
      try {
        return start(new WebAssembly.Instance(new WebAssembly.Module(bytes()), imports));
      } catch (cause) {
        throw refused(cause);
      }
    },
    ready: async () => {
      if (started !== null) return;
      try {
        start((await WebAssembly.instantiate(bytes(), imports)).instance);
      } catch (cause) {
        throw refused(cause);
      }
    },
  };
}
