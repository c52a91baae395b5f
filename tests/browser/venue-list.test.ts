// What the dashboard knows of venues, without a browser.

import { type FeedVenue, load } from "plimsoll";
import { connect } from "plimsoll/connect";
import { describe, expect, test } from "vitest";
import { addressOf, choiceFrom, withSource } from "../../examples/dashboard/src/data/choice.ts";
import { listed } from "../../examples/dashboard/src/data/venues.ts";

describe("the venues of the dashboard", () => {
  test.each(listed)("$name is called at the origins that its page may connect to, and at no others", async ({ name, symbols, origins }) => {
    const called = new Set<string>();
    class Socket {
      constructor(url: string) {
        called.add(new URL(url).origin);
      }
      send() {}
      close() {}
    }
    const fetched = (url: string) => {
      called.add(new URL(url).origin);
      return Promise.reject(new Error("not in a test"));
    };
    using connection = connect(await load(), {
      venue: name,
      symbols: Object.values(symbols),
      WebSocket: Socket as unknown as typeof WebSocket,
      fetch: fetched as typeof fetch,
      // One that has to be asked for its books is asked here too.
      streams: ["book", "mark", "openInterest"],
    });
    expect(connection.symbols).toEqual(Object.values(symbols));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([...called].sort()).toEqual([...origins].sort());
  });
});

describe("the address of the page", () => {
  const page = new URL("http://127.0.0.1:5080/?easeAfterMs=2000");

  test("says nothing of what is usual, and keeps what else it named", () => {
    expect(addressOf(choiceFrom(page.searchParams), page).search).toBe("?easeAfterMs=2000");
  });

  test("brings every choice back", () => {
    const across: FeedVenue[] = ["binance-usdm", "dydx"];
    const choices = [
      { source: "live", venue: "kraken-futures", coin: "ETH", across, withinBps: 50 },
      { source: "simulated", venue: "okx", coin: "BTC", across: [], withinBps: 25 },
      { source: "live", venue: "binance-usdm", coin: "BTC", across: [], withinBps: 10 },
    ] as const;
    for (const choice of choices) expect(choiceFrom(addressOf(choice, page).searchParams)).toEqual(choice);
  });

  test("names that nobody has are as if they were not there", () => {
    const asked = new URLSearchParams("source=elsewhere&venue=dydx&coin=DOGE&across=okx,nobody&within=7");
    expect(choiceFrom(asked)).toEqual({ source: "simulated", venue: "binance-usdm", coin: "BTC", across: ["okx"], withinBps: 10 });
  });

  test("another source has nobody side by side but the simulated ones", () => {
    const simulated = choiceFrom(new URLSearchParams("venue=okx"));
    expect(simulated.across).toHaveLength(6);
    const live = withSource(simulated, "live");
    expect(live).toMatchObject({ source: "live", venue: "okx", across: [] });
    expect(withSource({ ...live, venue: "dydx" }, "simulated")).toMatchObject({ venue: "binance-usdm", across: simulated.across });
  });
});
