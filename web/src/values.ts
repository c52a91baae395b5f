// What is not asked for every message, as values over the engine's plain exports: wasm/markets.cpp,
// wasm/aggregate.cpp and wasm/watches.cpp, with the replies that wasm/replies.h lays out.

import { type AccountDoor, readBlock, readRefusal, writeBlock } from "./account-door.ts";
import {
  aggregateDepthFields,
  aggregateFields,
  comparisonFields,
  counterFields,
  depthFields,
  depthPriceFields,
  type ErrorCode,
  expectedSlippageFields,
  feedVenues,
  listingFields,
  marketViewFields,
  noticeFields,
  refusalLength,
  signalFields,
  slippageFields,
  thresholdFields,
  warningFields,
} from "./generated/layout.ts";
import type { NoticeReply, Values, WarningReply } from "./glue.ts";
import { doubleBytes, fieldsAt, rowsAt } from "./reply-fields.ts";

/** Every answer is an address, of which 0 is none. */
export interface Replies extends AccountDoor {
  _textRoom(size: number): number;
  _openFeed(venue: number): number;
  _closeFeed(feed: number): void;
  _reconnected(feed: number): void;
  _openMarket(feed: number): number;
  _closeMarket(market: number): void;
  _restartMarket(market: number): void;
  _setBookStaleMs(market: number, limitMs: number): void;
  _enableSignals(market: number, falseAlarmsPerDay: number): number;
  _disableSignals(market: number): void;
  _readSignals(market: number): number;
  _readNotice(place: number): number;
  _clearNotices(): void;
  _counters(feed: number): number;
  _depthWithin(market: number, side: number, distanceBps: number): number;
  _aggregateDepth(distanceBps: number): number;
  _aggregate(withinBps: number, decayBps: number, premiumNotional: number): number;
  _slippage(market: number, buys: number, quantity: number): number;
  _bookOf(market: number): number;
  _addListings(venue: number, size: number): number;
  _verify(market: number, size: number): number;
  _bytesInUse(): number;
  _depthPrices(market: number, levels: number, distanceBps: number): number;
  _expectedSlippage(market: number, buys: number, quantity: number): number;
  _defaultThresholds(): number;
  _openWatch(venue: number): number;
  _closeWatch(watch: number): void;
  _updateWatch(watch: number): number;
  _takeWarningEvent(watch: number): number;
  _standingWarnings(watch: number): number;
  _acknowledge(watch: number, warningId: number): number;
}

/** Below zero of a name that is none. */
const venueNumber = (venue: string) => (feedVenues as readonly string[]).indexOf(venue);

