// How the engines inside a script start, or say why not.

import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const question = { side: "long", quantity: 1, entryPrice: 1, price: 1 } as const;

it("an engine that may not be compiled says so, and starts when it may", async () => {
  const { LoadError, profit, ready } = await import("plimsoll/formulas");
  const forbidden = new WebAssembly.CompileError("forbidden by the page's policy");
  function refuse(): never {
    throw forbidden;
  }
  vi.stubGlobal("WebAssembly", { ...WebAssembly, Module: refuse, instantiate: async () => refuse() });
  expect(() => profit(question)).toThrow(LoadError);
  expect(() => profit(question)).toThrow("forbidden by the page's policy");
  await expect(ready()).rejects.toThrow(LoadError);
  vi.unstubAllGlobals();
  await ready();
  expect(profit(question).netProfit).toBe(0);
});
