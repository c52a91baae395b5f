import { load } from "plimsoll";

const quote = '{"e":"bookTicker","u":1,"s":"BTCUSDT","b":"50000.0","B":"1","a":"50000.1","A":"2","T":1,"E":1}';

/** Milliseconds from having the engine's bytes. */
export interface Start {
  /** To a loaded engine. */
  readonly ready: number;
  /** To its first answer about a market. */
  readonly answered: number;
}

/** The same engine to everybody but a cache of compiled modules: a section is added that says nothing. */
function anew(bytes: Uint8Array, i: number): Uint8Array<ArrayBuffer> {
  const section = [0, 5, 1, 120, i & 255, i >> 8, 0];
  const longer = new Uint8Array(bytes.length + section.length);
  longer.set(bytes);
  longer.set(section, bytes.length);
  return longer;
}

export async function starts(bytes: Uint8Array, rounds: number): Promise<readonly Start[]> {
  const all: Start[] = [];
  for (let i = 0; i < rounds; ++i) {
    const wasm = anew(bytes, i);
    const begin = performance.now();
    const plimsoll = await load({ wasm });
    const ready = performance.now() - begin;
    const feed = plimsoll.openFeed("binance-usdm");
    const market = feed.market("BTCUSDT");
    feed.ingest(quote);
    if (market.getSnapshot().quoteBidPrice !== 50_000) throw new Error("a wrong answer");
    all.push({ ready, answered: performance.now() - begin });
  }
  return all;
}
