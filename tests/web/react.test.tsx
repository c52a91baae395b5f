// The hooks, in React as a page has it: StrictMode, a server's page, stores that come and go.

import "./page.ts";
import { act, Component, type ReactNode, StrictMode, startTransition, Suspense, use, useEffect, useState } from "react";
import { createRoot, hydrateRoot, type Root } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Account, Market, Watch } from "plimsoll";
import { type AccountRisk, evaluate, InputError } from "plimsoll/margin";
import { type RiskState, useMarket, useRisk, useWarnings } from "plimsoll/react";
import { engine, halfPercent, liveMarket, mark, quote } from "./plimsoll.ts";

const tables = { BTCUSDT: halfPercent };

/** Made anew each time, as a component does that writes it where it renders. */
const account = (changed: object = {}): Account => ({
  venue: "binance-usdm", tables,
  positions: [{ symbol: "BTCUSDT", side: "long", quantity: "1", entryPrice: 50_000, mode: "isolated", posted: 5_000, ...changed }],
});

let place: HTMLElement;
let root: Root;
let complaints: unknown[][];

beforeEach(() => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  place = document.body.appendChild(document.createElement("main"));
  root = createRoot(place);
  complaints = [];
  vi.spyOn(console, "error").mockImplementation((...said) => void complaints.push(said));
});

afterEach(() => {
  act(() => root.unmount());
  place.remove();
  vi.restoreAllMocks();
  expect(complaints).toEqual([]);
});

const render = (what: ReactNode) => act(async () => root.render(what));

/** Long enough for what was said to be drawn. */
const frame = () => act(() => new Promise<void>((done) => setTimeout(done, 40)));

/** Catches what a component throws, and writes it. */
class Boundary extends Component<{ children: ReactNode }, { thrown: string | null }> {
  override state = { thrown: null };
  static getDerivedStateFromError = (thrown: unknown) => ({ thrown: String(thrown) });
  override render = () => this.state.thrown ?? this.props.children;
}

