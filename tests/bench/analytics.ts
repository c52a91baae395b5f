// npm run bench:analytics [-- --capture FILE] [--rounds N]
//
// What following a market costs, by family: the same messages, with two readings after each, and
// in turn with nothing followed, one family, and all of them; beside what is written by hand for
// the two readings alone.

import { type AnalyticsSettings, type AnalyzedMarket, load } from "plimsoll/full";
import { byHand } from "../../examples/benchmark/src/measure/by-hand.ts";
import type { ContenderId } from "../../examples/benchmark/src/measure/contender.ts";
import { type Course, coursesOf, runnerOf } from "../../examples/benchmark/src/measure/courses.ts";
import { interleaved, type Runner } from "../../examples/benchmark/src/measure/laps.ts";
import { median, timesAsLong } from "../../examples/benchmark/src/measure/statistics.ts";
import { withPlimsoll } from "../../examples/benchmark/src/measure/with-plimsoll.ts";
import { lapMs } from "./in-node.ts";
import { optionsOf } from "./outcome.ts";
import { describe, inputOf } from "./recordings.ts";

const none = { followsBook: false, followsFlow: false, followsFunding: false, followsPositioning: false };

const followed: Readonly<Record<string, AnalyticsSettings | null>> = {
  "nothing": null,
  "book": { ...none, followsBook: true, footprintBinSize: 10 },
  "flow": { ...none, followsFlow: true },
  "flow with vpin": { ...none, followsFlow: true, vpinBucketQuantity: 20 },
  "funding": { ...none, followsFunding: true },
  "positioning": { ...none, followsPositioning: true },
  "everything": { footprintBinSize: 10, vpinBucketQuantity: 20 },
};

const options = optionsOf(process.argv.slice(2));
const { name, recording } = inputOf(options.capture);
console.log(describe(name, recording));
const plimsoll = await load();

/** The runner of a contender under another name. */
function named(id: string, runner: Runner<ContenderId>): Runner {
  return { ...runner, id };
}

async function race(course: Course): Promise<void> {
  const runners = [
    ...Object.entries(followed).map(([id, settings]) => named(id, runnerOf(withPlimsoll(plimsoll, (market: AnalyzedMarket) => market.analyze(settings)), course))),
    named("by hand", runnerOf(byHand, course)),
  ];
  const rounds = await interleaved(runners, { rounds: options.rounds, lapMs });
  const nsOf = (id: string) => (median(rounds.get(id)!) * 1e6) / course.timed.length;
  console.log(`\n${course.name}, ${course.timed.length} messages`);
  for (const { id } of runners) {
    const more = nsOf(id) - nsOf("nothing");
    const times = timesAsLong(rounds.get("by hand")!, rounds.get(id)!);
    console.log(`  ${id.padEnd(16)} ${nsOf(id).toFixed(0).padStart(6)} ns${
      id in followed && id !== "nothing" ? `, ${more.toFixed(0).padStart(5)} more` : "".padEnd(12)
    }; by hand takes ${times.toFixed(2)} times as long`);
  }
}

for (const course of coursesOf(recording)) {
  if (course.bursts === null) await race(course);
}
