import { load, type Watch } from "plimsoll";

import { byId, choose, setHidden, setText } from "../../page/dom.ts";
import { startTheme } from "../../page/theme.ts";
import { Dashboard } from "./dashboard.ts";
import type { SourceName } from "./data/source.ts";
import type { SymbolName } from "./data/symbols.ts";
import { readSettings } from "./settings.ts";
import { Page } from "./view/page.ts";
import { startSimulator } from "./view/simulator.ts";

const sampleEveryMs = 1_000;
const tickEveryMs = 250;

async function start(): Promise<void> {
  const settings = await readSettings(new URL(location.href));
  const plimsoll = await load();
  const page = new Page();
  let dashboard: Dashboard | null = null;
  let stop = () => {};
  let isAsked = false;
  const draw = () => {
    isAsked = false;
    if (dashboard !== null) page.draw(dashboard);
  };
  const drawSoon = () => {
    if (!isAsked) requestAnimationFrame(draw);
    isAsked = true;
  };
  const watchOpened = (watch: Watch) => {
    page.warnings.attach(watch);
    watch.subscribe(drawSoon);
  };
  dashboard = new Dashboard(plimsoll, settings, drawSoon, watchOpened);
  page.attach(dashboard, drawSoon);

  /** Drawn once a frame while messages come, and now and then for the sake of ages. */
  const follow = () => {
    stop();
    if (dashboard === null) return;
    stop = dashboard.session.market(dashboard.symbol).subscribe(draw, { every: "frame" });
    page.show(dashboard);
    draw();
  };
  const chooseSymbol = (symbol: SymbolName) => {
    dashboard.symbol = symbol;
    choose("symbol", symbol);
    follow();
  };
  page.onSymbol = chooseSymbol;
  byId("symbols").addEventListener("change", ({ target }) => chooseSymbol((target as HTMLInputElement).value as SymbolName));
  byId("sources").addEventListener("change", ({ target }) => {
    stop();
    stop = () => {};
    dashboard.switchTo((target as HTMLInputElement).value as SourceName);
    follow();
  });
  byId("notice-retry").addEventListener("click", () => dashboard.session.connection.retryNow());

  startTheme(() => page.charts.redraw());
  startSimulator({
    exchangeUrl: settings.exchangeUrl,
    symbol: () => dashboard.symbol,
    liquidationPrice: () => page.riskOf(dashboard)?.liquidation.value ?? null,
    markPrice: () => dashboard.session.market(dashboard.symbol).getSnapshot().markPrice,
  });
  choose("symbol", dashboard.symbol);
  choose("source", dashboard.source);
  setInterval(() => {
    dashboard.sample();
    page.drawCharts(dashboard);
  }, sampleEveryMs);
  setInterval(drawSoon, tickEveryMs);
  follow();
}

/** Nothing works without the engine, so the page says so where the eye is. */
start().catch((error: unknown) => {
  setHidden(byId("notice"), false);
  setHidden(byId("notice-retry"), true);
  setText(byId("notice-title"), "The page could not start");
  setText(byId("notice-text"), error instanceof Error ? error.message : String(error));
  throw error;
});