describe("useRisk", () => {
  const seen: RiskState[] = [];
  function Risk({ of, at = 50_000, half }: { of: Account | null; at?: number; half?: number }) {
    const state = useRisk(of, { BTCUSDT: at }, half === undefined ? undefined : { wantedMarginRatio: half });
    seen.push(state);
    return state.error?.field ?? state.risk?.positions[0]!.liquidation.value!.toFixed(2) ?? "none";
  }
  const last = () => seen.at(-1)!;

  it("gives what evaluate gives, also in StrictMode", async () => {
    await render(<StrictMode><Risk of={account()} /></StrictMode>);
    expect(place.textContent).toBe("45226.13");
    expect(last()).toEqual({ risk: evaluate(account(), { BTCUSDT: 50_000 }), error: null });
  });

  it("answers with the same object while no value changes", async () => {
    await render(<Risk of={account()} />);
    const first = last();
    await render(<Risk of={account()} />);
    await render(<Risk of={account({ quantity: "1" })} at={50_000} />);
    expect(last()).toBe(first);
    await render(<Risk of={account()} at={49_000} />);
    expect(last()).not.toBe(first);
    expect(last().risk!.marginRatio).toBeDefined();
    expect(last().risk!.positions[0]!.equity.value).toBeCloseTo(4_000, 9);
  });

  it("computes again when any value changes, however deep, and only then", async () => {
    const changes: [Account, number?, number?][] = [
      [account()], [account({ side: "short" })], [account({ posted: 4_000 })], [account({ posted: "4000" })],
      [{ ...account(), takerFeeRate: 0.0005 }], [{ ...account(), tables: { BTCUSDT: { ...halfPercent, date: "2026-11-24" } } }],
      [account(), 50_001], [account(), 50_001, 0.4],
    ];
    const answers = new Set<AccountRisk | null>();
    for (const [of, at, half] of changes) {
      for (let i = 0; i < 2; ++i) {
        await render(<Risk of={structuredClone(of)} {...(at && { at })} {...(half && { half })} />);
        answers.add(last().risk);
      }
    }
    expect(answers.size).toBe(changes.length);
  });

  it("hands out what is wrong while somebody types, and throws nothing", async () => {
    const typed = async (quantity: string) => {
      await render(<StrictMode><Boundary><Risk of={account({ quantity })} /></Boundary></StrictMode>);
      return last();
    };
    expect((await typed("1")).error).toBeNull();
    const { risk, error } = await typed("1.");
    expect(risk).toBeNull();
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ code: "badNumber", field: "quantity", value: "1." });
    expect((await typed("1.")).error).toBe(error);
    expect(place.textContent).toBe("quantity");
    expect((await typed("1.5")).risk!.positions[0]!.liquidation.value).toBeCloseTo((75_000 - 5_000) / 1.5 / 0.995, 6);
  });

  it("refuses whatever is not an account with an InputError too", async () => {
    for (const wrong of [5, "x", [], {}, { venue: "mtgox", positions: [] }, { ...account(), positions: [null] }, { ...account(), tables: [] }]) {
      await render(<Boundary><Risk of={wrong as unknown as Account} /></Boundary>);
      expect(last().error).toBeInstanceOf(InputError);
    }
  });

  it("leaves what is no fault of the input to the error boundary", async () => {
    const broken = { ...account(), get venue(): never { throw new RangeError("broken"); } };
    await render(<Boundary><Risk of={broken} /></Boundary>);
    expect(place.textContent).toBe("RangeError: broken");
    expect(complaints.splice(0)).not.toEqual([]); // React says so
  });

  it("has neither while there is no account", async () => {
    await render(<Risk of={null} />);
    expect(last()).toEqual({ risk: null, error: null });
    await render(<Risk of={account()} />);
    expect(place.textContent).toBe("45226.13");
    await render(<Risk of={null} />);
    expect(place.textContent).toBe("none");
  });

  it("is in a server's page, which comes to life as it is", async () => {
    const page = <StrictMode><Risk of={account()} /></StrictMode>;
    act(() => root.unmount());
    place.innerHTML = renderToString(page);
    expect(place.textContent).toBe("45226.13");
    await act(async () => { root = hydrateRoot(place, page); });
    expect(place.textContent).toBe("45226.13");
  });

  it("knows accounts of lending protocols", async () => {
    const Loan = ({ price }: { price: number | string }) => {
      const { risk, error } = useRisk({
        venue: "aave-v3",
        assets: [{ symbol: "WETH", collateralQuantity: 10, liquidationThreshold: 0.825 }, { symbol: "USDC", debtQuantity: 20_000 }],
      }, { WETH: price, USDC: 1 });
      return error?.field ?? String(risk?.healthFactor.value);
    };
    await render(<Loan price={2_500} />);
    expect(place.textContent).toBe("1.03125");
    await render(<Loan price="2,500" />);
    expect(place.textContent).toBe("marks.WETH");
  });

  it("two components share nothing", async () => {
    await render(<><Risk of={account()} />;<Risk of={account({ side: "short" })} /></>);
    expect(place.textContent).toBe("45226.13;54726.37");
  });
});

/** A market or watch that says how many listen to it. */
function counted<Store extends Market | Watch>(store: Store): { store: Store; listening: () => number; subscriptions: () => number } {
  let [now, ever] = [0, 0];
  const subscribe: Store["subscribe"] = (listener: () => void) => {
    const stop = store.subscribe(listener);
    ++now; ++ever;
    return () => { --now; stop(); };
  };
  return { store: { getSnapshot: store.getSnapshot, subscribe } as Store, listening: () => now, subscriptions: () => ever };
}

