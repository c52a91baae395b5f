import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { depth, engine, liveMarket } from "./plimsoll.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What an engine that stops performance.now() in sleep shows after waking up. */
function sleep(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
}

it("local time goes forward with the page's clock", async () => {
  const plimsoll = await engine();
  const start = plimsoll.localTimeMs();
  vi.advanceTimersByTime(1_234);
  expect(plimsoll.localTimeMs()).toBe(start + 1_234);
});

it("time goes on while the machine sleeps, so a book does not look fresh after hours", async () => {
  const plimsoll = await engine();
  const feed = plimsoll.openFeed("binance-usdm");
  const market = liveMarket(feed);
  const told = vi.fn();
  market.subscribe(told, { every: "message" });
  vi.advanceTimersByTime(2_000);
  expect(market.status).toBe("live");

  const before = plimsoll.localTimeMs();
  sleep(3_600_000);
  vi.advanceTimersByTime(1_000);
  expect(plimsoll.localTimeMs() - before).toBe(3_601_000);
  expect(market.status).toBe("stale");
  expect(told).toHaveBeenCalledTimes(1);

  feed.ingest(depth({ first: 101, last: 102, previous: 100 }));
  expect(market.status).toBe("live");
  vi.advanceTimersByTime(5_000);
  expect(market.status).toBe("live");
});

it("a wall clock that is set back makes nobody younger", async () => {
  const plimsoll = await engine();
  const market = liveMarket(plimsoll.openFeed("binance-usdm"));
  market.subscribe(() => {});
  let before = plimsoll.localTimeMs();
  for (const ms of [-7_200_000, -30, -1]) {
    sleep(ms);
    expect(plimsoll.localTimeMs()).toBe(before);
    vi.advanceTimersByTime(2_000);
    expect(plimsoll.localTimeMs()).toBe((before += 2_000));
  }
  expect(market.status).toBe("live");
  vi.advanceTimersByTime(10_000);
  expect(market.status).toBe("stale");
});

it("whoever brings the time owns it: the page's clock adds nothing", async () => {
  const plimsoll = await engine();
  const feed = plimsoll.openFeed("binance-usdm");
  const market = liveMarket(feed, "BTCUSDT", 0);
  market.subscribe(() => {});
  vi.advanceTimersByTime(120_000);
  expect(market.status).toBe("live");
  plimsoll.look(20_000);
  expect(market.status).toBe("stale");
});
