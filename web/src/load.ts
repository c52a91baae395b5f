import { LoadError, type MessageError } from "./errors.ts";
import type { Glue, Hot } from "./glue.ts";
import { imports, named } from "./instance.ts";
import type { Market } from "./market.ts";
import type { MakeMarket, MarketState } from "./market-state.ts";
import { createPlimsoll, type Plimsoll } from "./plimsoll.ts";
import { type Replies, valuesOf } from "./values.ts";

/**
 * Where the engine comes from: an address, an answer, its bytes, or compiled already, as by
 * `WebAssembly.compileStreaming`: one module serves a page and the workers it is posted to.
 */
export type WasmSource = string | URL | Response | BufferSource | WebAssembly.Module;

export interface LoadOptions {
  /** Where the engine is; beside the script by default. */
  readonly wasm?: WasmSource | Promise<WasmSource>;
  readonly signal?: AbortSignal;
  /** Told of refused messages, a few times a second at most. */
  readonly onError?: (error: MessageError) => void;
  /** Throws a refused message's error out of `ingest`: for tests. */
  readonly strict?: boolean;
}

/** What differs between a browser, Node, and the engine inside, and between the plain engine and the full one. */
export interface Platform<Made extends MarketState, Door> {
  readonly wasm: () => WasmSource | Promise<WasmSource>;
  readonly markets: (door: Door) => MakeMarket<Made>;
  /** Text up to this many characters is carried by a loop; see Transport. */
  readonly shortText: number;
}

/**
 * Starts the engine.
 *
 * Called without options it starts one engine for the page, and answers with the same
 * one each time; a failure is forgotten, so it can be called again.
 *
 * @throws {LoadError} when the engine cannot be started, saying what came instead of it
 * @example
 * const plimsoll = await load();
 */
export type Load<OneMarket extends Market = Market> = (options?: LoadOptions) => Promise<Plimsoll<OneMarket>>;

export function loadWith<Made extends MarketState, Door>(platform: Platform<Made, Door>): Load<Made> {
  let shared: Promise<Plimsoll<Made>> | null = null;
  return (options) => {
    if (options !== undefined) return start(platform, options);
    shared ??= start(platform, {}).catch((error: unknown) => {
      shared = null;
      throw error;
    });
    return shared;
  };
}

async function start<Made extends MarketState, Door>(
  platform: Platform<Made, Door>,
  options: LoadOptions,
): Promise<Plimsoll<Made>> {
  const source = await (options.wasm ?? platform.wasm());
  const module = await compiled(source, options.signal);
  options.signal?.throwIfAborted();
  const glue = await instantiated(module);
  const plimsoll = createPlimsoll(
    glue,
    { strict: options.strict ?? false, shortText: platform.shortText },
    platform.markets(glue as unknown as Door),
  );
  if (options.onError !== undefined) plimsoll.onError(options.onError);
  return plimsoll;
}

async function compiled(source: WasmSource, signal?: AbortSignal): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source === "string" || source instanceof URL) {
    return compiled(await fetched(source, signal));
  }
  // Asked last: Node loads all that it has of fetch when somebody names Response.
  const isBytes = ArrayBuffer.isView(source) || source instanceof ArrayBuffer;
  if (!isBytes && typeof Response === "function" && source instanceof Response) {
    return received(source, signal);
  }
  return compiledBytes(source as BufferSource, "the bytes given");
}

async function fetched(url: string | URL, signal?: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, signal === undefined ? {} : { signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw new LoadError(`${url} could not be fetched`, { cause: error });
  }
}

/**
 * Compiled while it arrives, where its server knows .wasm. One that does not, or answers every
 * address with a page, is named.
 */
async function received(response: Response, signal?: AbortSignal): Promise<WebAssembly.Module> {
  if (!response.ok) {
    throw new LoadError(`${response.url} answered ${response.status} ${response.statusText}`);
  }
  const type = response.headers.get("content-type") ?? "";
  if (!type.startsWith("application/wasm")) {
    return compiledBytes(await bytesOf(response, signal), response.url);
  }
  const again = response.clone();
  try {
    return await WebAssembly.compileStreaming(response);
  } catch {
    return compiledBytes(await bytesOf(again, signal), response.url); // which says why it cannot be
  }
}

async function bytesOf(response: Response, signal?: AbortSignal): Promise<ArrayBuffer> {
  try {
    return await response.arrayBuffer();
  } catch (error) {
    signal?.throwIfAborted();
    throw new LoadError(`${response.url} broke off`, { cause: error });
  }
}

async function compiledBytes(bytes: BufferSource, from: string): Promise<WebAssembly.Module> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (error) {
    throw new LoadError(`${from} is not the engine: it ${startOf(bytes)}`, { cause: error });
  }
}

/** The smallest module with a vector in it. */
const usesSimd = Uint8Array.of(
  0, 97, 115, 109, 1, 0, 0, 0, // \0asm, version 1
  1, 5, 1, 96, 0, 1, 123, // a function that returns a vector,
  3, 2, 1, 0,
  10, 8, 1, 6, 0, 65, 0, 253, 15, 11, // i32.const 0, i8x16.splat
);

function startOf(bytes: BufferSource): string {
  const view = ArrayBuffer.isView(bytes)
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);
  const text = new TextDecoder().decode(view.subarray(0, 16));
  if (text.startsWith("\0asm")) {
    return WebAssembly.validate(usesSimd)
      ? "is WebAssembly that this engine cannot compile"
      : "needs WebAssembly with SIMD, which is not there";
  }
  return `starts with ${JSON.stringify(text)}`;
}

async function instantiated(module: WebAssembly.Module): Promise<Glue> {
  try {
    const instance = await WebAssembly.instantiate(module, imports);
    const door = named(instance) as Replies;
    return Object.assign(door, valuesOf(door), { hot: instance.exports as unknown as Hot });
  } catch (error) {
    throw new LoadError("the engine could not be started", { cause: error });
  }
}