describe("useMarket", () => {
  let drawn = 0;
  function Bid({ of }: { of: Market | null }) {
    const snapshot = useMarket(of);
    ++drawn;
    return snapshot === null ? "none" : String(snapshot.quoteBidPrice);
  }
  const scene = async () => {
    const feed = (await engine()).openFeed("binance-usdm");
    const market = liveMarket(feed);
    let update = 200;
    const bid = (price: string, symbol?: string) => void feed.ingest(quote(price, "50000.1", ++update, symbol));
    bid("50000.0");
    return { feed, market, bid };
  };

  it.each([["plainly", (bid: ReactNode) => bid], ["in StrictMode", (bid: ReactNode) => <StrictMode>{bid}</StrictMode>]])(
    "follows the market %s, once a frame", async (_, as) => {
      const { market, bid } = await scene();
      const times = as("x") === "x" ? 1 : 2;
      await render(as(<Bid of={market} />));
      expect(place.textContent).toBe("50000");
      drawn = 0;
      bid("50000.0"); bid("49999.0"); bid("49998.0");
      await frame();
      expect(place.textContent).toBe("49998");
      expect(drawn).toBe(times);
    });

  it("draws neither for a message that changes nothing, nor for another market", async () => {
    const { feed, market, bid } = await scene();
    const other = liveMarket(feed, "ETHUSDT");
    bid("49999.0");
    await render(<><Bid of={market} />;<Bid of={other} /></>);
    drawn = 0;
    feed.ingest('{"stream":"btcusdt@nothing","data":{"e":"nothing"}}');
    await frame();
    expect(drawn).toBe(0);
    bid("1.0", "ETHUSDT");
    await frame();
    expect(drawn).toBe(1);
  });

  it("shows one moment in all components, however they come to be drawn", async () => {
    const { market, bid } = await scene();
    let again = () => {};
    const Late = () => {
      const [count, set] = useState(0);
      again = () => set(count + 1);
      return <>{count}:<Bid of={market} /></>;
    };
    await render(<><Bid of={market} />;<Late /></>);
    bid("49990.0");
    act(() => again()); // before the frame
    const [early, late] = place.textContent!.split(";");
    expect(late).toBe(`1:${early}`);
    await frame();
    expect(place.textContent).toBe("49990;1:49990");
  });

  it("shows one moment after a transition that was interrupted", async () => {
    const { market, bid } = await scene();
    let deliver = () => {};
    const later = new Promise<void>((done) => { deliver = done; });
    const Waits = () => { use(later); return null; };
    let show = () => {};
    const Page = () => {
      const [shown, set] = useState(false);
      show = () => startTransition(() => set(true));
      return <><Bid of={market} />{shown && <Suspense><Waits />;<Bid of={market} /></Suspense>}</>;
    };
    await render(<StrictMode><Page /></StrictMode>);
    await act(async () => show());
    bid("49980.0");
    await frame();
    await act(async () => deliver());
    expect(place.textContent).toBe("49980;49980");
  });

  it("listens once for all, and not at all when nobody looks", async () => {
    const { market } = await scene();
    const { store, listening } = counted(market);
    await render(<StrictMode><Bid of={store} /><Bid of={store} /></StrictMode>);
    expect(listening()).toBe(1);
    await render(<StrictMode><Bid of={store} /></StrictMode>);
    expect(listening()).toBe(1);
    await render(null);
    expect(listening()).toBe(0);
  });

  it("does not subscribe again because its parent was drawn", async () => {
    const { store, subscriptions } = counted((await scene()).market);
    await render(<Bid of={store} />);
    await render(<Bid of={store} />);
    expect(subscriptions()).toBe(1);
  });

  it("leaves a market for another", async () => {
    const { feed, market, bid } = await scene();
    const [btc, eth] = [counted(market), counted(liveMarket(feed, "ETHUSDT"))];
    await render(<Bid of={btc.store} />);
    bid("3000.0", "ETHUSDT");
    await render(<Bid of={eth.store} />);
    expect([btc.listening(), eth.listening()]).toEqual([0, 1]);
    expect(place.textContent).toBe("3000");
    drawn = 0;
    bid("49970.0");
    await frame();
    expect(drawn).toBe(0);
    await render(<Bid of={null} />);
    expect(eth.listening()).toBe(0);
    expect(place.textContent).toBe("none");
  });

  it("sees what happened between being drawn and listening", async () => {
    const { market, bid } = await scene();
    const Busy = () => {
      useEffect(() => bid("49960.0"), []);
      return null;
    };
    await render(<><Busy /><Bid of={market} /></>);
    expect(place.textContent).toBe("49960");
  });

  it("a market made and disposed of in an effect is right in StrictMode", async () => {
    const { feed, bid } = await scene();
    const Page = ({ symbol }: { symbol: string }) => {
      const [made, set] = useState<Market | null>(null);
      useEffect(() => {
        const market = feed.market(symbol);
        bid("20.0", symbol);
        set(market);
        return () => market.dispose();
      }, [symbol]);
      return <>{symbol} <Bid of={made} /></>;
    };
    await render(<StrictMode><Page symbol="ETHUSDT" /></StrictMode>);
    expect(place.textContent).toBe("ETHUSDT 20");
    await render(<StrictMode><Page symbol="SOLUSDT" /></StrictMode>);
    expect(place.textContent).toBe("SOLUSDT 20");
  });

  it("a market that was disposed of is none, and breaks nothing", async () => {
    const { feed } = await scene();
    const market = liveMarket(feed, "ETHUSDT");
    market.dispose();
    await render(<StrictMode><Boundary><Bid of={market} /></Boundary></StrictMode>);
    expect(place.textContent).toBe("none");
  });

  it("is none in a server's page, and live when that has come to life", async () => {
    const { market } = await scene();
    const page = <StrictMode><Bid of={market} /></StrictMode>;
    act(() => root.unmount());
    place.innerHTML = renderToString(page);
    expect(place.textContent).toBe("none");
    await act(async () => { root = hydrateRoot(place, page); });
    expect(place.textContent).toBe("50000");
  });
});

