import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { load, MessageError } from "plimsoll";
import { load as loadInline } from "plimsoll/inline";
import { engine } from "./plimsoll.ts";

const file = new URL("../../dist/plimsoll.wasm", import.meta.url);
const bytes = await readFile(file);
let server: Server;
let address: string;
let requests: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    requests.push(request.url ?? "");
    switch (request.url) {
      case "/plimsoll.wasm":
        return void response.writeHead(200, { "content-type": "application/wasm" }).end(bytes);
      case "/unnamed":
        return void response.writeHead(200, { "content-type": "text/plain" }).end(bytes);
      case "/page":
        return void response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>App</title>");
      case "/half":
        return void response.end(bytes.subarray(0, 5_000));
      case "/torn":
        response.writeHead(200, { "content-type": "application/wasm", "content-length": bytes.length });
        return void response.write(bytes.subarray(0, 5_000), () => response.destroy());
      case "/never":
        return;
      default:
        return void response.writeHead(404).end("not here");
    }
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function failure(promise: Promise<unknown>): Promise<Error> {
  const error = await promise.then(() => null, (reason: unknown) => reason);
  // By name, for each entry has classes of its own.
  expect((error as Error).name).toBe("LoadError");
  return error as Error;
}

describe("load", () => {
  it("starts one engine however often it is called", async () => {
    const [first, second] = await Promise.all([load(), load()]);
    expect(second).toBe(first);
    expect(await load()).toBe(first);
  });

  it("starts an engine of its own where options are given", async () => {
    expect(await load({})).not.toBe(await load());
  });

  it("can be called again after a failure", async () => {
    // The entry of browsers fetches its engine: first in vain, then not.
    const { load } = (await import("../../dist/index.js" as string)) as typeof import("plimsoll");
    const fetching = vi.spyOn(globalThis, "fetch").mockRejectedValueOnce(new TypeError("offline"));
    try {
      const error = await failure(load());
      expect(error.message).toContain("plimsoll.wasm could not be fetched");
      expect((error.cause as Error).message).toBe("offline");
      fetching.mockResolvedValue(new Response(bytes));
      const plimsoll = await load();
      expect(plimsoll).toBe(await load());
      expect(fetching).toHaveBeenCalledTimes(2);
    } finally {
      fetching.mockRestore();
    }
  });

  it.each([
    ["an address", () => `${address}/plimsoll.wasm`],
    ["a URL", () => new URL(`${address}/plimsoll.wasm`)],
    ["an address whose server does not know .wasm", () => `${address}/unnamed`],
    ["an answer", () => fetch(`${address}/plimsoll.wasm`).then((answer) => answer)],
    ["bytes", () => bytes],
    ["bytes in the middle of a buffer", () => new Uint8Array([0, ...bytes, 0]).subarray(1, -1)],
    ["an ArrayBuffer", () => new Uint8Array(bytes).buffer],
    ["a compiled module", () => WebAssembly.compile(bytes)],
  ])("takes the engine as %s", async (_, wasm) => {
    const plimsoll = await load({ wasm: wasm() });
    expect(plimsoll.openFeed("binance-usdm").venue).toBe("binance-usdm");
  });

  it("has the engine inside at ./inline, and fetches nothing", async () => {
    const fetching = vi.spyOn(globalThis, "fetch");
    requests = [];
    const plimsoll = await loadInline();
    expect(plimsoll.memory().linearMemoryBytes).toBeGreaterThan(0);
    expect(await loadInline()).toBe(plimsoll);
    expect(fetching).not.toHaveBeenCalled();
    fetching.mockRestore();
  });

  it.each([
    ["a page", "/page", 'is not the engine: it starts with "<!doctype html>'],
    ["nothing", "/other", "answered 404 Not Found"],
    ["half of it", "/half", "is WebAssembly that this engine cannot compile"],
  ])("says that %s came instead", async (_, path, message) => {
    const error = await failure(load({ wasm: address + path }));
    expect(error.message).toContain(address + path);
    expect(error.message).toContain(message);
  });

  it("compiles it while it arrives, where the server knows what it is", async () => {
    const streaming = vi.spyOn(WebAssembly, "compileStreaming");
    const whole = vi.spyOn(WebAssembly, "compile");
    await load({ wasm: `${address}/plimsoll.wasm` });
    expect([streaming.mock.calls.length, whole.mock.calls.length]).toEqual([1, 0]);
    streaming.mockRestore();
    whole.mockRestore();
  });

  it("asks for nothing of fetch when it is given the bytes, for Node is long in loading that", async () => {
    const usual = Object.getOwnPropertyDescriptor(globalThis, "Response")!;
    const asked = vi.fn(() => usual.value as unknown);
    Object.defineProperty(globalThis, "Response", { configurable: true, get: asked });
    try {
      for (const wasm of [bytes, new Uint8Array(bytes).buffer]) await load({ wasm });
      expect(asked).not.toHaveBeenCalled();
    } finally {
      Object.defineProperty(globalThis, "Response", usual);
    }
  });

  it("says that SIMD is not there", async () => {
    const refused = () => Promise.reject(new WebAssembly.CompileError("invalid value type 's128'"));
    const spies = [
      vi.spyOn(WebAssembly, "compile").mockImplementation(refused),
      vi.spyOn(WebAssembly, "compileStreaming").mockImplementation(refused),
      vi.spyOn(WebAssembly, "validate").mockImplementation((module) => (module as Uint8Array).includes(253) === false),
    ];
    for (const wasm of [bytes, `${address}/plimsoll.wasm`]) {
      expect((await failure(load({ wasm }))).message).toContain("needs WebAssembly with SIMD, which is not there");
    }
    for (const spy of spies) spy.mockRestore();
    // And the module that asks for it is a good one.
    const asked = vi.spyOn(WebAssembly, "validate");
    await failure(load({ wasm: bytes.subarray(0, 5_000) }));
    expect(asked).toHaveReturnedWith(true);
    asked.mockRestore();
  });

  it("says that a connection broke in the middle", async () => {
    expect((await failure(load({ wasm: `${address}/torn` }))).message).toBe(`${address}/torn broke off`);
  });

  it("starts engines that know nothing of each other from one module", async () => {
    const wasm = await WebAssembly.compile(bytes);
    const [one, other] = await Promise.all([load({ wasm }), load({ wasm: structuredClone(wasm) })]);
    one.openFeed("binance-usdm").market("BTCUSDT");
    expect(other.memory().bytesInUse).toBeLessThan(one.memory().bytesInUse);
  });

  it("says where nothing answers", async () => {
    const error = await failure(load({ wasm: "http://127.0.0.1:1/plimsoll.wasm" }));
    expect(error.message).toBe("http://127.0.0.1:1/plimsoll.wasm could not be fetched");
  });

  it("says what bytes it got, and that a module is not the engine", async () => {
    const text = new TextEncoder().encode("version https://git-lfs");
    expect((await failure(load({ wasm: text }))).message).toBe(
      'the bytes given is not the engine: it starts with "version https://"');
    const other = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
    expect((await failure(load({ wasm: other }))).message).toBe("the engine could not be started");
  });

  it("can be given up", async () => {
    const stopped = AbortSignal.abort(new Error("changed my mind"));
    await expect(load({ wasm: `${address}/plimsoll.wasm`, signal: stopped })).rejects.toThrow("changed my mind");
    const later = new AbortController();
    const loading = load({ wasm: `${address}/never`, signal: later.signal });
    later.abort(new Error("too slow"));
    await expect(loading).rejects.toThrow("too slow");
  });
});

describe("strict", () => {
  it("throws what is reported otherwise", async () => {
    const reported: MessageError[] = [];
    const plimsoll = await engine({ strict: true, onError: (error) => reported.push(error) });
    const feed = plimsoll.openFeed("binance-usdm");
    const market = feed.market("BTCUSDT");
    const refused = (action: () => unknown): MessageError => {
      try {
        action();
      } catch (error) {
        expect(error).toBeInstanceOf(MessageError);
        return error as MessageError;
      }
      throw new Error("nothing was thrown");
    };
    expect(refused(() => feed.ingest('{"e":"depthUpdate",', 0))).toMatchObject({ name: "MessageError", venue: "binance-usdm" });
    expect(refused(() => feed.ingest("\ud800", 1)).code).toBe("notUtf16");
    expect(refused(() => market.apply({ lastUpdateId: 1, bids: [["x", "1"]], asks: [] }, 2)).code).toBe("badNumber");
    expect(reported).toHaveLength(3);
    expect(feed.ingest('{"result":null,"id":1}', 3)).toBe(0);
  });
});
