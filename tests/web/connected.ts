// A connection whose sockets, answers and time are the test's: a new engine for each test.

import { afterEach, beforeEach, vi } from "vitest";
import type { FeedVenue, Plimsoll } from "plimsoll";
import { connect, type ConnectionError, type ConnectOptions } from "plimsoll/connect";
import { engine as startPlimsoll } from "./plimsoll.ts";
import { ScriptedSocket, stopTime } from "./scripted-socket.ts";

export let plimsoll: Plimsoll;
/** What REST answers, by path with or without its query. */
export let answers: Map<string, string | Error>;
/** What REST was asked. */
export let asked: string[];

beforeEach(async () => {
  plimsoll = await startPlimsoll();
  answers = new Map();
  asked = [];
  stopTime();
});

afterEach(() => {
  vi.useRealTimers();
});

const fetched = (async (input: string, init?: RequestInit) => {
  const { pathname, search } = new URL(input);
  asked.push(input);
  const answer = answers.get(pathname + search) ?? answers.get(pathname) ?? new Error("no such page");
  if (answer instanceof Error) throw answer;
  init?.signal?.throwIfAborted();
  return new Response(answer);
}) as typeof fetch;

export function connected(venue: FeedVenue, symbol: string, options: Partial<ConnectOptions> = {}) {
  const connection = connect(plimsoll, {
    venue, symbols: [symbol], streams: ["book"], instruments: false, WebSocket: ScriptedSocket, fetch: fetched, ...options,
  });
  const errors: ConnectionError[] = [];
  connection.on("error", (error) => errors.push(error));
  return { connection, market: connection.market(symbol), errors };
}

export const first = () => ScriptedSocket.all[0]!;
export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

export const bybitBook = (type: "snapshot" | "delta", u: number, price = "100.0") => ({
  topic: "orderbook.200.BTCUSDT", type, ts: 1_795_000_000_000 + u,
  data: { s: "BTCUSDT", b: [[price, "1"]], a: type === "snapshot" ? [["200.0", "1"]] : [], u, seq: u },
});

export const binanceDepth = (pu: number, U: number, u: number) => ({
  stream: "btcusdt@depth@100ms",
  data: { e: "depthUpdate", E: u, T: u, s: "BTCUSDT", U, u, pu, b: [["100.00", String(u)]], a: [] },
});

export const binanceSnapshot = (lastUpdateId: number) =>
  JSON.stringify({ lastUpdateId, E: 1, T: 1, bids: [["100.00", "1"]], asks: [["200.00", "1"]] });
