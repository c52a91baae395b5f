// What soak.ts serves: connections to six venues in a page, and what the page knows of them.

import { load } from "plimsoll";
import { type Connection, connect } from "plimsoll/connect";
import type { Listened, SoakReport } from "./report.ts";

declare global {
  /** Set once all connections were asked for. */
  var soak: { report(): SoakReport } | undefined;
}

const { exchange, listened, reads } = (await (await fetch("/settings.json")).json()) as {
  exchange: string;
  listened: readonly Listened[];
  reads: number;
};

const failures: string[] = [];
addEventListener("error", ({ message }) => failures.push(message));
addEventListener("unhandledrejection", ({ reason }) => failures.push(String(reason)));

const plimsoll = await load();
const received = new Map<string, number>();
const streams = ["book", "quote", "trades", "mark", "openInterest", "liquidations"] as const;
const connections: readonly Connection[] = listened.map(({ venue, symbols }) => {
  const connection = connect(plimsoll, { venue, symbols, streams, endpoints: { origin: exchange } });
  connection.on("received", ({ kind }) => {
    if (kind === "message") received.set(venue, (received.get(venue) ?? 0) + 1);
  });
  connection.on("error", ({ kind, message }) => failures.push(`${venue} ${kind}: ${message}`));
  return connection;
});
const markets = connections.flatMap((connection) => connection.symbols.map((symbol) => connection.market(symbol)));
plimsoll.onError((error) => failures.push(error.message));

/** As a list of markets does: every frame it reads some of them, all in turn. */
let drawn = 0;
let next = 0;
const draw = () => {
  for (let n = 0; n < reads; ++n) drawn += markets[next++ % markets.length]!.getSnapshot().bookImbalance10 ?? 0;
  requestAnimationFrame(draw);
};
requestAnimationFrame(draw);

globalThis.soak = {
  report: () => ({
    venues: connections.map(({ venue, feed, status }) => ({ venue, phase: status.phase, ...feed.counters(), messages: received.get(venue) ?? 0 })),
    statuses: markets.map(({ venue, symbol, status }) => `${venue} ${symbol} ${status}`),
    resyncs: markets.reduce((sum, market) => sum + (market.getSnapshot().resyncs ?? 0), 0),
    memory: plimsoll.memory(),
    failures,
    isDrawn: Number.isFinite(drawn),
  }),
};
