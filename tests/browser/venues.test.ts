// The dashboard on other venues than Binance, and on several at once.

import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type DashboardPage, patience, Stage } from "./dashboard-page.ts";

type SimulatedName = Parameters<Stage["exchange"]["expectedBook"]>[0];

/** The book that the page asks each for, and what one unit of quantity is, base coin. */
const books: Readonly<Record<SimulatedName, readonly [channel: string, contractSize: number]>> = {
  "binance-usdm": ["depth@100ms", 1],
  "bybit-linear": ["orderbook.200", 1],
  okx: ["books", 0.01],
  deribit: ["book.100ms", 1],
  hyperliquid: ["l2Book.fast", 1],
  "gate-usdt": ["ob.400", 0.0001],
};
const names = Object.keys(books) as SimulatedName[];

/** A number as the page writes it; null where it writes none. */
function numberIn(text: string | null | undefined): number | null {
  const digits = (text ?? "").replace("−", "-").replace(/[^\d.-]/g, "");
  return digits === "" ? null : Number(digits);
}

interface ShownRow {
  readonly kind: string | null;
  readonly state: string;
  readonly numbers: Readonly<Record<string, number | null>>;
}

async function rowsOf({ page }: DashboardPage): Promise<Record<string, ShownRow>> {
  const rows = await page.$$eval("#across-table tr[data-venue]", (found) => found.map((row) => ({
    venue: (row as HTMLElement).dataset["venue"] ?? "",
    kind: (row as HTMLElement).dataset["kind"] ?? null,
    state: row.querySelector(".state")?.textContent ?? "",
    texts: [...row.querySelectorAll<HTMLElement>("[data-column]")]
      .map((cell) => [cell.dataset["column"] ?? "", (cell.firstChild?.textContent ?? "")] as const),
  })));
  return Object.fromEntries(rows.map(({ venue, texts, ...row }) => [venue, {
    ...row, numbers: Object.fromEntries(texts.map(([column, text]) => [column, numberIn(text)])),
  }]));
}

const kindsOf = async (dashboard: DashboardPage) =>
  Object.fromEntries(Object.entries(await rowsOf(dashboard)).map(([name, { kind }]) => [name, kind]));

const allAre = (kind: string) => Object.fromEntries([...names.map((name) => [name, kind]), ["all", null]]);

