import type { PositionRisk } from "plimsoll";

import { byId, setHidden, setText } from "../../../page/dom.ts";
import { fixed } from "../../../page/format.ts";
import type { Dashboard } from "../dashboard.ts";
import type { SymbolName } from "../data/symbols.ts";
import { Charts } from "./charts.ts";
import { drawHearing, drawNotice } from "./hearing.ts";
import { Imbalance } from "./imbalance.ts";
import { Ladder } from "./ladder.ts";
import { MarginTableView } from "./margin-table.ts";
import { drawMarketStrip, type Now } from "./market-strip.ts";
import { PositionForm } from "./position-form.ts";
import { drawNoRisk, drawRisk } from "./risk.ts";
import { WarningsView, worst } from "./warnings.ts";

const advice = {
  simulated: "npm start runs it beside this page, npm run exchange by itself.",
  binance: "The network may be down, or the venue may not serve this place.",
} as const;

/** Everything that is seen, drawn from a dashboard. */
export class Page {
  readonly charts = new Charts();
  readonly warnings = new WarningsView();
  readonly #imbalance = new Imbalance();
  #ladder: Ladder | null = null;
  #form: PositionForm | null = null;
  #table: MarginTableView | null = null;
  onSymbol: (symbol: SymbolName) => void = () => {};

  attach(dashboard: Dashboard, draw: () => void): void {
    this.#ladder = new Ladder(draw);
    this.#table = new MarginTableView((text) => dashboard.session.usePasted(text));
    this.#form = new PositionForm({
      typed: (typed) => dashboard.type(typed),
      symbol: (symbol) => this.onSymbol(symbol),
      markPrice: () => dashboard.session.market(dashboard.symbol).getSnapshot().markPrice,
    });
  }

  /** Another symbol, or another exchange. */
  show(dashboard: Dashboard): void {
    this.#ladder?.clear();
    this.#form?.show(dashboard.typed, dashboard.session.contract(dashboard.symbol));
    setHidden(byId("simulator"), dashboard.source !== "simulated");
    document.title = `${dashboard.symbol} · Plimsoll`;
    this.drawCharts(dashboard);
  }

  draw(dashboard: Dashboard): void {
    const { session, symbol, plimsoll } = dashboard;
    const market = session.market(symbol);
    const contract = session.contract(symbol);
    const reading = market.getSnapshot();
    const hearing = dashboard.hearing();
    const localTimeMs = plimsoll.localTimeMs();
    const now = nowOf(dashboard, localTimeMs);

    drawHearing(hearing, reading.bookLocalTimeMs === null ? null : localTimeMs - reading.bookLocalTimeMs);
    drawNotice(hearing, session.failure(symbol), advice[dashboard.source]);
    drawMarketStrip(reading, contract, now);
    this.#ladder?.draw(market, contract, hearing);
    this.#imbalance.draw(reading, hearing);
    this.#form?.showRefusals(dashboard.reading);
    this.#table?.draw(session.tables.get(symbol), session.source.title);
    this.warnings.draw(dashboard.watched.map((position) => position.symbol), localTimeMs);
    this.#drawRisk(dashboard, now);
  }

  /** What is drawn once a second. */
  drawCharts({ histories, symbol, session }: Dashboard): void {
    const { bytes, messages } = session.connection.feed.counters();
    setText(byId("counters"), `${fixed(messages, 0)} messages, ${fixed(bytes / 1e6, 1)} MB read.`);
    const history = histories.get(symbol);
    if (history !== undefined) this.charts.draw(history.track);
  }

  /** How the typed position stands; null where there is none that can be used. */
  riskOf(dashboard: Dashboard): PositionRisk | null {
    const { position } = dashboard;
    const { positions } = dashboard.watch.getSnapshot();
    return positions.find(({ id }) => id === position?.id) ?? null;
  }

  #drawRisk(dashboard: Dashboard, now: Now): void {
    const { position, session, symbol, watch } = dashboard;
    const reading = session.market(symbol).getSnapshot();
    const risk = this.riskOf(dashboard);
    if (position === null || risk === null) {
      return drawNoRisk(emptyText(dashboard), dashboard.reading.refusals.size === 0 && reading.markPrice !== null);
    }
    const severity = worst(watch.getSnapshot().warnings.filter(({ positionId }) => positionId === position.id));
    const remedy = dashboard.remedy(risk, severity !== "none");
    drawRisk({ position, risk, remedy, reading, contract: session.contract(symbol), severity, now });
  }
}

function nowOf({ session, symbol, histories }: Dashboard, localTimeMs: number): Now {
  const wallTimeMs = Date.now();
  return {
    localTimeMs,
    wallTimeMs,
    venueTimeMs: wallTimeMs + session.venueAheadMs,
    firstMarkMs: histories.get(symbol)?.firstMarkMs ?? null,
  };
}

function emptyText({ reading, session, symbol }: Dashboard): string {
  if (reading.refusals.size > 0) {
    return "Something in the form cannot be used: see there. Nothing is watched until then.";
  }
  if (reading.position !== null && !session.tables.has(symbol)) {
    return "Waiting for the margin table: without it there is no liquidation price.";
  }
  return "Type a quantity and an entry price to see how deep this position lies in the water.";
}
