import type { Market, Plimsoll } from "plimsoll";
import { connect, type Connection, type ConnectionError } from "plimsoll/connect";

import { getText } from "../../../page/rest.ts";
import type { Source } from "./source.ts";
import { type Contract, contractsFrom, presumed, type SymbolName, symbols } from "./symbols.ts";
import { exampleTables, type OriginTable, tablesFrom } from "./tables.ts";

/** One exchange, listened to: a connection of the package, and what the page asks beside it. */
export class Session {
  readonly source: Source;
  readonly connection: Connection;
  readonly contracts = new Map<SymbolName, Contract>(symbols.map((name) => [name, presumed[name]]));
  tables: Map<SymbolName, OriginTable>;
  /** Of the venue's clock against this machine's, ms. */
  venueAheadMs = 0;
  /** All its sockets have been open. */
  wasOpen = false;
  readonly #plimsoll: Plimsoll;
  readonly #changed: () => void;
  readonly #end = new AbortController();
  readonly #markets: ReadonlyMap<SymbolName, Market>;
  readonly #failures = new Map<string, ConnectionError>();
  #statedOnce = false;

  /** @param changed  told when a socket, a table or a contract is not what it was */
  constructor(plimsoll: Plimsoll, source: Source, changed: () => void) {
    const { origin } = source;
    this.source = source;
    this.#plimsoll = plimsoll;
    this.#changed = changed;
    this.tables = new Map(source.servesBrackets ? [] : exampleTables);
    this.connection = connect(plimsoll, {
      venue: "binance-usdm",
      symbols,
      streams: ["book", "quote", "trades", "mark", "liquidations", "openInterest"],
      instruments: false, // what the venue states of them is wanted here too
      ...(origin === undefined ? {} : { endpoints: { origin } }),
      signal: this.#end.signal,
    });
    this.#markets = new Map(symbols.map((symbol) => [symbol, this.connection.market(symbol)]));
    this.connection.on("error", (error) => this.#failed(error));
    this.connection.on("status", ({ phase }) => {
      this.wasOpen ||= phase === "open";
      if (phase === "open") void this.#fetchStated();
      changed();
    });
  }

  market(symbol: SymbolName): Market {
    return this.#markets.get(symbol) as Market;
  }

  contract(symbol: SymbolName): Contract {
    return this.contracts.get(symbol) as Contract;
  }

  /** Why a book that is not there did not come; null when nothing went wrong. */
  failure(symbol: SymbolName): ConnectionError | null {
    // One of long ago says nothing about the next time.
    if (this.market(symbol).status === "live") this.#failures.delete(symbol);
    return this.#failures.get(symbol) ?? null;
  }

  usePasted(text: string): void {
    const stated = { origin: "pasted", date: today(), source: "pasted here" } as const;
    const pasted = tablesFrom(this.#plimsoll, text, stated);
    this.tables = new Map([...this.tables, ...pasted]);
    this.#changed();
  }

  dispose(): void {
    this.#end.abort();
  }

  #failed(error: ConnectionError): void {
    if (error.kind !== "snapshot" || error.symbol === null) return;
    this.#failures.set(error.symbol, error);
    this.#changed();
  }

  /** What the venue states about itself, once. What does not come is left as it was. */
  async #fetchStated(): Promise<void> {
    if (this.#statedOnce) return;
    await Promise.allSettled([this.#fetchContracts(), this.#fetchBrackets(), this.#fetchTime()]);
    if (!this.#end.signal.aborted) this.#changed();
  }

  async #fetchContracts(): Promise<void> {
    const stated = await this.#get("/fapi/v1/exchangeInfo");
    this.#plimsoll.addInstruments("binance-usdm", stated);
    for (const contract of contractsFrom(stated)) this.contracts.set(contract.symbol, contract);
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

  #get(path: string): Promise<string> {
    return getText(this.source.restUrl + path, this.#end.signal);
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
