import type { Feed, Market, Plimsoll } from "plimsoll";

import { getText } from "../../../page/rest.ts";
import { Snapshots } from "./snapshots.ts";
import { LastingSocket } from "./socket.ts";
import type { Source } from "./source.ts";
import { type Contract, contractsFrom, presumed, type SymbolName, symbols } from "./symbols.ts";
import { exampleTables, type OriginTable, tablesFrom } from "./tables.ts";

const interestEveryMs = 15_000;

/**
 * One exchange, listened to: a feed, its two sockets, and what has to be fetched beside them.
 *
 * Both sockets go into one feed, because a market's book and its mark price belong together.
 * The feed is told of the public socket's life alone: that is the one whose loss costs a book.
 */
export class Session {
  readonly source: Source;
  readonly feed: Feed;
  readonly markets: ReadonlyMap<SymbolName, Market>;
  readonly publicSocket: LastingSocket;
  readonly marketSocket: LastingSocket;
  readonly snapshots: Snapshots;
  readonly contracts = new Map<SymbolName, Contract>(symbols.map((name) => [name, presumed[name]]));
  tables: Map<SymbolName, OriginTable>;
  /** Of the venue's clock against this machine's, ms. */
  venueAheadMs = 0;
  readonly heard = { messages: 0, characters: 0 };
  readonly #plimsoll: Plimsoll;
  readonly #changed: () => void;
  readonly #end = new AbortController();
  readonly #interest: ReturnType<typeof setInterval>;
  #statedOnce = false;

  /** @param changed  told when a socket, a table or a contract is not what it was */
  constructor(plimsoll: Plimsoll, source: Source, changed: () => void) {
    this.source = source;
    this.#plimsoll = plimsoll;
    this.#changed = changed;
    this.tables = new Map(source.servesBrackets ? [] : exampleTables);
    this.feed = plimsoll.openFeed("binance-usdm");
    this.markets = new Map(symbols.map((symbol) => [symbol, this.feed.market(symbol)]));
    this.snapshots = new Snapshots(source.restUrl, changed);
    this.feed.on("resync", ({ symbol, url }) => {
      if (url !== null) this.snapshots.request(this.market(symbol as SymbolName), url);
    });

    const message = (data: string) => {
      ++this.heard.messages;
      this.heard.characters += data.length;
      this.feed.ingest(data);
    };
    this.publicSocket = new LastingSocket(source.publicSocketUrl, {
      opened: () => {
        this.feed.opened();
        void this.#fetchStated();
      },
      closed: () => this.feed.closed(),
      message,
      changed,
    });
    this.marketSocket = new LastingSocket(source.marketSocketUrl, { message, changed });
    this.#interest = setInterval(() => void this.#fetchInterest(), interestEveryMs);
  }

  market(symbol: SymbolName): Market {
    return this.markets.get(symbol) as Market;
  }

  contract(symbol: SymbolName): Contract {
    return this.contracts.get(symbol) as Contract;
  }

  usePasted(text: string): void {
    const stated = { origin: "pasted", date: today(), source: "pasted here" } as const;
    const pasted = tablesFrom(this.#plimsoll, text, stated);
    this.tables = new Map([...this.tables, ...pasted]);
    this.#changed();
  }

  retryNow(): void {
    this.publicSocket.retryNow();
    this.marketSocket.retryNow();
    this.snapshots.retryNow();
  }

  dispose(): void {
    this.#end.abort();
    clearInterval(this.#interest);
    this.snapshots.close();
    this.publicSocket.close();
    this.marketSocket.close();
    this.feed.dispose();
  }

  /** What the venue states about itself. What does not come is left as it was. */
  async #fetchStated(): Promise<void> {
    void this.#fetchInterest();
    if (this.#statedOnce) return;
    await Promise.allSettled([this.#fetchContracts(), this.#fetchBrackets(), this.#fetchTime()]);
    if (!this.#end.signal.aborted) this.#changed();
  }

  async #fetchContracts(): Promise<void> {
    for (const contract of contractsFrom(await this.#get("/fapi/v1/exchangeInfo"))) {
      this.contracts.set(contract.symbol, contract);
    }
    this.#statedOnce = true;
  }

  async #fetchBrackets(): Promise<void> {
    if (!this.source.servesBrackets) return;
    const text = await this.#get("/fapi/v1/leverageBracket");
    const stated = { origin: "venue", date: today(), source: this.source.title } as const;
    const served = tablesFrom(this.#plimsoll, text, stated);
    this.tables = new Map([...served, ...[...this.tables].filter(([, { origin }]) => origin === "pasted")]);
  }

  async #fetchTime(): Promise<void> {
    const { serverTime } = JSON.parse(await this.#get("/fapi/v1/time")) as { serverTime: number };
    this.venueAheadMs = serverTime - Date.now();
  }

  async #fetchInterest(): Promise<void> {
    if (this.publicSocket.phase !== "open") return;
    for (const [symbol, market] of this.markets) {
      const text = await this.#get(`/fapi/v1/openInterest?symbol=${symbol}`).catch(() => null);
      if (text !== null && !this.#end.signal.aborted) market.apply(text);
    }
  }

  #get(path: string): Promise<string> {
    return getText(this.source.restUrl + path, this.#end.signal);
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
