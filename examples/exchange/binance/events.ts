import { aggregateIdBase, tradeIdBase, updateId } from "./ids.ts";
import { meanPrice, lotsOf, type Liquidation } from "../traders.ts";
import { priceText, quantityText } from "../instrument.ts";
import type { Mark } from "../mark.ts";
import type { Trade } from "../market-events.ts";
import type { Market } from "../market.ts";

/** `[["61800.20","2.909"],...]` */
export function levelTexts({ instrument }: Market, levels: readonly (readonly [number, number])[]): string {
  return `[${levels.map(([ticks, lots]) => `["${priceText(instrument, ticks)}","${quantityText(instrument, lots)}"]`).join(",")}]`;
}

/** The best bid and ask; the event's text is made only when its key is a new one. */
export function quoteEvent(market: Market): { key: string; event: () => string } {
  const { instrument, book } = market;
  const bid = book.best("bid");
  const ask = book.best("ask");
  const level = (side: "b" | "a", ticks: number, lots: number) =>
    `"${side}":"${priceText(instrument, ticks)}","${side.toUpperCase()}":"${quantityText(instrument, lots)}"`;
  return {
    key: `${bid?.priceTicks} ${bid?.lots} ${ask?.priceTicks} ${ask?.lots}`,
    event: () =>
      `{"e":"bookTicker","u":${updateId(market, market.sequence)},"s":"${instrument.symbol}","ps":"${instrument.symbol}",` +
      `${level("b", bid?.priceTicks ?? 0, bid?.lots ?? 0)},${level("a", ask?.priceTicks ?? 0, ask?.lots ?? 0)},` +
      `"T":${market.changedMs},"E":${market.timeMs},"st":1}`,
  };
}

export function tradeEvent({ instrument }: Market, trade: Trade): string {
  return `{"e":"trade","E":${trade.timeMs},"T":${trade.timeMs},"s":"${instrument.symbol}","t":${tradeIdBase + trade.id},` +
    `"p":"${priceText(instrument, trade.priceTicks)}","q":"${quantityText(instrument, trade.lots)}",` +
    `"X":"${trade.counterparty === "book" ? "MARKET" : "INSURANCE_FUND"}","m":${trade.aggressor === "sell"},"st":1}`;
}

export function markEvent({ instrument }: Market, mark: Mark): string {
  return `{"e":"markPriceUpdate","E":${mark.timeMs},"s":"${instrument.symbol}","p":"${mark.markPrice.toFixed(8)}",` +
    `"ap":"${mark.markPrice.toFixed(8)}","P":"${mark.estimatedSettlePrice.toFixed(8)}","i":"${mark.indexPrice.toFixed(8)}",` +
    `"r":"${mark.fundingRate.toFixed(8)}","T":${mark.nextFundingTimeMs},"st":1}`;
}

/** `S` is the side of the order: SELL when a long was liquidated. */
export function liquidationEvent(
  { instrument }: Market, liquidation: Liquidation, tradeMs: number, timeMs: number,
): string {
  const { side, lots, bankruptcyTicks, fills } = liquidation;
  const met = lotsOf(fills);
  return `{"e":"forceOrder","E":${timeMs},"o":{"s":"${instrument.symbol}","S":"${side === "long" ? "SELL" : "BUY"}",` +
    `"o":"LIMIT","f":"IOC","q":"${quantityText(instrument, lots)}","p":"${priceText(instrument, bankruptcyTicks)}",` +
    `"ap":"${meanPrice(instrument, fills).toFixed(instrument.priceDecimals)}",` +
    `"X":"${met === lots ? "FILLED" : "PARTIALLY_FILLED"}","l":"${quantityText(instrument, fills.at(-1)!.lots)}",` +
    `"z":"${quantityText(instrument, met)}","T":${tradeMs},"ps":"${instrument.symbol}","st":1}}`;
}

/** Joins the trades that one order made at one price. Counts even while nobody listens, so that ids stay. */
export class AggregateTrades {
  readonly #market: Market;
  readonly #listeners = new Set<(event: string) => void>();
  #count = 0;

  constructor(market: Market) {
    this.#market = market;
    market.listen({ traded: (trades) => this.#join(trades) });
  }

  listen(listener: (event: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #join(trades: readonly Trade[]): void {
    for (let i = 0; i < trades.length;) {
      const first = i;
      while (i < trades.length && trades[i]!.priceTicks === trades[first]!.priceTicks) ++i;
      // The venue leaves out what went to its insurance fund.
      if (trades[first]!.counterparty === "book") this.#tell(trades.slice(first, i));
    }
  }

  #tell(trades: readonly Trade[]): void {
    ++this.#count;
    if (this.#listeners.size === 0) return;
    const { instrument } = this.#market;
    const { id, timeMs, priceTicks, aggressor } = trades[0]!;
    const quantity = quantityText(instrument, lotsOf(trades));
    const event = `{"e":"aggTrade","E":${timeMs},"a":${aggregateIdBase + this.#count},"s":"${instrument.symbol}",` +
      `"p":"${priceText(instrument, priceTicks)}","q":"${quantity}","nq":"${quantity}","f":${tradeIdBase + id},` +
      `"l":${tradeIdBase + trades.at(-1)!.id},"T":${timeMs},"m":${aggressor === "sell"},"st":1}`;
    for (const listener of this.#listeners) listener(event);
  }
}
