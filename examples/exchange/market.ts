import { Climate } from "./climate.ts";
import { price, quantity, ticksOf, type Instrument } from "./instrument.ts";
import { Makers } from "./makers.ts";
import { impactNotional, MarkPrice, type Mark } from "./mark.ts";
import type { MarketListener, Trade } from "./market-events.ts";
import { OrderBook, type Aggressor, type Fill, type Side } from "./order-book.ts";
import { Random } from "./random.ts";
import { Traders } from "./traders.ts";

const pulseMs = 100;
const placementsPerSecond = 85;
const takingsPerSecond = 5;

/**
 * One instrument's market: a book, makers who fill it, takers who empty it and
 * leveraged traders who must leave it when the mark turns against them.
 *
 * Deterministic: the seed and the times decide everything. Between pulses (every
 * 100 ms, when moods change) orders arrive one by one after exponential waits.
 */
export class Market {
  readonly instrument: Instrument;
  readonly book: OrderBook;
  readonly climate: Climate;
  readonly makers: Makers;
  readonly traders: Traders;
  /** how many level changes there have been */
  sequence = 0;
  /** when the book changed last, whole ms */
  changedMs: number;
  lastTrade: Trade | null = null;
  /** lots bought aggressively less lots sold, since the market opened */
  cumulativeDeltaLots = 0;
  /** lots bought and sold aggressively, since the market opened */
  takenLots = 0;

  readonly #listeners = new Set<MarketListener>();
  readonly #arrivals: Random;
  readonly #rate: number;
  readonly #mark: MarkPrice;
  #timeMs: number;
  #nextArrivalMs: number;
  #nextPulseMs: number;
  #pin: { price: number; untilMs: number } | null = null;
  #tradeCount = 0;
  #settledSequence = 0;