export function valuesOf(door: Replies): Values {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();

  /** UTF-8 that ends with a zero. */
  const textAt = (at: number): string => {
    const bytes = new Uint8Array(door.wasmMemory.buffer, at);
    return decoder.decode(bytes.subarray(0, bytes.indexOf(0)));
  };

  const writeText = (text: string): void => {
    const bytes = encoder.encode(text);
    const at = door._textRoom(bytes.length);
    new Uint8Array(door.wasmMemory.buffer, at).set(bytes);
  };

  const fieldsOf = <Name extends string>(at: number, names: readonly Name[]) => fieldsAt(door, at, names);

  const warningAt = (at: number): WarningReply & { change: number } => {
    const fields = fieldsOf(at, warningFields);
    return {
      ...fields,
      acknowledged: fields.acknowledged !== 0,
      beyondLiquidation: fields.beyondLiquidation !== 0,
      fixedThresholds: fields.fixedThresholds !== 0,
    };
  };

  return {
    errorName: (error) => textAt(door._errorText(error)) as ErrorCode,
    openFeed: (venue) => door._openFeed(venueNumber(venue)),
    closeFeed: (feed) => door._closeFeed(feed),
    reconnected: (feed) => door._reconnected(feed),
    openMarket: (feed, symbol) => {
      writeText(symbol);
      return door._openMarket(feed);
    },
    closeMarket: (market) => door._closeMarket(market),
    restartMarket: (market) => door._restartMarket(market),
    setBookStaleMs: (market, limitMs) => door._setBookStaleMs(market, limitMs),
    enableSignals: (market, falseAlarmsPerDay) => door._enableSignals(market, falseAlarmsPerDay),
    disableSignals: (market) => door._disableSignals(market),
    signals: (market, count) => rowsAt(door, door._readSignals(market), signalFields, count),
    takeNotices: () => {
      const notices: NoticeReply[] = [];
      for (let at; (at = door._readNotice(notices.length)) !== 0; ) {
        const fields = fieldsOf(at, noticeFields);
        notices.push({
          ...fields,
          symbol: textAt(fields.symbol),
          url: textAt(fields.url),
          resubscribe: fields.resubscribe !== 0,
          buys: fields.buys !== 0,
          isOn: fields.isOn !== 0,
        });
      }
      door._clearNotices();
      return notices;
    },
    counters: (feed) => fieldsOf(door._counters(feed), counterFields),
    depthWithin: (market, side, distanceBps) =>
      fieldsOf(door._depthWithin(market, side, distanceBps), depthFields),
    aggregateDepth: (markets, distanceBps) => {
      writeBlock(door, markets);
      const at = door._aggregateDepth(distanceBps);
      const all = fieldsOf(at, aggregateDepthFields);
      const length = all.error === 0 ? 2 * markets.length : 0;
      return { ...all, markets: Array.from(readBlock(door, at + aggregateDepthFields.length * doubleBytes, length)) };
    },
    aggregate: (markets, { withinBps, decayBps, premiumNotional }) => {
      writeBlock(door, markets.flat());
      const at = door._aggregate(withinBps, decayBps, premiumNotional);
      const [error, field] = readBlock(door, at, 2) as unknown as [number, number];
      if (error !== 0) return { error, field: textAt(field) };
      const marketsAt = at + (2 + aggregateFields.length) * doubleBytes;
      const binsAt = marketsAt + markets.length * marketViewFields.length * doubleBytes;
      return {
        error,
        field: "",
        all: fieldsOf(at + 2 * doubleBytes, aggregateFields),
        markets: rowsAt(door, marketsAt, marketViewFields, markets.length),
        bins: Array.from(readBlock(door, binsAt, 2 * withinBps)),
      };
    },
    slippage: (market, buys, quantity) =>
      fieldsOf(door._slippage(market, Number(buys), quantity), slippageFields),
    bookOf: (market) => {
      const at = door._bookOf(market);
      return at === 0 ? null : JSON.parse(textAt(at));
    },
    addListings: (venue, size) => fieldsOf(door._addListings(venueNumber(venue), size), listingFields),
    verify: (market, size) => {
      const fields = fieldsOf(door._verify(market, size), comparisonFields);
      return { ...fields, compared: fields.compared !== 0, sameUpdate: fields.sameUpdate !== 0 };
    },
    bytesInUse: () => door._bytesInUse(),
    depthPrices: (market, levels, distanceBps) =>
      fieldsOf(door._depthPrices(market, levels, distanceBps), depthPriceFields),
    expectedSlippage: (market, buys, quantity, scale) => {
      writeBlock(door, scale);
      const at = door._expectedSlippage(market, Number(buys), quantity);
      const refusal = readRefusal(door, at);
      return { refusal, cost: refusal.code === null ? fieldsOf(at + refusalLength * doubleBytes, expectedSlippageFields) : null };
    },
    defaultThresholds: () => fieldsOf(door._defaultThresholds(), thresholdFields),
    openWatch: (venue, thresholds) => {
      writeBlock(door, thresholdFields.map((name) => thresholds[name]));
      const block = readBlock(door, door._openWatch(venueNumber(venue)), refusalLength + 1);
      const [error, field] = block as unknown as [number, number];
      return { error, field: textAt(field), watch: block[refusalLength] as number };
    },
    closeWatch: (watch) => door._closeWatch(watch),
    updateWatch: (watch, symbols) => {
      writeText(symbols);
      return door._updateWatch(watch);
    },
    takeWarningEvents: (watch) => {
      const events: ReturnType<Values["takeWarningEvents"]> = [];
      for (let at; (at = door._takeWarningEvent(watch)) !== 0; ) {
        const { change, ...warning } = warningAt(at);
        events.push({ change, warning });
      }
      return events;
    },
    standingWarnings: (watch) => {
      const at = door._standingWarnings(watch);
      const [count] = readBlock(door, at, 1) as unknown as [number];
      return Array.from({ length: count }, (_, i) => {
        const { change, ...warning } = warningAt(at + (1 + i * warningFields.length) * doubleBytes);
        return warning;
      });
    },
    acknowledge: (watch, warningId) => door._acknowledge(watch, warningId) !== 0,
  };
}
