// A client of the simulated exchange within the process: a socket, and the engine behind it.

import { engine } from "../web/plimsoll.ts";
import { inProcess, type InProcessOptions } from "../../examples/exchange/in-process.ts";
import type { ExpectedBook, SimulatedExchange } from "../../examples/exchange/simulated-exchange.ts";
import type { Market, ResyncEvent } from "plimsoll";
import type { VenueClient } from "./venues.ts";

/** A socket that keeps what it hears. */
export class Ear {
  readonly texts: string[] = [];
  readonly socket;
  closedCode: number | null = null;

  constructor(WebSocket: ReturnType<typeof inProcess>["WebSocket"], url: string, says: readonly string[]) {
    this.socket = new WebSocket(url);
    this.socket.onopen = () => says.forEach((text) => this.socket.send(text));
    this.socket.onmessage = ({ data }: { data: string }) => {
      this.texts.push(data);
    };
    this.socket.onclose = ({ code }: { code: number }) => {
      this.closedCode = code;
    };
  }

  heard(part: string): number {
    return this.texts.filter((text) => text.includes(part)).length;
  }
}

/** Listens with our engine, which throws at whatever it cannot read, and fetches a snapshot when it wants one. */
export async function listen(
  exchange: SimulatedExchange, { venue, url, name, instruments }: VenueClient, says: readonly string[],
  options: InProcessOptions & { readonly strict?: boolean } = {},
) {
  const { WebSocket, fetch, run } = inProcess(exchange, options);
  const plimsoll = await engine({ strict: options.strict ?? true });
  const asked = fetch(instruments.url, instruments.body === undefined ? {} : { method: "POST", body: instruments.body });
  await run(10 + (options.latencyMs ?? 0));
  const listed = plimsoll.addInstruments(venue, await (await asked).text());
  const feed = plimsoll.openFeed(venue);
  const market = feed.market(name);
  const resyncs: ResyncEvent[] = [];
  const texts: string[] = [];
  feed.on("resync", (event) => {
    resyncs.push(event);
    if (event.url === null) return;
    void fetch(event.url).then((answer) => answer.text()).then((text) => market.apply(text, exchange.simulation.timeMs));
  });
  const socket = new WebSocket(url);
  socket.onopen = () => says.forEach((text) => socket.send(text));
  socket.onmessage = ({ data }: { data: string }) => {
    texts.push(data);
    feed.ingest(data, exchange.simulation.timeMs);
  };
  return { market, feed, socket, texts, resyncs, listed, run, fetch };
}

const shortest = (text: string) => (text.includes(".") ? text.replace(/\.?0+$/, "") : text);

/** Prices and quantities without the zeros that say nothing. */
export function plain({ bids, asks }: ExpectedBook | NonNullable<ReturnType<Market["book"]>>) {
  const side = (levels: readonly (readonly [string, string])[]) => levels.map(([price, quantity]) => [shortest(price), shortest(quantity)]);
  return { bids: side(bids), asks: side(asks) };
}