describe("the dashboard on several venues", () => {
  let stage: Stage;
  const opened: DashboardPage[] = [];

  beforeAll(async () => {
    stage = await Stage.set();
  });

  afterEach(async () => {
    for (const dashboard of opened.splice(0)) await dashboard.page.context().close();
  });

  afterAll(() => stage?.strike());

  const open = async (...asked: Parameters<Stage["open"]>) => {
    const dashboard = await stage.open(...asked);
    opened.push(dashboard);
    return dashboard;
  };

  test("another venue shows its own book in its own contracts, and the address keeps it", async () => {
    const dashboard = await open();
    await dashboard.hears("live");
    await dashboard.page.selectOption("#venue", "okx");
    await dashboard.hears("live");
    await dashboard.becomes("#ladder-unit", "in contracts of 0.01 BTC");
    const agrees = async () => {
      const [price, contracts] = await Promise.all([dashboard.number("#best-bid"), dashboard.number("#best-bid-quantity")]);
      const [truePrice, quantity] = (stage.exchange.truth("BTCUSDT").bids[0] ?? []).map(Number);
      return price === truePrice && Math.abs(contracts * 0.01 - (quantity ?? 0)) < 1e-9;
    };
    await expect.poll(agrees, { ...patience, interval: 30 }).toBe(true);
    await dashboard.becomes("#strip-mark", /^\d\d,\d{3}\.\d$/);
    expect(await dashboard.page.title()).toBe("BTC-USDT-SWAP · OKX · Plimsoll");
    expect(await dashboard.page.isVisible("#position-form")).toBe(false);
    await dashboard.becomes("#unwatched p", /none is watched on OKX/);
    await dashboard.page.locator('#coins input[value="ETH"]').check();
    expect(new URL(dashboard.page.url()).search).toBe("?venue=okx&coin=ETH");
    await dashboard.page.reload();
    await dashboard.hears("live");
    expect(await dashboard.page.inputValue("#venue")).toBe("okx");
    await expect.poll(() => dashboard.number("#best-bid"), patience).toBeLessThan(10_000);
    expect(dashboard.problems).toEqual([]);
  });

  test("every simulated venue is heard", async () => {
    const dashboard = await open("?across=");
    for (const name of names) {
      await dashboard.page.selectOption("#venue", name);
      await dashboard.hears("live");
      await dashboard.becomes("#strip-funding", /^[+−]?0\.0\d{3} %$/);
      await dashboard.becomes("#strip-interest", /^\d+ BTC$/);
    }
    expect(dashboard.problems).toEqual([]);
  });

  test("a venue whose socket is lost leaves the sum, and the others go on", async () => {
    const dashboard = await open("", { colorScheme: "dark" });
    let isDown = false;
    const sockets = new Set<{ close(): Promise<void> }>();
    await dashboard.page.routeWebSocket(/\/v5\/public\/linear/, (socket) => {
      if (isDown) return void socket.close();
      sockets.add(socket);
      socket.connectToServer();
    });
    await dashboard.page.reload();
    await expect.poll(() => kindsOf(dashboard), patience).toEqual(allAre("live"));
    isDown = true;
    for (const socket of sockets) await socket.close();
    await expect.poll(async () => (await kindsOf(dashboard))["bybit-linear"], patience).toMatch(/disconnected|unreachable/);
    await expect.poll(async () => (await rowsOf(dashboard))["all"]?.state, patience).toBe("5 of 6 books");
    await expect.poll(async () => (await kindsOf(dashboard))["bybit-linear"], patience).toMatch(/disconnected|unreachable/);
    const { all, "bybit-linear": lost, ...others } = await rowsOf(dashboard);
    expect(lost?.numbers["mid"]).toBeNull();
    expect(lost?.numbers["bids"]).toBeNull();
    expect(Object.values(others).map(({ kind }) => kind)).toEqual(Array(5).fill("live"));
    const sum = Object.values(others).reduce((total, { numbers }) => total + (numbers["bids"] ?? NaN), 0);
    expect(Math.abs((all?.numbers["bids"] ?? NaN) - sum)).toBeLessThanOrEqual(0.005 * 6 + 1e-9);
    // The page itself is about another one, and says nothing is lost.
    expect(await dashboard.page.isVisible("#notice")).toBe(false);
    expect(await dashboard.violations()).toEqual([]);
    isDown = false;
    await expect.poll(() => kindsOf(dashboard), patience).toEqual(allAre("live"));
  });

  test("a lost message is a gap of its venue alone", async () => {
    const dashboard = await open();
    await dashboard.page.route("**/fapi/v1/depth*", async (route) => {
      if (isHeld) await held;
      await route.continue();
    });
    let isHeld = false;
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    onTestFinished(() => letGo());
    await expect.poll(() => kindsOf(dashboard), patience).toEqual(allAre("live"));
    isHeld = true;
    stage.exchange.misbehave({ fault: "drop", venue: "binance-usdm", symbol: "BTCUSDT", kind: "book" });
    await expect.poll(() => kindsOf(dashboard), patience).toEqual({ ...allAre("live"), "binance-usdm": "gap" });
    expect((await rowsOf(dashboard))["binance-usdm"]?.state).toBe("Catching up");
    letGo();
    await expect.poll(() => kindsOf(dashboard), patience).toEqual(allAre("live"));
  });

  test("a book that has gone silent is old, and no part of the sum", async () => {
    const dashboard = await open("?across=binance-usdm,okx,gate-usdt");
    await expect.poll(async () => (await rowsOf(dashboard))["all"]?.state, patience).toBe("3 books");
    stage.exchange.pause();
    onTestFinished(() => stage.exchange.resume());
    await expect.poll(async () => (await rowsOf(dashboard))["all"]?.state, patience).toBe("0 of 3 books");
    const { all, okx } = await rowsOf(dashboard);
    expect(okx).toMatchObject({ kind: "stale", state: "Silent", numbers: { bids: null, asks: null, distance: null } });
    expect(okx?.numbers["mid"]).toBeGreaterThan(10_000);
    expect(all?.numbers).toMatchObject({ bids: null, asks: null, imbalance: null });
    stage.exchange.resume();
    await expect.poll(async () => (await rowsOf(dashboard))["all"]?.state, patience).toBe("3 books");
  });

  test("who is switched off is not listened to any longer", async () => {
    const dashboard = await open();
    await expect.poll(() => kindsOf(dashboard), patience).toEqual(allAre("live"));
    // Binance has two sockets, each of the others one.
    expect(stage.exchange.clientCount).toBe(7);
    await dashboard.page.uncheck('#across-venues input[value="okx"]');
    await expect.poll(() => stage.exchange.clientCount, patience).toBe(6);
    expect(Object.keys(await rowsOf(dashboard))).toEqual([...names.filter((name) => name !== "okx"), "all"]);
    expect(new URL(dashboard.page.url()).searchParams.get("across")).toBe(names.filter((name) => name !== "okx").join());
    for (const name of names.filter((other) => other !== "okx")) {
      await dashboard.page.uncheck(`#across-venues input[value="${name}"]`);
    }
    await expect.poll(() => stage.exchange.clientCount, patience).toBe(2);
    expect(await dashboard.page.isVisible("#across-empty")).toBe(true);
    expect(await dashboard.page.isVisible("#across-table")).toBe(false);
    const sent: string[] = [];
    dashboard.page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => sent.push(String(payload))));
    await dashboard.page.check('#across-venues input[value="deribit"]');
    await expect.poll(() => kindsOf(dashboard), patience).toEqual({ deribit: "live", all: null });
    await dashboard.page.locator('#coins input[value="ETH"]').check();
    await expect.poll(async () => (await rowsOf(dashboard))["deribit"]?.numbers["mid"], patience).toBeLessThan(10_000);
    expect(stage.exchange.clientCount).toBe(3);
    // The other coin's streams have ended, on the same socket.
    expect(sent.some((text) => text.includes("public/unsubscribe") && text.includes("book.BTC_USDC-PERPETUAL"))).toBe(true);
  });

  test("a mid is compared with the median of the others'", async () => {
    const three = ["binance-usdm", "okx", "hyperliquid"] as const;
    const dashboard = await open(`?across=${three.join()}`);
    await expect.poll(async () => (await rowsOf(dashboard))["all"]?.state, patience).toBe("3 books");
    // One whose book comes twice a second falls behind a market that runs.
    stage.exchange.market("BTCUSDT").shock(0.004);
    const isCompared = async () => {
      const { all: _, ...rows } = await rowsOf(dashboard);
      const mids = three.map((name) => rows[name]?.numbers["mid"] ?? NaN);
      const expected = mids.map((mid, i) => {
        // Of two, the median lies between them.
        const median = mids.filter((_, other) => other !== i).reduce((sum, other) => sum + other / 2, 0);
        return (1e4 * (mid - median)) / median;
      });
      // Mids are written to half a tick, which is a hundredth of a basis point.
      const isRight = three.every((name, i) => isWritten(rows[name]?.numbers["distance"], expected[i], 0.02));
      return isRight && Math.abs(rows["hyperliquid"]?.numbers["distance"] ?? 0) > 0.5;
    };
    await expect.poll(isCompared, { ...patience, interval: 50 }).toBe(true);
  });

  test("a position on Binance is watched on while another venue is looked at", async () => {
    const dashboard = await open("?across=");
    await dashboard.hears("live");
    await dashboard.typePosition({ leverage: "5" });
    await dashboard.becomes("#calm-text", /BTCUSDT is watched at every mark/);
    const liquidation = await dashboard.number("#risk-liquidation");
    await dashboard.page.selectOption("#venue", "deribit");
    await dashboard.hears("live");
    await dashboard.becomes("#calm-text", /BTCUSDT is watched at every mark/);
    const market = stage.exchange.market("BTCUSDT");
    market.pinMark(liquidation * 1.003, 60_000);
    onTestFinished(() => market.unpinMark());
    await dashboard.alarm("critical");
    await dashboard.becomes("#standing li", /BTCUSDT long/);
    await dashboard.page.click("#show-watched");
    await dashboard.becomes("#risk-side", "Long");
    expect(await dashboard.page.evaluate(() => document.activeElement?.id)).toBe("quantity");
  });

  test("venues are switched and chosen from the keyboard alone", async () => {
    const dashboard = await open();
    await expect.poll(() => kindsOf(dashboard), patience).toEqual(allAre("live"));
    const { keyboard } = dashboard.page;
    const focused = () => dashboard.page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
    await dashboard.page.focus("#venue");
    await keyboard.press("ArrowDown");
    await expect.poll(() => dashboard.page.title(), patience).toBe("BTCUSDT · Bybit · Plimsoll");
    await dashboard.page.focus("#across-within input:checked");
    await keyboard.press("ArrowRight");
    await dashboard.becomes("#across-depth", "Depth within 25 bps");
    await keyboard.press("Tab");
    await keyboard.press("Space"); // Binance, off
    await expect.poll(async () => Object.keys(await rowsOf(dashboard)), patience).toEqual([...names.slice(1), "all"]);
    for (let chip = 0; chip < names.length; ++chip) await keyboard.press("Tab");
    expect(await focused()).toBe("Bybit");
    await keyboard.press("Tab");
    await keyboard.press("Enter");
    await expect.poll(() => dashboard.page.title(), patience).toBe("BTC-USDT-SWAP · OKX · Plimsoll");
    expect(await focused()).toBe("OKX");
  });
});

