import type { Plimsoll } from "plimsoll";
import { agreedReadings } from "./agreement.ts";
import { byHand } from "./by-hand.ts";
import type { Contender, ContenderId } from "./contender.ts";
import { burstSize, type Course, coursesOf, runnerOf } from "./courses.ts";
import { parseAlone } from "./json-parse.ts";
import { interleaved, type Pace, type Runner } from "./laps.ts";
import type { Recording } from "./messages.ts";
import { type Row, rowOf, type Results } from "./results.ts";
import { sharesOf, stageRunners } from "./shares.ts";
import { decodersOf, type VenueRecording } from "./venues.ts";
import { withPlimsoll } from "./with-plimsoll.ts";

/** What is measured on. */
export interface Input {
  readonly name: string;
  /** Of Binance USDⓈ-M futures: what is written by hand knows no other. */
  readonly recording: Recording;
  readonly venues: readonly VenueRecording[];
}

export interface BenchmarkOptions {
  readonly pace: Pace;
  /** The engine's name and version are the caller's to know. */
  readonly engine: Results["engine"];
  /** Up to how many characters `load` of this environment carries by the loop: web/src/index.ts, node.ts. */
  readonly shortText: number;
  /** Who else runs with all messages; they agree with Plimsoll. */
  readonly others?: readonly Contender[];
  /** And who runs with them, one at a time, and is no contender: the native program. */
  readonly beside?: readonly (Runner<ContenderId> & { readonly name: string })[];
  /** Told before each lap. */
  readonly progress?: (done: number, what: string) => void;
}

interface Race extends Pick<Row, "group" | "name"> {
  readonly raws: readonly string[];
  readonly runners: readonly Runner<ContenderId>[];
}

/**
 * Everything: all messages one at a time and in bursts, each family, each venue, and where
 * the time goes. Everybody must come to the same numbers first.
 *
 * @throws when they do not, or the recording leads to none
 */
export async function benchmark(plimsoll: Plimsoll, input: Input, options: BenchmarkOptions): Promise<Results> {
  const { recording } = input;
  const { engine, pace, others = [], beside = [], progress = () => {} } = options;
  const ours = withPlimsoll(plimsoll);
  progress(0, "comparing the readings");
  await pace.pause?.(0);
  await agreedReadings([ours, byHand, ...others], recording, burstSize);

  const [first, ...courses] = coursesOf(recording);
  const races: Race[] = [
    raceOf(first!, [ours, parseAlone, byHand, ...others], beside),
    ...courses.map((course) => raceOf(course, [ours, parseAlone, byHand, ...(course.group === "all" ? others : [])])),
    ...input.venues.map((venue) => venueRace(plimsoll, venue)),
  ];
  const names = new Map([ours, parseAlone, byHand, ...others, ...beside].map(({ id, name }) => [id, name]));
  let race = 0;
  const run = async <Name extends string>(runners: readonly Runner<Name>[], what: string) => {
    const pause = (done: number) => {
      progress((race + done) / (races.length + 1), what);
      return pace.pause?.(done) ?? Promise.resolve();
    };
    return interleaved(runners, { ...pace, pause });
  };
  const rows: Row[] = [];
  for (; race < races.length; ++race) rows.push(rowOf(races[race]!, await run(races[race]!.runners, races[race]!.name), names));
  const stages = await run(stageRunners(plimsoll, first!, options.shortText), "where the time goes");
  progress(1, "done");
  return {
    format: 1,
    engine,
    measuredAt: new Date().toISOString(),
    rounds: pace.rounds,
    recording: { name: input.name, symbols: recording.symbols, messages: recording.messages.length, bytes: recording.bytes },
    rows,
    shares: sharesOf(stages, recording.messages.length),
  };
}

function raceOf(course: Course, contenders: readonly Contender[], beside: readonly Runner<ContenderId>[] = []): Race {
  const runners = [...contenders.map((contender) => runnerOf(contender, course)), ...beside];
  return { group: course.group, name: course.name, raws: course.timed.map(({ raw }) => raw), runners };
}

function venueRace(plimsoll: Plimsoll, recording: VenueRecording): Race {
  const { venue, name, raws } = recording;
  return { group: "venue", name: `${venue}, ${name}`, raws, runners: decodersOf(plimsoll, recording) };
}
