import { describe, expect, it, vi } from "vitest";
import type { Account, Feed, Plimsoll, Warning, Watch } from "plimsoll";
import { severityText, warningText } from "plimsoll/messages/en";
import { depth, engine, halfPercent, mark } from "./plimsoll.ts";

const ten = {
  id: "ten", symbol: "BTCUSDT", side: "long", quantity: 1, entryPrice: 50_000, mode: "isolated", posted: 5_000,
} as const;
const account: Account = {
  venue: "binance-usdm", positions: [ten], tables: { BTCUSDT: halfPercent, ETHUSDT: halfPercent },
};
// Of that position: a mark far from, near, and at its liquidation price of 45,226.13.
const far = "50000.0";
const close = "45300.0";
const beyond = "45226.0";

interface Scene {
  readonly plimsoll: Plimsoll;
  readonly feed: Feed;
  readonly watch: Watch;
  readonly events: [kind: string, warning: Warning][];
  at(localTimeMs: number, price: string, symbol?: string): void;
}

async function scene(of: Account = account, thresholds = {}): Promise<Scene> {
  const plimsoll = await engine();
  const feed = plimsoll.openFeed("binance-usdm");
  const watch = plimsoll.watch(of, { thresholds });
  const events: [string, Warning][] = [];
  for (const kind of ["raised", "escalated", "eased", "cleared"] as const) {
    watch.on(kind, (warning) => events.push([kind, warning]));
  }
  return {
    plimsoll, feed, watch, events,
    at: (localTimeMs, price, symbol) => void feed.ingest(mark(price, localTimeMs, symbol), localTimeMs),
  };
}

const kinds = (events: Scene["events"]) => events.map(([kind, { code, severity }]) => `${kind} ${code} ${severity}`);

/** A mark a second, from one time to another. */
function marks({ at }: Scene, price: string, fromMs: number, toMs: number): void {
  for (let timeMs = fromMs; timeMs <= toMs; timeMs += 1_000) at(timeMs, price);
}

