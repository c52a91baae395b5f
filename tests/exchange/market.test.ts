import { describe, expect, test } from "vitest";
import { bitcoin } from "../../examples/exchange/instrument.ts";
import type { MarketListener, Trade } from "../../examples/exchange/market-events.ts";
import { MarketSimulation } from "../../examples/exchange/simulation.ts";
import type { Liquidation } from "../../examples/exchange/traders.ts";

const seed = 7;

function everything(cut: (simulation: MarketSimulation) => void): string[] {
  const simulation = new MarketSimulation({ seed });
  const seen: string[] = [];
  for (const market of simulation.markets) {
    const tell = (what: string) => (...values: unknown[]) => {
      seen.push(`${market.instrument.symbol} ${what} ${market.timeMs} ${JSON.stringify(values)}`);
    };
    market.listen({ levelChanged: tell("level"), traded: tell("trades"), marked: tell("mark"), liquidated: tell("liquidation") });
  }
  cut(simulation);
  return seen;
}

describe("the simulated market", () => {
  test("is the same for the same seed, however its time is cut", () => {
    const whole = everything((simulation) => simulation.advance(20_000));
    const cut = everything((simulation) => {
      for (let n = 0; n < 2_857; ++n) simulation.advance(7);
      simulation.advance(1);
    });
    console.log(`market: seed ${seed}, ${whole.length} happenings in 20 s`);
    expect(whole.length).toBeGreaterThan(5_000);
    expect(cut).toEqual(whole);
  });

  test("is another one for another seed", () => {
    const prices = [1, 2, 3].map((seed) => {
      const simulation = new MarketSimulation({ seed });
      simulation.advance(10_000);
      return simulation.market("BTCUSDT").mark.markPrice;
    });
    expect(new Set(prices).size).toBe(3);
  });

  test("conserves lots: what is traded leaves the book, and longs are shorts", () => {
    const simulation = new MarketSimulation({ seed, instruments: [bitcoin] });
    const market = simulation.market("BTCUSDT");
    let openedLots = 0;
    let resting = market.book.lots("bid") + market.book.lots("ask");
    let cumulativeDelta = 0;
    const held = new Map<string, number>();
    for (const side of ["bid", "ask"] as const) {
      for (const { priceTicks, lots } of market.book.levels(side)) held.set(`${side} ${priceTicks}`, lots);
    }
    const taken = (trades: readonly Trade[]) => trades
      .filter(({ counterparty }) => counterparty === "book")
      .reduce((sum, { lots }) => sum + lots, 0);
    const listener: MarketListener = {
      levelChanged: (side, priceTicks, lots) => {
        const key = `${side} ${priceTicks}`;
        resting += lots - (held.get(key) ?? 0);
        held.set(key, lots);
      },
      traded: (trades) => {
        const lots = taken(trades);
        openedLots += lots;
        cumulativeDelta += trades[0]!.aggressor === "buy" ? lots : -lots;
        for (const trade of trades) expect(trade.lots).toBeGreaterThan(0);
      },
      bookSettled: () => {
        expect(resting).toBe(market.book.lots("bid") + market.book.lots("ask"));
        expect(market.book.best("bid")!.priceTicks).toBeLessThan(market.book.best("ask")!.priceTicks);
      },
    };
    market.listen(listener);
    for (let second = 0; second < 300; ++second) {
      simulation.advance(1_000);
      expect(market.traders.openInterestLots()).toBe(market.traders.shortLots());
    }
    expect(openedLots).toBeGreaterThan(0);
    expect(market.cumulativeDeltaLots).toBe(cumulativeDelta);
  });

  test("liquidates who the mark has reached: longs when it falls, shorts when it rises", () => {
    for (const [rate, side] of [[-0.02, "long"], [+0.02, "short"]] as const) {
      const simulation = new MarketSimulation({ seed, instruments: [bitcoin] });
      const market = simulation.market("BTCUSDT");
      const liquidations: Liquidation[] = [];
      market.listen({ liquidated: (liquidation) => liquidations.push(liquidation) });
      simulation.advance(2_000);
      liquidations.length = 0;
      const before = market.traders.positions.length;
      market.shock(rate);
      simulation.advance(20_000);
      const sides = liquidations.map((liquidation) => liquidation.side);
      console.log(`market: seed ${seed}, shock ${rate}: ${liquidations.length} of ${before} liquidated`);
      expect(sides.filter((one) => one === side).length).toBeGreaterThan(20);
      expect(sides.filter((one) => one !== side).length).toBeLessThan(5);
      for (const { fills, bankruptcyTicks } of liquidations) {
        for (const { priceTicks } of fills) {
          if (side === "long") expect(priceTicks).toBeGreaterThanOrEqual(bankruptcyTicks);
        }
      }
      for (const position of market.traders.positions) {
        if (position.liquidationPrice === null) continue;
        const distance = market.mark.markPrice - position.liquidationPrice;
        expect(position.side === "long" ? distance : -distance).toBeGreaterThan(0);
      }
    }
  });

  test("forced sales move the price on: the same shock goes further where there is leverage", () => {
    const markAfter = (leveraged: boolean) => {
      const simulation = new MarketSimulation({ seed, instruments: [bitcoin] });
      const market = simulation.market("BTCUSDT");
      if (!leveraged) market.traders.positions.length = 0;
      market.shock(-0.03);
      simulation.advance(20_000);
      return market.mark.markPrice;
    };
    const [without, withLeverage] = [markAfter(false), markAfter(true)];
    console.log(`market: seed ${seed}, a shock of -3 % ends at ${without} without and ${withLeverage} with leveraged traders`);
    expect(withLeverage).toBeLessThan(without);
  });

  test("funding has the sign of the premium, and is paid by the side that it burdens", () => {
    for (const sign of [+1, -1]) {
      const simulation = new MarketSimulation({ seed, instruments: [bitcoin] });
      const market = simulation.market("BTCUSDT");
      for (let second = 0; second < 60; ++second) {
        market.climate.basisRate = sign * 0.003;
        simulation.advance(1_000);
      }
      expect(Math.sign(market.mark.fundingRate)).toBe(sign);
      expect(Math.abs(market.mark.fundingRate)).toBeLessThanOrEqual(0.003);

      const { positions } = market.traders;
      const margins = positions.map(({ margin }) => margin);
      market.traders.payFunding(market.mark.fundingRate, market.mark.markPrice);
      positions.forEach(({ side, margin }, n) => {
        expect(Math.sign(margins[n]! - margin)).toBe(side === "long" ? sign : -sign);
      });
    }
  });

  test("funds every eight hours", () => {
    const hourMs = 3_600_000;
    const simulation = new MarketSimulation({ seed, instruments: [bitcoin], activity: 0.01, startTimeMs: 1_790_006_400_000 - 2_000 });
    const market = simulation.market("BTCUSDT");
    simulation.advance(1_500);
    const before = market.mark.nextFundingTimeMs;
    expect(before % (8 * hourMs)).toBe(0);
    simulation.advance(1_500);
    expect(market.mark.nextFundingTimeMs).toBe(before + 8 * hourMs);
  });

  test("keeps its prices and its book through six hours", () => {
    const simulation = new MarketSimulation({ seed, instruments: [bitcoin], activity: 0.15 });
    const market = simulation.market("BTCUSDT");
    const marks: number[] = [];
    market.listen({ marked: ({ markPrice, indexPrice }) => { marks.push(markPrice, indexPrice); } });
    let fewest = Infinity;
    for (let minute = 0; minute < 360; ++minute) {
      simulation.advance(60_000);
      fewest = Math.min(fewest, market.book.levelCount("bid"), market.book.levelCount("ask"));
      expect(market.traders.openInterestLots()).toBe(market.traders.shortLots());
    }
    const low = Math.min(...marks);
    const high = Math.max(...marks);
    console.log(`market: seed ${seed}, six hours: ${low.toFixed(2)} to ${high.toFixed(2)}, ` +
      `${market.traders.liquidationCount} liquidations, never fewer than ${fewest} levels`);
    expect(marks.every((price) => Number.isFinite(price) && price > 0)).toBe(true);
    expect(low).toBeGreaterThan(30_000);
    expect(high).toBeLessThan(120_000);
    expect(high - low).toBeGreaterThan(300);
    expect(fewest).toBeGreaterThan(50);
    expect(market.traders.positions.length).toBeGreaterThan(300);
  });

  test("a pinned mark is published at once, ends by itself and leaves no trace", () => {
    const free = new MarketSimulation({ seed, instruments: [bitcoin] });
    const pinned = new MarketSimulation({ seed, instruments: [bitcoin] });
    const marks: number[] = [];
    pinned.market("BTCUSDT").listen({ marked: ({ markPrice }) => { marks.push(markPrice); } });
    free.advance(10_500);
    pinned.advance(500);
    pinned.market("BTCUSDT").pinMark(55_555.5, 3_000);
    expect(marks.at(-1)).toBe(55_555.5);
    pinned.advance(10_000);
    expect(marks.filter((price) => price === 55_555.5).length).toBe(4);
    expect(pinned.market("BTCUSDT").mark).toEqual(free.market("BTCUSDT").mark);
    expect(pinned.market("BTCUSDT").sequence).toBe(free.market("BTCUSDT").sequence);
  });
});
