import type { Plimsoll } from "plimsoll/full";

import { getText } from "../../../page/rest.ts";
import { contractsFrom, presumed, type StatedContract, type SymbolName, symbols } from "./stated-contract.ts";
import { exampleTables, type OriginTable, tablesFrom } from "./tables.ts";
import { type Venue, watchedVenue } from "./venues.ts";

const usualOrigin = "https://fapi.binance.com";

/** What Binance USDⓈ-M states of its instruments, its brackets and its clock. */
export class MarginRules {
  readonly venue: Venue;
  readonly contracts = new Map<SymbolName, StatedContract>(symbols.map((name) => [name, presumed[name]]));
  tables: Map<SymbolName, OriginTable>;
  /** Of the venue's clock against this machine's, ms. */
  venueAheadMs = 0;
  readonly #plimsoll: Plimsoll;
  readonly #changed: () => void;
  readonly #end = new AbortController();
  /** The simulated one shows brackets to everybody, the venue to signed requests only. */
  readonly #servesBrackets: boolean;
  #isAsking = false;
  #isStated = false;

  /** @param changed  told when a table or a contract is not what it was */
  constructor(plimsoll: Plimsoll, venue: Venue, changed: () => void) {
    this.venue = venue;
    this.#plimsoll = plimsoll;
    this.#changed = changed;
    this.#servesBrackets = venue.origin !== undefined;
    this.tables = new Map(this.#servesBrackets ? [] : exampleTables);
  }

  contract(symbol: SymbolName): StatedContract {
    return this.contracts.get(symbol) as StatedContract;
  }

  usePasted(text: string): void {
    const stated = { origin: "pasted", date: today(), source: "pasted here" } as const;
    const pasted = tablesFrom(this.#plimsoll, text, stated);
    this.tables = new Map([...this.tables, ...pasted]);
    this.#changed();
  }

  /** Asks the venue, until it has answered once. What does not come is left as it was. */
  async ask(): Promise<void> {
    if (this.#isAsking || this.#isStated) return;
    this.#isAsking = true;
    await Promise.allSettled([this.#askContracts(), this.#askBrackets(), this.#askTime()]);
    this.#isAsking = false;
    if (!this.#end.signal.aborted) this.#changed();
  }

  close(): void {
    this.#end.abort();
  }

  async #askContracts(): Promise<void> {
    const stated = await this.#get("/fapi/v1/exchangeInfo");
    this.#plimsoll.addInstruments(watchedVenue, stated);
    for (const contract of contractsFrom(stated)) this.contracts.set(contract.symbol, contract);
    this.#isStated = true;
  }

  async #askBrackets(): Promise<void> {
    if (!this.#servesBrackets) return;
    const text = await this.#get("/fapi/v1/leverageBracket");
    const stated = { origin: "venue", date: today(), source: this.venue.longTitle } as const;
    const served = tablesFrom(this.#plimsoll, text, stated);
    this.tables = new Map([...served, ...[...this.tables].filter(([, { origin }]) => origin === "pasted")]);
  }

  async #askTime(): Promise<void> {
    const { serverTime } = JSON.parse(await this.#get("/fapi/v1/time")) as { serverTime: number };
    this.venueAheadMs = serverTime - Date.now();
  }

  #get(path: string): Promise<string> {
    return getText((this.venue.origin ?? usualOrigin) + path, this.#end.signal);
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
