// Messages that queued up while a page was busy.

import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { bybitBook, connected } from "./connected.ts";
import { ScriptedSocket } from "./scripted-socket.ts";

afterEach(() => vi.unstubAllGlobals());

/** A live book at update 1, a millisecond ago, and its socket. */
function live() {
  const of = connected("bybit-linear", "BTCUSDT");
  const socket = ScriptedSocket.last.opens();
  socket.says(bybitBook("snapshot", 1));
  vi.advanceTimersByTime(1);
  return { ...of, socket, says: (from: number, to: number) => {
    for (let u = from; u <= to; ++u) socket.says(bybitBook("delta", u, `${100 + (u % 7)}.0`));
  } };
}

describe("messages of one millisecond", () => {
  it.each([["timers of Node", false], ["a channel, as in a page", true]])("are taken in together, in the task behind them, by %s", async (_, isPage) => {
    if (isPage) vi.stubGlobal("setImmediate", undefined);
    const { connection, market, says } = live();
    says(2, 40);
    expect(connection.feed.counters().messages).toBe(5);
    await vi.waitFor(() => expect(connection.feed.counters().messages).toBe(40));
    expect(market.status).toBe("live");
    expect(market.book()!.lastUpdateId).toBe("40");
  });

  it("go in at once where they are few", () => {
    const { connection, says } = live();
    for (let u = 2; u < 20; u += 3) {
      says(u, u + 2);
      vi.advanceTimersByTime(1);
    }
    expect(connection.feed.counters().messages).toBe(19);
  });

  it("go in before whatever else happens to the feed", async () => {
    const { connection, says, socket, market } = live();
    const heard: string[] = [];
    connection.on("received", ({ kind }) => heard.push(kind));
    says(2, 20);
    socket.breaks();
    expect(heard).toEqual([...Array<string>(19).fill("message"), "closed"]);
    await turn();
    expect(connection.feed.counters()).toMatchObject({ messages: 20, errors: 0 });
    expect(market.status).toBe("waiting");
  });

  it("are not kept without end", () => {
    const { connection, says } = live();
    says(2, 3_000);
    expect(connection.feed.counters().messages).toBeGreaterThan(2_000);
  });

  it("are of no use when the connection was closed", async () => {
    const { connection, says } = live();
    says(2, 20);
    connection.close();
    await sleep(5);
    expect(() => connection.feed.counters()).toThrow("disposed");
  });

  it("are told apart when one of them is a refusal", async () => {
    const { errors, says, socket } = live();
    says(2, 12);
    socket.says({ success: false, ret_msg: "no such topic", op: "subscribe" });
    says(13, 20);
    await turn();
    expect(errors).toMatchObject([{ kind: "refused", message: expect.stringContaining("no such topic") as string }]);
  });
});