describe("venues side by side, while market time stands still", () => {
  let stage: Stage;

  beforeAll(async () => {
    // Every channel has told all at a multiple of five seconds.
    stage = await Stage.set({ seed: 21, speed: 0, startTimeMs: Math.floor(Date.now() / 5_000) * 5_000 });
  });

  afterAll(() => stage?.strike());

  /** What rests within a distance of the mid of a venue's book, quote units. */
  const restingIn = (name: SimulatedName, withinBps: number) => {
    const [channel, contractSize] = books[name];
    const { bids, asks } = stage.exchange.expectedBook(name, "BTCUSDT", channel);
    const mid = (Number(bids[0]?.[0]) + Number(asks[0]?.[0])) / 2;
    const notional = (levels: typeof bids) => levels
      .map(([price, quantity]) => [Number(price), Number(quantity)] as const)
      .filter(([price]) => Math.abs(price - mid) <= (mid * withinBps) / 1e4)
      .reduce((sum, [price, quantity]) => sum + price * quantity * contractSize, 0);
    return { mid, bids: notional(bids), asks: notional(asks) };
  };

  test.each([10, 50])("depth within %d bps is what rests in the venues' books, and so are its sums", async (withinBps) => {
    const dashboard = await stage.open(`?within=${withinBps}`);
    onTestFinished(() => dashboard.page.context().close());
    const shows = async () => {
      stage.exchange.advance(5_000);
      await dashboard.page.waitForTimeout(600);
      const { all, ...rows } = await rowsOf(dashboard);
      const resting = names.map((name) => restingIn(name, withinBps));
      const expected = names.map((name, i) => [name, resting[i]] as const);
      const isRight = expected.every(([name, of]) => {
        const numbers = rows[name]?.numbers ?? {};
        const lean = of === undefined ? NaN : (of.bids - of.asks) / (of.bids + of.asks);
        return isWritten(numbers["mid"], of?.mid, 0.005) && isWritten(numbers["imbalance"], lean, 0.005) &&
          isWritten(numbers["bids"], (of?.bids ?? NaN) / 1e6, 0.005) && isWritten(numbers["asks"], (of?.asks ?? NaN) / 1e6, 0.005);
      });
      const bids = resting.reduce((sum, of) => sum + of.bids, 0);
      const asks = resting.reduce((sum, of) => sum + of.asks, 0);
      return isRight && isWritten(all?.numbers["bids"], bids / 1e6, 0.005) && isWritten(all?.numbers["asks"], asks / 1e6, 0.005) &&
        isWritten(all?.numbers["imbalance"], (bids - asks) / (bids + asks), 0.005);
    };
    await expect.poll(shows, { timeout: 30_000, interval: 10 }).toBe(true);
  });

  test("the picture stacks them on one scale", async () => {
    const dashboard = await stage.open();
    onTestFinished(() => dashboard.page.context().close());
    const edges = () => dashboard.page.$$eval("#across-table tr[data-venue]", (rows) => rows.map((row) => {
      const box = (side: string) => row.querySelector(`.half .${side}`)?.getBoundingClientRect() ?? new DOMRect();
      return { bids: [box("bids").left, box("bids").right], asks: [box("asks").left, box("asks").right] };
    }));
    const isStacked = async () => {
      stage.exchange.advance(5_000);
      await dashboard.page.waitForTimeout(600);
      const rows = await edges();
      const all = rows.pop();
      const near = (a: number | undefined, b: number | undefined) => Math.abs((a ?? NaN) - (b ?? NaN)) < 1;
      return rows.length === names.length && rows.every((row, i) => {
        const above = rows[i - 1];
        return above === undefined || (near(row.bids[1], above.bids[0]) && near(row.asks[0], above.asks[1]));
      }) && near(rows.at(-1)?.bids[0], all?.bids[0]) && near(rows.at(-1)?.asks[1], all?.asks[1]) &&
        (all?.asks[1] ?? 0) - (all?.bids[0] ?? 0) > 50;
    };
    await expect.poll(isStacked, { timeout: 30_000, interval: 10 }).toBe(true);
  });
});

function isWritten(shown: number | null | undefined, expected: number | undefined, rounding: number): boolean {
  return Math.abs((shown ?? NaN) - (expected ?? NaN)) <= rounding * 1.001;
}