  /** @param activity  how many times the usual number of orders */
  constructor(instrument: Instrument, seed: number, startTimeMs: number, activity = 1) {
    const random = (name: string) => new Random(seed, `${instrument.symbol} ${name}`);
    this.instrument = instrument;
    this.#timeMs = startTimeMs;
    this.changedMs = startTimeMs;
    this.#rate = activity;
    this.#arrivals = random("arrivals");
    this.climate = new Climate(random("climate"), ticksOf(instrument, instrument.openingPrice));
    this.book = new OrderBook((side, ticks, lots) => this.#levelChanged(side, ticks, lots));
    this.makers = new Makers(instrument, this.book, this.climate, random("makers"));
    this.traders = new Traders(instrument, this.climate, random("traders"), {
      take: (aggressor, lots, limitTicks) => this.take(aggressor, lots, limitTicks),
      insure: (aggressor, lots, ticks) => this.#insure(aggressor, lots, ticks),
      liquidated: (liquidation) => this.#tell((listener) => listener.liquidated?.(liquidation)),
    });
    this.#mark = new MarkPrice(startTimeMs, instrument.openingPrice);
    this.#nextPulseMs = (Math.floor(startTimeMs / pulseMs) + 1) * pulseMs;
    this.#nextArrivalMs = startTimeMs + this.#wait();
  }

  listen(listener: MarketListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Whole ms, as the venue stamps it. */
  get timeMs(): number {
    return Math.floor(this.#timeMs);
  }

  /** When the next thing happens. */
  get nextTimeMs(): number {
    return Math.min(this.#nextArrivalMs, this.#nextPulseMs);
  }

  get mark(): Mark {
    const mark = this.#mark.current;
    return this.#pin === null ? mark : { ...mark, markPrice: this.#pin.price, pinned: true };
  }

  /** Lets the next thing happen. */
  step(): void {
    this.#timeMs = this.nextTimeMs;
    if (this.#nextPulseMs <= this.#nextArrivalMs) {
      this.#nextPulseMs += pulseMs;
      this.#pulse();
    } else {
      this.#arrive();
      this.#nextArrivalMs = this.#timeMs + this.#wait();
    }
  }

  /** Moves the fair price by a fraction within a few seconds; book, index and mark follow by themselves. */
  shock(rate: number): void {
    this.climate.shock(rate);
  }

  /**
   * Holds the published mark price for a while, and says so at once. Only what is
   * published: the traders here are still judged by the market's own mark, so that
   * a pin leaves no trace in the market.
   */
  pinMark(markPrice: number, durationMs: number): void {
    this.#pin = { price: markPrice, untilMs: this.#timeMs + durationMs };
    this.#tell((listener) => listener.marked?.({ ...this.mark, timeMs: this.timeMs }));
  }

  unpinMark(): void {
    this.#pin = null;
    this.#tell((listener) => listener.marked?.({ ...this.mark, timeMs: this.timeMs }));
  }

  /** Sends an immediate-or-cancel order; at most half of what rests on the other side is met. */
  take(aggressor: Aggressor, lots: number, limitTicks: number): readonly Fill[] {
    const most = Math.floor(this.book.lots(aggressor === "buy" ? "ask" : "bid") / 2);
    const fills = this.book.take(aggressor, Math.min(lots, most), limitTicks);
    if (fills.length > 0) this.#report(aggressor, fills, "book");
    this.#settle();
    return fills;
  }

  #arrive(): void {
    const random = this.#arrivals;
    const withdrawals = placementsPerSecond * this.makers.withdrawalRate();
    const choice = random.uniform() * (placementsPerSecond + withdrawals + takingsPerSecond);
    if (choice < takingsPerSecond) this.#takeSome();
    else if (choice < takingsPerSecond + withdrawals) this.makers.withdraw();
    else this.makers.place();
    this.#settle();
  }

  #wait(): number {
    const perSecond = placementsPerSecond * (1 + this.makers.withdrawalRate()) + takingsPerSecond;
    return (1_000 * this.#arrivals.exponential()) / (perSecond * this.climate.activity * this.#rate);
  }

  #takeSome(): void {
    const random = this.#arrivals;
    const lean = 0.25 * this.climate.sentiment + 0.2 * this.makers.quoteGap();
    const size = random.exponential();
    const lots = 1 + Math.floor((2_500 * size * size * size) / this.#lotNotional());
    if (random.chance(0.5 + lean)) this.take("buy", lots, Infinity);
    else this.take("sell", lots, 0);
  }

  #pulse(): void {
    const wholeSecond = this.timeMs % 1_000 === 0;
    this.climate.step(pulseMs / 1_000);
    if (this.makers.outpaced()) this.#follow();
    this.makers.shade();
    this.makers.refill();
    this.traders.liquidate(4);
    if (wholeSecond) {
      this.traders.trade();
      this.#markNow();
    }
    this.#settle();
  }

  /** The quickest take part of what is quoted wrongly before its makers withdraw the rest. */
  #follow(): void {
    const upward = this.climate.fairTicks > this.makers.anchorTicks;
    const lots = Math.floor(this.makers.exposedLots() * 0.3 * this.#arrivals.uniform());
    if (lots > 0) this.take(upward ? "buy" : "sell", lots, Math.round(this.climate.fairTicks));
    this.makers.requote();
  }

  #markNow(): void {
    const before = this.#mark.current;
    if (this.timeMs >= before.nextFundingTimeMs) {
      this.traders.payFunding(before.fundingRate, before.markPrice);
      this.#mark.startInterval();
    }
    const lastPrice = price(this.instrument, this.lastTrade?.priceTicks ?? this.makers.anchorTicks);
    const mark = this.#mark.update({
      timeMs: this.timeMs,
      indexPrice: price(this.instrument, this.climate.fairTicks) / (1 + this.climate.basisRate),
      midPrice: (this.#impactPrice("bid", 0) + this.#impactPrice("ask", 0)) / 2,
      lastPrice,
      impactBidPrice: this.#impactPrice("bid", impactNotional),
      impactAskPrice: this.#impactPrice("ask", impactNotional),
    });
    this.traders.judge(mark.markPrice);
    if (this.#pin !== null && this.timeMs >= this.#pin.untilMs) this.#pin = null;
    const published = this.mark;
    this.#tell((listener) => listener.marked?.(published));
  }

  /** The mean price of a market order of a notional; of the smallest one for 0. */
  #impactPrice(side: Side, notional: number): number {
    const lots = Math.max(1, Math.round(notional / this.#lotNotional()));
    return price(this.instrument, this.book.meanTicks(side, lots) ?? this.makers.anchorTicks);
  }

  /** What a lot costs, in quote units. */
  #lotNotional(): number {
    return price(this.instrument, this.climate.fairTicks) * quantity(this.instrument, 1);
  }

  #insure(aggressor: Aggressor, lots: number, priceTicks: number): void {
    this.#report(aggressor, [{ priceTicks, lots }], "insuranceFund");
  }

  #report(aggressor: Aggressor, fills: readonly Fill[], counterparty: Trade["counterparty"]): void {
    const trades = fills.map(({ priceTicks, lots }): Trade => ({
      id: ++this.#tradeCount, timeMs: this.timeMs, priceTicks, lots, aggressor, counterparty,
    }));
    if (counterparty === "book") {
      this.lastTrade = trades.at(-1)!;
      const lots = trades.reduce((sum, trade) => sum + trade.lots, 0);
      const signedLots = aggressor === "buy" ? lots : -lots;
      this.cumulativeDeltaLots += signedLots;
      this.takenLots += lots;
      this.climate.press(quantity(this.instrument, signedLots) * price(this.instrument, this.lastTrade.priceTicks));
    }
    this.#tell((listener) => listener.traded?.(trades));
  }

  #levelChanged(side: Side, priceTicks: number, lots: number): void {
    ++this.sequence;
    this.changedMs = this.timeMs;
    for (const listener of this.#listeners) listener.levelChanged?.(side, priceTicks, lots, this.sequence);
  }

  #settle(): void {
    if (this.#settledSequence === this.sequence) return;
    this.#settledSequence = this.sequence;
    this.#tell((listener) => listener.bookSettled?.());
  }

  #tell(event: (listener: MarketListener) => void): void {
    for (const listener of this.#listeners) event(listener);
  }
}
