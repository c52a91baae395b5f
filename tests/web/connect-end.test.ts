// The end of a connection, which may come at any moment.

import { describe, expect, it, vi } from "vitest";
import type { Market } from "plimsoll";
import { connect, type Connection } from "plimsoll/connect";
import { answers, asked, binanceDepth, binanceSnapshot, connected, first, pass, plimsoll } from "./connected.ts";
import { ScriptedSocket } from "./scripted-socket.ts";

describe("the end", () => {
  it.each([
    ["close", (end: () => void) => end()],
    ["the signal", (_: () => void, controller: AbortController) => controller.abort()],
  ])("by %s leaves no socket, no timer and no market", async (_, end) => {
    const controller = new AbortController();
    const { connection, market } = connected("binance-usdm", "BTCUSDT", {
      signal: controller.signal, streams: ["book", "mark", "openInterest", "ratios"], instruments: true,
    });
    ScriptedSocket.all[0]!.opens().says(binanceDepth(9, 10, 11));
    await pass(1_500);
    const phases: string[] = [];
    connection.on("status", ({ phase }) => phases.push(phase));
    end(() => connection.close(), controller);
    expect(vi.getTimerCount()).toBe(0);
    expect(ScriptedSocket.open).toEqual([]);
    expect(phases).toEqual(["closed"]);
    expect(() => market.midPrice()).toThrow("disposed");
    const count = asked.length;
    await pass(600_000);
    expect(asked).toHaveLength(count);
    expect(() => connection.close()).not.toThrow();
  });

  const snapshotPath = "/fapi/v1/depth?symbol=BTCUSDT&limit=1000";

  it.each<[string, (connection: Connection, market: Market) => void, () => void | Promise<void>]>([
    ["a status, resting", (of) => of.on("status", ({ phase }) => phase === "resting" && of.close()), () => first().breaks()],
    ["a status, open", (of) => of.on("status", ({ phase }) => phase === "open" && of.close()), () => {}],
    ["an error", (of) => of.on("error", () => of.close()), () => first().breaks()],
    ["what was received", (of) => of.on("received", () => of.close()), () => first().says(binanceDepth(9, 10, 11))],
    ["a book that is live", (of, market) => {
      answers.set(snapshotPath, binanceSnapshot(10));
      market.subscribe(() => market.status === "live" && of.close(), { every: "message" });
    }, async () => {
      first().says(binanceDepth(9, 10, 11));
      await pass(10);
    }],
    ["a book that is stale", (of, market) => {
      answers.set(snapshotPath, binanceSnapshot(10));
      market.subscribe(() => market.status === "stale" && of.close(), { every: "message" });
    }, async () => {
      first().says(binanceDepth(9, 10, 11));
      await pass(12_000);
    }],
    ["a refusal", (of) => of.on("error", ({ kind }) => kind === "refused" && of.close()),
      () => first().says('{"error":{"code":2,"msg":"Invalid request"},"id":1}')],
    ["a status, and tries again", (of) => of.on("status", () => {
      of.close();
      of.retryNow();
      of.add("ETHUSDT");
    }), () => first().breaks()],
  ])("may come within %s", async (_, listen, happens) => {
    const failures: unknown[] = [];
    const failed = (error: unknown) => failures.push(error);
    vi.stubGlobal("reportError", failed);
    process.on("unhandledRejection", failed);
    const { connection, market } = connected("binance-usdm", "BTCUSDT", { streams: ["book", "mark"] });
    listen(connection, market);
    for (const socket of [...ScriptedSocket.all]) socket.opens();
    await happens();
    await pass(0);
    expect(connection.status.phase).toBe("closed");
    expect(vi.getTimerCount()).toBe(0);
    expect(ScriptedSocket.open).toEqual([]);
    await pass(60_000);
    expect(ScriptedSocket.open).toEqual([]);
    expect(failures).toEqual([]);
    process.off("unhandledRejection", failed);
    vi.unstubAllGlobals();
  });

  it("before the beginning is the signal's reason", () => {
    const options = { venue: "okx" as const, symbols: ["BTC-USDT-SWAP"], signal: AbortSignal.abort("enough") };
    expect(() => connect(plimsoll, options)).toThrow("enough");
  });
});