describe("a watch", () => {
  it("raises critical inside the very ingest whose mark jumps through the thresholds", async () => {
    const { watch, events, at } = await scene();
    at(0, far);
    expect(events).toEqual([]);
    at(1_000, close);
    // ingest has returned, and all is told.
    expect(kinds(events)).toEqual(["raised liquidationNear critical"]);
    const [, warning] = events[0]!;
    expect(warning).toMatchObject({
      positionId: "ten", symbol: "BTCUSDT", side: "long", sinceLocalTimeMs: 1_000, crossings: 1,
      acknowledged: false, beyondLiquidation: false, markPrice: 45_300, markLocalTimeMs: 1_000,
      fixedThresholds: true, distanceSigmas: null,
      thresholds: { caution: 0.05, danger: 0.02, critical: 0.005 },
    });
    expect(warning.liquidationPrice).toBeCloseTo(45_226.13, 2);
    expect(warning.distanceRate).toBeCloseTo(1 - 45_226.13 / 45_300, 6);
    expect(warning.marginRatio).toBeCloseTo((45_300 * 0.005) / 300, 9);
    expect(watch.getSnapshot().warnings).toEqual([warning]);
  });

  it("escalates step by step", async () => {
    const { events, at } = await scene();
    ["50000.0", "47500.0", "46000.0", "45400.0", "45200.0"].forEach((price, i) => at(i * 1_000, price));
    expect(kinds(events)).toEqual([
      "raised liquidationNear caution", "escalated liquidationNear danger", "escalated liquidationNear critical",
    ]);
  });

  it("does not mute a second crossing three seconds later", async () => {
    const { events, at } = await scene();
    at(0, far);
    at(1_000, close);
    at(2_000, "48500.0");
    at(4_000, close);
    expect(kinds(events)).toEqual(["raised liquidationNear critical", "escalated liquidationNear critical"]);
    expect(events[1]![1].crossings).toBe(2);
  });

  it("is blind when no mark comes, and clears nothing for that", async () => {
    const { plimsoll, feed, watch, events, at } = await scene();
    at(0, far);
    at(1_000, close);
    plimsoll.look(11_000);
    expect(kinds(events)).toEqual(["raised liquidationNear critical"]);
    plimsoll.look(11_001);
    expect(kinds(events)).toContain("raised blind danger");
    for (let timeMs = 12_000; timeMs < 600_000; timeMs += 1_000) plimsoll.look(timeMs);
    // Other traffic is no mark.
    feed.ingest(depth({ first: 1, last: 2, previous: 0 }), 600_000);
    feed.ingest(mark("3000.0", 600_000, "ETHUSDT"), 600_000);
    expect(watch.getSnapshot().warnings.map(({ code, severity }) => [code, severity])).toEqual([
      ["liquidationNear", "critical"], ["blind", "danger"],
    ]);
    expect(events.filter(([kind]) => kind === "cleared" || kind === "eased")).toEqual([]);

    at(601_000, close);
    expect(kinds(events).at(-1)).toBe("cleared blind danger");
    expect(watch.getSnapshot().warnings.map(({ code }) => code)).toEqual(["liquidationNear"]);
  });

  it("is blind too where no mark ever came", async () => {
    const { plimsoll, events } = await scene();
    plimsoll.look(0);
    plimsoll.look(10_001);
    expect(kinds(events)).toEqual(["raised blind danger"]);
    expect(events[0]![1]).toMatchObject({ markPrice: null, distanceRate: null });
  });

  it("notices silence by itself, within a second of its limit", async () => {
    vi.useFakeTimers();
    try {
      const plimsoll = await engine();
      const feed = plimsoll.openFeed("binance-usdm");
      const watch = plimsoll.watch(account);
      const raised = vi.fn();
      watch.on("raised", raised);
      feed.ingest(mark(far, 1));
      vi.advanceTimersByTime(9_000);
      expect(raised).not.toHaveBeenCalled();
      vi.advanceTimersByTime(2_000);
      expect(raised).toHaveBeenCalledWith(expect.objectContaining({ code: "blind" }));
      watch.dispose();
    } finally {
      vi.useRealTimers();
    }
  });

  it("does not alarm 100x and 3x alike at birth", async () => {
    const hundred = { ...ten, id: "hundred", posted: 500 };
    const three = { ...ten, id: "three", posted: 50_000 / 3 };
    const { watch, events, at } = await scene({ ...account, positions: [hundred, three] });
    at(0, far);
    expect(events.map(([, { positionId, severity }]) => [positionId, severity])).toEqual([["hundred", "danger"]]);
    expect(watch.getSnapshot().positions.map(({ id }) => id)).toEqual(["hundred", "three"]);
  });

  it("judges by what the market usually does, once it knows that", async () => {
    const scenery = await scene();
    const { events, at, watch } = scenery;
    for (let i = 0; i <= 700; ++i) at(i * 1_000, (50_000 + (i % 2) * 5).toFixed(1));
    expect(events).toEqual([]);
    const [risk] = watch.getSnapshot().positions;
    expect(risk!.distanceDays.value).toBeGreaterThan(2);
    at(701_000, "45240.0");
    expect(events[0]![1]).toMatchObject({ severity: "critical", fixedThresholds: false });
    expect(events[0]![1].distanceSigmas).not.toBeNull();
  });

  it("eases and clears only after a while", async () => {
    const scenery = await scene();
    const { events, watch } = scenery;
    marks(scenery, close, 0, 5_000);
    marks(scenery, far, 6_000, 29_000);
    expect(kinds(events)).toEqual(["raised liquidationNear critical"]);
    marks(scenery, far, 30_000, 60_000);
    expect(kinds(events).at(-1)).toBe("cleared liquidationNear critical");
    expect(watch.getSnapshot().warnings).toEqual([]);
  });

  it("is not disturbed by a listener that throws", async () => {
    const report = vi.spyOn(console, "error").mockImplementation(() => {});
    try {
      const { watch, events, at } = await scene();
      watch.on("raised", () => { throw new Error("mine"); });
      watch.subscribe(() => { throw new Error("mine"); });
      const later = vi.fn();
      watch.on("raised", later);
      at(0, close);
      expect(later).toHaveBeenCalledTimes(1);
      expect(kinds(events)).toEqual(["raised liquidationNear critical"]);
      expect(report).toHaveBeenCalledTimes(2);
      at(1_000, beyond);
      expect(watch.getSnapshot().warnings[0]!.beyondLiquidation).toBe(true);
    } finally {
      report.mockRestore();
    }
  });

  it("can be acknowledged, until its threshold is crossed again", async () => {
    const { watch, events, at } = await scene();
    at(0, close);
    const [{ id }] = watch.getSnapshot().warnings as [Warning];
    const told = vi.fn();
    watch.subscribe(told);
    expect(watch.acknowledge(id)).toBe(true);
    expect(told).toHaveBeenCalledTimes(1);
    expect(watch.getSnapshot().warnings[0]!.acknowledged).toBe(true);
    at(1_000, close);
    expect(watch.getSnapshot().warnings[0]!.acknowledged).toBe(true);
    at(2_000, "48500.0");
    at(3_000, close);
    expect(events.at(-1)![1]).toMatchObject({ id, acknowledged: false });
    for (const unknown of ["nonsense", "", "-1", "999", "1e400", "1.5"]) {
      expect(watch.acknowledge(unknown), unknown).toBe(false);
    }
  });

  it("keeps the warnings of positions that stay, by their id", async () => {
    const { watch, events, at } = await scene();
    at(0, close);
    const [before] = watch.getSnapshot().warnings;
    watch.update({ ...account, positions: [{ ...ten, posted: 4_990 }] });
    const [after] = watch.getSnapshot().warnings;
    expect(after).toMatchObject({ id: before!.id, sinceLocalTimeMs: before!.sinceLocalTimeMs });
    expect(after!.liquidationPrice).toBeGreaterThan(before!.liquidationPrice!);
    watch.update({ ...account, positions: [{ ...ten, id: "another" }] });
    expect(kinds(events).slice(1)).toEqual(["cleared liquidationNear critical", "raised liquidationNear critical"]);
    expect(events.map(([, { positionId }]) => positionId)).toEqual(["ten", "ten", "another"]);
    watch.update({ ...account, positions: [] });
    expect(watch.getSnapshot()).toEqual({ positions: [], warnings: [] });
  });

  it("changes nothing where an update is refused", async () => {
    const { watch, events, at } = await scene();
    at(0, close);
    const before = watch.getSnapshot();
    expect(() => watch.update({ ...account, positions: [ten, { ...ten, id: "bad", posted: -1 }] })).toThrow(
      "marginNotPositive: posted is -1");
    expect(() => watch.update({ ...account, positions: [ten, { ...ten, quantity: "x" }] })).toThrow("badNumber");
    expect(watch.getSnapshot()).toEqual(before);
    at(1_000, "48500.0");
    at(2_000, close);
    expect(events).toHaveLength(2);
  });

  it("refuses a symbol with a line break, behind which others would be another's", async () => {
    const { watch } = await scene();
    const [position] = account.positions;
    const symbol = "BTCUSDT\nETHUSDT";
    const odd = { ...account, positions: [{ ...position!, symbol }], tables: { [symbol]: account.tables!["BTCUSDT"]! } };
    expect(() => watch.update(odd as Account)).toThrow(expect.objectContaining({ code: "unknownSymbol", value: symbol }));
  });

  it("has a snapshot that is the same object until something changed", async () => {
    const { plimsoll, watch, at } = await scene();
    at(0, far);
    const first = watch.getSnapshot();
    expect(watch.getSnapshot()).toBe(first);
    plimsoll.look(500);
    expect(watch.getSnapshot()).toBe(first);
    at(1_000, "49000.0");
    const second = watch.getSnapshot();
    expect(second).not.toBe(first);
    expect(second.positions[0]!.equity.value).toBe(4_000);
    expect(first.positions[0]!.equity.value).toBe(5_000);
  });

  it("sees the marks of feeds that were opened before it and after it", async () => {
    const plimsoll = await engine();
    const before = plimsoll.openFeed("binance-usdm");
    const watch = plimsoll.watch(account);
    const after = plimsoll.openFeed("binance-usdm");
    before.ingest(mark("49000.0", 1), 1);
    expect(watch.getSnapshot().positions[0]!.equity.value).toBe(4_000);
    after.ingest(mark("48000.0", 2), 2);
    expect(watch.getSnapshot().positions[0]!.equity.value).toBe(3_000);
    after.dispose();
    before.market("BTCUSDT").dispose();
    before.ingest(mark("47000.0", 3), 3);
    expect(watch.getSnapshot().positions[0]!.equity.value).toBe(2_000);
  });

  it("can be told what is near", async () => {
    const { events, at } = await scene(account, { cautionRate: 0.2, dangerRate: 0.15, criticalRate: 0 });
    at(0, far);
    expect(kinds(events)).toEqual(["raised liquidationNear danger"]);
  });

  it("throws after it was disposed of, and hears nothing more", async () => {
    const { feed, watch, events, plimsoll } = await scene();
    watch.dispose();
    watch.dispose();
    feed.ingest(mark(close, 5), 5);
    plimsoll.look(100_000);
    expect(events).toEqual([]);
    for (const call of [
      () => watch.getSnapshot(), () => watch.update(account), () => watch.subscribe(() => {}),
      () => watch.on("raised", () => {}), () => watch.acknowledge("1"),
    ]) {
      expect(call).toThrow("the watch was disposed of");
    }
  });

  it("may be ended by its own listener", async () => {
    const { watch, at } = await scene();
    watch.on("raised", () => watch.dispose());
    at(0, close);
    at(1_000, beyond);
    expect(() => watch.getSnapshot()).toThrow("disposed");
  });

  it("gives its memory back", async () => {
    const plimsoll = await engine();
    const feed = plimsoll.openFeed("binance-usdm");
    const once = () => {
      const watch = plimsoll.watch(account);
      feed.ingest(mark(close, 1), 1);
      watch.dispose();
    };
    once();
    const before = plimsoll.memory().bytesInUse;
    for (let i = 0; i < 300; ++i) once();
    // A slot in a list for each, no more.
    expect(plimsoll.memory().bytesInUse - before).toBeLessThan(300 * 64);
  });

  it("knows the mark that came before it was opened", async () => {
    const plimsoll = await engine();
    const feed = plimsoll.openFeed("binance-usdm");
    feed.market("BTCUSDT");
    feed.ingest(mark(close, 0), 0);
    const watch = plimsoll.watch(account);
    const { positions, warnings } = watch.getSnapshot();
    expect(positions[0]!.marginRatio.reason).toBeNull();
    expect(warnings.map(({ severity }) => severity)).toEqual(["critical"]);
  });

  it("does not take an old mark for a fresh one", async () => {
    const plimsoll = await engine();
    const feed = plimsoll.openFeed("binance-usdm");
    feed.market("BTCUSDT");
    feed.ingest(mark(close, 0), 0);
    plimsoll.look(5_000);
    const watch = plimsoll.watch(account);
    expect(watch.getSnapshot().positions[0]!.marginRatio.reason).toBe("noMark");
  });

  it("says whose warning is cleared when the position goes", async () => {
    const { watch, events, at } = await scene();
    at(0, close);
    watch.update({ ...account, positions: [] });
    expect(events.at(-1)).toMatchObject(["cleared", { positionId: "ten", symbol: "BTCUSDT", side: "long" }]);
  });
});

describe("words", () => {
  it("are in a catalogue of their own", async () => {
    const { plimsoll, events, at } = await scene();
    at(0, close);
    at(1_000, beyond);
    plimsoll.look(60_000);
    const { warnings } = (await scene()).watch.getSnapshot();
    expect(warnings).toEqual([]);
    expect(warningText(events[0]![1])).toEqual({
      title: "Liquidation imminent",
      body: "BTCUSDT long: liquidation at a mark of 45,226.131 is 0.16% away.",
    });
    expect(warningText({ ...events[0]![1], beyondLiquidation: true }).body).toBe(
      "BTCUSDT long: the mark is beyond the liquidation price.");
    expect(warningText(events.at(-1)![1]).title).toBe("No mark price");
    expect(severityText.critical).toBe("Critical");
  });
});
