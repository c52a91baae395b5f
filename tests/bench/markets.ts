// npm run bench:markets [-- --rounds N]
//
// What many markets and large books cost: a message among 500 markets at random beside one of a
// single market, the memory of a market, and an update of a book of 50,000 levels beside one of
// 2,000. The messages are made by rule; JSON and drawing are the page's, not measured here.

import { load, type Plimsoll } from "plimsoll";
import { Random } from "../../examples/exchange/random.ts";
import { type MadeMarket, madeMarket, type Shape } from "./made-markets.ts";
import { median } from "../../examples/benchmark/src/measure/statistics.ts";
import { roundsOf } from "./calls.ts";

const rounds = roundsOf(process.argv.slice(2), 7);
const messagesInAll = 100_000;
const near: Shape = { levels: 1_000, widestGap: 3, touched: 300, kinds: "mixed" };

interface Run {
  readonly name: string;
  readonly markets: number;
  readonly shape: Shape;
  readonly messages: number;
}

/** Flat and one byte a character, as a socket delivers it. */
const flat = (text: string) => Buffer.from(text, "latin1").toString("latin1");

function coursesOf({ markets, shape, messages }: Run) {
  const made = Array.from({ length: markets }, (_, i): MadeMarket => madeMarket(`M${i}USDT`, i + 1, shape));
  const random = new Random(9, "whose message comes next");
  const course = Array.from({ length: messages }, () => flat(made[random.below(markets)]!.next()));
  return { made, course };
}

/** Microseconds a message, and bytes a market when all books are there. */
function timed(plimsoll: Plimsoll, { made, course }: ReturnType<typeof coursesOf>) {
  const before = plimsoll.memory().bytesInUse;
  const feed = plimsoll.openFeed("binance-usdm");
  for (const { symbol, snapshot } of made) feed.market(symbol).apply(snapshot, 0);
  for (const message of course.slice(0, course.length >> 2)) feed.ingest(message, 1);
  const bytes = (plimsoll.memory().bytesInUse - before) / made.length;
  const rest = course.slice(course.length >> 2);
  const start = performance.now();
  for (const message of rest) feed.ingest(message, 1);
  const microseconds = ((performance.now() - start) * 1_000) / rest.length;
  const { errors, events } = feed.counters();
  if (errors > 0 || events < course.length) throw new Error(`${errors} refused, ${events} applied`);
  feed.dispose();
  return { microseconds, bytes };
}

async function compare(title: string, runs: readonly Run[]): Promise<void> {
  const courses = runs.map(coursesOf);
  const found = runs.map((): { microseconds: number; bytes: number }[] => []);
  for (let round = -1; round < rounds; ++round) {
    for (const [i, course] of courses.entries()) {
      const one = timed(await load({}), course); // an engine of its own: memory as it is in a page
      if (round >= 0) found[i]!.push(one);
    }
  }
  console.log(`\n${title}`.padEnd(47), "µs a message".padStart(14), "times".padStart(8), "kB a market".padStart(13));
  for (const [i, { name }] of runs.entries()) {
    const times = median(found[i]!.map(({ microseconds }, round) => microseconds / found[0]![round]!.microseconds));
    const microseconds = median(found[i]!.map((one) => one.microseconds));
    const bytes = median(found[i]!.map((one) => one.bytes));
    console.log(`  ${name}`.padEnd(46), microseconds.toFixed(3).padStart(14), times.toFixed(2).padStart(8), (bytes / 1_000).toFixed(1).padStart(13));
  }
}

const markets = (count: number, shape: Shape, of = ""): Run =>
  ({ name: `${count} market${count > 1 ? "s" : ""}${of}`, markets: count, shape, messages: messagesInAll });
await compare("1,000 levels a side, quotes, trades and depth", [
  markets(1, near), markets(100, near), markets(500, near),
  markets(100, { ...near, widestGap: 1 }, ", every tick a level"),
  markets(100, { ...near, widestGap: 40 }, ", a level in 20 ticks"),
  markets(100, { ...near, widestGap: 400 }, ", a level in 200 ticks"),
]);

const depth = (levels: number, touched: number, of: string): Run =>
  ({ name: `${(2 * levels).toLocaleString("en")} levels, ${of}`, markets: 1, messages: 20_000, shape: { levels, widestGap: 3, touched, kinds: "depth" } });
await compare("updates of 60 levels of one book", [
  depth(500, 300, "of the best 300"), depth(1_000, 300, "of the best 300"), depth(25_000, 300, "of the best 300"),
  depth(1_000, 1_000, "of any"), depth(25_000, 25_000, "of any"),
]);
