import type { PositionRisk } from "plimsoll/full";

import { byId, choose, setHidden, setText } from "../../../page/dom.ts";
import { fixed } from "../../../page/format.ts";
import type { Dashboard } from "../dashboard.ts";
import type { Choice } from "../data/choice.ts";
import { compare } from "../data/comparison.ts";
import { coinOf, type SymbolName } from "../data/stated-contract.ts";
import { watchedVenue } from "../data/venues.ts";
import type { Watched } from "../data/watched.ts";
import { Across } from "./across.ts";
import { Charts } from "./charts.ts";
import { Funding } from "./funding.ts";
import { drawHearing, drawNotice } from "./hearing.ts";
import { Imbalance } from "./imbalance.ts";
import { Ladder } from "./ladder.ts";
import { MarginTableView } from "./margin-table.ts";
import { drawMarketStrip, type Now } from "./market-strip.ts";
import { OpenInterestView } from "./open-interest.ts";
import { OrderFlow } from "./order-flow.ts";
import { PositionForm } from "./position-form.ts";
import { drawNoRisk, drawRisk } from "./risk.ts";
import { showVenues } from "./venues.ts";
import { WarningsView, worst } from "./warnings.ts";

const advice = {
  simulated: "npm start runs it beside this page, npm run exchange by itself.",
  live: "The network may be down, or the venue may not serve this place.",
} as const;

/** Everything that is seen, drawn from a dashboard. */
export class Page {
  readonly charts = new Charts();
  readonly warnings = new WarningsView();
  readonly #imbalance = new Imbalance();
  readonly #orderFlow = new OrderFlow();
  readonly #funding = new Funding();
  readonly #openInterest = new OpenInterestView();
  #across: Across | null = null;
  #ladder: Ladder | null = null;
  #form: PositionForm | null = null;
  #table: MarginTableView | null = null;

  attach(dashboard: Dashboard, draw: () => void, choice: (change: Partial<Choice>) => void): void {
    this.#across = new Across(choice);
    this.#ladder = new Ladder(draw);
    this.#table = new MarginTableView((text) => dashboard.watched.rules.usePasted(text));
    this.#form = new PositionForm({
      typed: (typed) => {
        if (dashboard.watchedSymbol !== null) dashboard.watched.type(dashboard.watchedSymbol, typed);
        draw();
      },
      symbol: (symbol) => choice({ coin: coinOf(symbol) }),
      markPrice: () => dashboard.session.market(dashboard.coin).getSnapshot().markPrice,
    });
    byId("show-watched").addEventListener("click", () => {
      choice({ venue: watchedVenue });
      byId("quantity").focus();
    });
  }

  /** Something else is chosen. */
  show(dashboard: Dashboard): void {
    const { choice, session, watched, watchedSymbol } = dashboard;
    choose("coin", choice.coin);
    choose("source", choice.source);
    showVenues(dashboard.venues, choice.venue);
    this.#across?.show(dashboard.venues, choice);
    this.#ladder?.clear();
    this.#orderFlow.clear();
    this.#funding.clear();
    if (watchedSymbol !== null) this.#form?.show(watched.typed(watchedSymbol), watched.rules.contract(watchedSymbol));
    setHidden(byId("position-body"), watchedSymbol === null);
    setHidden(byId("unwatched"), watchedSymbol !== null);
    setText(byId("unwatched-venue"), session.venue.title);
    setHidden(byId("simulator"), choice.source !== "simulated");
    document.title = `${session.venue.symbols[choice.coin]} · ${session.venue.title} · Plimsoll`;
    this.drawCharts(dashboard);
  }

  draw(dashboard: Dashboard): void {
    const { session, coin, contract, watched, watchedSymbol } = dashboard;
    const market = session.market(coin);
    const reading = market.getSnapshot();
    const hearing = session.hearing(coin);
    const now = nowOf(dashboard);

    drawHearing(hearing, reading.bookLocalTimeMs === null ? null : now.localTimeMs - reading.bookLocalTimeMs);
    drawNotice(hearing, session.failure(coin), advice[dashboard.choice.source]);
    drawMarketStrip(reading, contract, now);
    this.#ladder?.draw(market, contract, hearing);
    this.#imbalance.draw(market, hearing);
    this.warnings.draw(watched.positions.map(({ symbol }) => symbol), watchedSymbol !== null, now.localTimeMs);
    if (watchedSymbol === null) return;
    this.#form?.showRefusals(watched.reading(watchedSymbol));
    this.#table?.draw(watched.rules.tables.get(watchedSymbol), watched.rules.venue.longTitle);
    this.#drawRisk(dashboard, watchedSymbol, now);
  }

  /** What is drawn a few times a second. */
  drawAcross({ plimsoll, across, choice: { coin, withinBps } }: Dashboard): void {
    this.#across?.draw(compare(plimsoll, across, coin, withinBps));
  }

  /** What is drawn a few times a second as well: each number here comes with its worth. */
  drawPictures(dashboard: Dashboard): void {
    const { session, coin, contract } = dashboard;
    const market = session.market(coin);
    this.#imbalance.drawWorth(market, contract);
    this.#orderFlow.draw(market);
    this.#funding.draw(market, contract, nowOf(dashboard).venueTimeMs);
    this.#openInterest.draw(market);
  }

  /** What is drawn once a second. */
  drawCharts(dashboard: Dashboard): void {
    const { bytes, messages } = dashboard.heard();
    setText(byId("counters"), `${fixed(messages, 0)} messages, ${fixed(bytes / 1e6, 1)} MB read.`);
    const { track } = dashboard.session.history(dashboard.coin);
    this.charts.draw(track);
    this.#orderFlow.drawLine(track);
  }

  /** How the typed position stands; null where there is none that can be used. */
  riskOf({ watched, watchedSymbol }: Dashboard): PositionRisk | null {
    return watchedSymbol === null ? null : watched.risk(watchedSymbol);
  }

  #drawRisk({ session, coin, watched }: Dashboard, symbol: SymbolName, now: Now): void {
    const reading = session.market(coin).getSnapshot();
    const [position, risk] = [watched.position(symbol), watched.risk(symbol)];
    if (position === null || risk === null) {
      const hasNoRefusals = watched.reading(symbol).refusals.size === 0;
      return drawNoRisk(emptyText(watched, symbol), hasNoRefusals && reading.markPrice !== null);
    }
    const severity = worst(watched.watch.getSnapshot().warnings.filter(({ positionId }) => positionId === position.id));
    const remedy = watched.remedy(risk, reading.markPrice, severity !== "none");
    drawRisk({ position, risk, remedy, reading, contract: watched.rules.contract(symbol), severity, now });
  }
}

function nowOf({ plimsoll, session, coin, watched, watchedSymbol }: Dashboard): Now {
  const wallTimeMs = Date.now();
  return {
    localTimeMs: plimsoll.localTimeMs(),
    wallTimeMs,
    // Of the other venues it is not known how their clocks go.
    venueTimeMs: wallTimeMs + (watchedSymbol === null ? 0 : watched.rules.venueAheadMs),
    firstMarkMs: session.history(coin).firstMarkMs,
  };
}

function emptyText(watched: Watched, symbol: SymbolName): string {
  const { position, refusals } = watched.reading(symbol);
  if (refusals.size > 0) {
    return "Something in the form cannot be used: see there. Nothing is watched until then.";
  }
  if (position !== null && !watched.rules.tables.has(symbol)) {
    return "Waiting for the margin table: without it there is no liquidation price.";
  }
  return "Type a quantity and an entry price to see how deep this position lies in the water.";
}
