import { type FeedVenue, load, type Watch } from "plimsoll/full";

import { byId, setHidden, setText } from "../../page/dom.ts";
import { startTheme } from "../../page/theme.ts";
import { Dashboard } from "./dashboard.ts";
import { addressOf, type Choice } from "./data/choice.ts";
import { symbolOf } from "./data/stated-contract.ts";
import type { Coin, SourceName } from "./data/venues.ts";
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

  /** Drawn once a frame while messages come, and now and then for the sake of ages. */
  const follow = () => {
    stop = dashboard.session.market(dashboard.coin).subscribe(draw, { every: "frame" });
    page.show(dashboard);
    page.drawAcross(dashboard);
    page.drawPictures(dashboard);
    draw();
  };
  const chooseAnew = (change: Partial<Choice>) => {
    stop();
    dashboard.choose(change);
    history.replaceState(null, "", addressOf(dashboard.choice, new URL(location.href)));
    follow();
  };
  page.attach(dashboard, drawSoon, chooseAnew);
  const chosenIn = (id: string, choiceOf: (value: string) => Partial<Choice>) =>
    byId(id).addEventListener("change", ({ target }) => chooseAnew(choiceOf((target as HTMLInputElement).value)));
  chosenIn("coins", (coin) => ({ coin: coin as Coin }));
  chosenIn("sources", (source) => ({ source: source as SourceName }));
  chosenIn("venue", (venue) => ({ venue: venue as FeedVenue }));
  byId("notice-retry").addEventListener("click", () => dashboard.session.connection.retryNow());

  startTheme(() => page.charts.redraw());
  startSimulator({
    exchangeUrl: settings.exchangeUrl,
    symbol: () => symbolOf(dashboard.coin),
    liquidationPrice: () => page.riskOf(dashboard)?.liquidation.value ?? null,
    markPrice: () => dashboard.session.market(dashboard.coin).getSnapshot().markPrice,
  });
  setInterval(() => {
    dashboard.sample();
    page.drawCharts(dashboard);
  }, sampleEveryMs);
  setInterval(() => {
    page.drawAcross(dashboard);
    page.drawPictures(dashboard);
    drawSoon();
  }, tickEveryMs);
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
