import uPlot from "uplot";

import { byId, element, setText } from "../../../page/dom.ts";
import { signed } from "../../../page/format.ts";
import { mostPoints, type Track } from "../data/history.ts";

type Points = (number | null)[];

interface ChartKind {
  readonly title: string;
  readonly note: string;
  readonly decimals: number;
  /** As far as a quiet market reaches on both sides of zero. */
  readonly reach: number;
  readonly shape: "bars" | "line";
  points(track: Track): Points;
}

/** A young chart is not a line at the right edge of an empty one. */
const leastPoints = 60;

const kinds: readonly ChartKind[] = [
  {
    title: "Book imbalance",
    note: "10 levels",
    decimals: 2,
    reach: 1,
    shape: "bars",
    points: ({ imbalance }) => imbalance,
  },
  {
    title: "Order flow",
    note: "best level, 10 s, over its depth",
    decimals: 2,
    reach: 2,
    shape: "bars",
    points: ({ orderFlow }) => orderFlow,
  },
  {
    title: "Volume delta (CVD)",
    note: "takers’ buys less sells",
    decimals: 3,
    reach: 1,
    shape: "line",
    points: ({ cumulativeDelta }) => cumulativeDelta,
  },
];

interface Chart {
  readonly kind: ChartKind;
  readonly plot: uPlot;
  readonly now: HTMLElement;
}

/** Imbalance, order flow and cumulative volume delta under one clock. */
export class Charts {
  readonly #box = byId("charts");
  readonly #charts: readonly Chart[];

  constructor() {
    const sync = uPlot.sync("flow");
    this.#charts = kinds.map((kind, i) => {
      const now = element("span", "number");
      const caption = element("figcaption", "", element("strong", "", kind.title), " ",
        element("span", "minor", kind.note), now);
      const figure = element("figure", "", caption);
      this.#box.append(figure);
      const last = i === kinds.length - 1;
      const plot = new uPlot(options(kind, last, sync.key), [[], ...seriesOf(kind, [])], figure);
      plot.root.setAttribute("role", "img");
      plot.root.setAttribute("aria-label", `${kind.title}, ${kind.note}, over the last ten minutes`);
      return { kind, plot, now };
    });
    new ResizeObserver(() => this.#resize()).observe(this.#box);
  }

  draw(track: Track): void {
    const lastS = track.timesS.at(-1) ?? Date.now() / 1_000;
    const span = Math.min(mostPoints, Math.max(leastPoints, lastS - (track.timesS[0] ?? lastS)));
    for (const { kind, plot, now } of this.#charts) {
      const points = kind.points(track);
      setText(now, signed(points.at(-1) ?? null, kind.decimals));
      plot.setData([track.timesS, ...seriesOf(kind, points)], false);
      plot.batch(() => {
        plot.setScale("x", { min: lastS - span, max: lastS });
        plot.setScale("y", reachOf(points, kind.reach));
      });
    }
  }

  /** Colours come from the style sheet; bars keep theirs until their paths are made anew. */
  redraw(): void {
    for (const { plot } of this.#charts) plot.redraw(true);
  }

  #resize(): void {
    const width = this.#box.clientWidth;
    this.#charts.forEach(({ plot }) => {
      if (width > 0) plot.setSize({ width, height: plot.height });
    });
  }
}

/** Bars are two series, so that each side of zero has its colour. */
function seriesOf({ shape }: ChartKind, points: Points): Points[] {
  return shape === "line" ? [points] : [points.map(above), points.map(below)];
}

const above = (value: number | null) => (value === null ? null : Math.max(0, value));
const below = (value: number | null) => (value === null ? null : Math.min(0, value));

/** One, two or five of a power of ten, so that the scale does not move at every point. */
function reachOf(points: Points, least: number): { min: number; max: number } {
  const most = points.reduce((reach: number, value) => Math.max(reach, Math.abs(value ?? 0)), least);
  const power = 10 ** Math.floor(Math.log10(most));
  const reach = power * ([1, 2, 5].find((step) => step * power >= most) ?? 10);
  return { min: -reach, max: reach };
}

const barPaths = uPlot.paths.bars?.({ size: [0.9, 8, 1], align: -1 }) as uPlot.Series.PathBuilder;

const colour = (name: string) => () => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function options(kind: ChartKind, last: boolean, syncKey: string): uPlot.Options {
  const axis = { stroke: colour("--ink-2"), font: "11px system-ui, sans-serif", ticks: { show: false } };
  const grid = { stroke: colour("--line"), width: 1 };
  const bars = (name: string): uPlot.Series => ({
    fill: colour(name),
    stroke: colour(name),
    width: 0,
    paths: barPaths,
    points: { show: false },
  });
  const line: uPlot.Series = { stroke: colour("--accent"), width: 1.5, points: { show: false } };
  return {
    width: 300,
    height: last ? 112 : 90,
    legend: { show: false },
    cursor: { sync: { key: syncKey }, y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: { x: { auto: false }, y: { auto: false } },
    padding: [6, 18, last ? 0 : 6, 0],
    axes: [
      { ...axis, show: last, grid, size: 24, space: 70, values: (_plot, splits) => splits.map((timeS) => clockText(timeS, splits)) },
      {
        ...axis,
        grid,
        size: 46,
        splits: (_plot, _axis, min, max) => [min, 0, max],
        values: (_plot, splits) => splits.map((value) => signed(value, Math.abs(value) < 100 ? 1 : 0)),
      },
    ],
    series: kind.shape === "line" ? [{}, line] : [{}, bars("--bid"), bars("--ask")],
  };
}

/** With seconds as long as minutes would repeat themselves. */
function clockText(timeS: number, splits: readonly number[]): string {
  const stepS = (splits[1] ?? 0) - (splits[0] ?? 0);
  return new Date(timeS * 1_000).toTimeString().slice(0, stepS < 60 ? 8 : 5);
}
