import { expect, it } from "vitest";
import { bitcoin, ether } from "../../examples/exchange/instrument.ts";
import { recordingLines } from "../../examples/exchange/recording.ts";
import { fullEngine, halfPercent } from "./plimsoll.ts";

it("a million messages leave memory where it was", { timeout: 300_000 }, async () => {
  // A day's worth in little: the same minutes again and again, each time from a snapshot.
  const recorded = [...recordingLines({ seed: 3, instruments: [bitcoin, ether], activity: 2 }, 120_000)]
    .map((line) => line.slice(line.indexOf(" ") + 1));
  const plimsoll = await fullEngine();
  const feed = plimsoll.openFeed("binance-usdm");
  const markets = ["BTCUSDT", "ETHUSDT"].map((symbol) => feed.market(symbol));
  for (const market of markets) {
    market.subscribe(() => {}, { every: "message" });
    market.on("signal", () => {});
    market.analyze({ vpinBucketQuantity: 10, footprintBinSize: 5 });
  }
  plimsoll.watch({
    venue: "binance-usdm", tables: { BTCUSDT: halfPercent },
    positions: [{ symbol: "BTCUSDT", side: "long", quantity: 1, entryPrice: 60_000, mode: "isolated", posted: 2_000 }],
  });
  let count = 0;
  let localTimeMs = 0;
  const replay = () => {
    feed.closed();
    feed.opened();
    const snapshots = recorded.filter((raw) => raw.startsWith('{"lastUpdateId"'));
    for (const raw of recorded) {
      localTimeMs += 2;
      ++count;
      if (raw === snapshots[0]) markets[0]!.apply(raw, localTimeMs);
      else if (raw === snapshots[1]) markets[1]!.apply(raw, localTimeMs);
      else feed.ingest(raw, localTimeMs);
    }
    for (const market of markets) market.bookImbalance({ levels: 20 });
  };

  replay();
  replay();
  expect(markets.map(({ status }) => status)).toEqual(["live", "live"]);
  const before = plimsoll.memory();
  count = 0;
  while (count < 1_000_000) replay();
  const after = plimsoll.memory();
  console.log(
    `  memory after ${count.toLocaleString("en")} messages: ${after.bytesInUse.toLocaleString("en")} bytes in use ` +
      `(before: ${before.bytesInUse.toLocaleString("en")}), linear memory ${(after.linearMemoryBytes / 2 ** 20).toFixed(1)} MiB`,
  );
  expect(after.linearMemoryBytes).toBe(before.linearMemoryBytes);
  expect(Math.abs(after.bytesInUse - before.bytesInUse)).toBeLessThan(4_096);
});