describe("useWarnings", () => {
  const lists: unknown[] = [];
  function Warnings({ of }: { of: Watch | null }) {
    const warnings = useWarnings(of);
    lists.push(warnings);
    return warnings === null ? "none" : warnings.map(({ severity, acknowledged }) => `${severity} ${acknowledged}`).join() || "calm";
  }
  const scene = async () => {
    const plimsoll = await engine();
    const feed = plimsoll.openFeed("binance-usdm");
    let timeMs = 0;
    return {
      watch: plimsoll.watch(account()),
      at: (price: string) => act(async () => void feed.ingest(mark(price, (timeMs += 1_000)), timeMs)),
    };
  };

  it("shows a warning in the message that raises it", async () => {
    const { watch, at } = await scene();
    await render(<StrictMode><Warnings of={watch} /></StrictMode>);
    await at("50000.0");
    expect(place.textContent).toBe("calm");
    await at("45300.0");
    expect(place.textContent).toBe("critical false");
    await act(async () => void watch.acknowledge(watch.getSnapshot().warnings[0]!.id));
    expect(place.textContent).toBe("critical true");
  });

  it("does not draw at marks that change no warning", async () => {
    const { watch, at } = await scene();
    await at("50000.0");
    await render(<Warnings of={watch} />);
    const before = lists.length;
    for (const price of ["50001.0", "50002.0", "50003.0"]) await at(price);
    expect(lists.length).toBe(before);
  });

  it("is none without a watch, after its end, and on a server", async () => {
    const { watch } = await scene();
    const { store, listening } = counted(watch);
    await render(<Warnings of={null} />);
    expect(place.textContent).toBe("none");
    await render(<Warnings of={store} />);
    expect(listening()).toBe(1);
    expect(renderToString(<Warnings of={watch} />)).toBe("none");
    await render(null);
    expect(listening()).toBe(0);
    watch.dispose();
    await render(<Boundary><Warnings of={watch} /></Boundary>);
    expect(place.textContent).toBe("none");
  });
});
