// npm run bench:venues [-- --rounds N]
//
// Every recording at hand through the decoder alone: carried into wasm, read, and thrown
// away, since no market is open. Beside it JSON.parse, which reads and converts nothing.

import { load } from "plimsoll";
import { interleaved } from "../../examples/benchmark/src/measure/laps.ts";
import { type Row, rowOf } from "../../examples/benchmark/src/measure/results.ts";
import { decodersOf } from "../../examples/benchmark/src/measure/venues.ts";
import { lapMs } from "./in-node.ts";
import { optionsOf } from "./outcome.ts";
import { capturesAtHand, venueRecording } from "./recordings.ts";
import { groupText } from "./tables.ts";

const { rounds } = optionsOf(process.argv.slice(2));
const files = capturesAtHand();
if (files.length === 0) throw new Error("there are no recordings: PLIMSOLL_SHARED names the folder that has some in captures/VENUE");
const plimsoll = await load();
const names = new Map([["plimsoll", "Plimsoll"], ["jsonParse", "JSON.parse alone"]] as const);
const rows: Row[] = [];
for (const file of files) {
  const recording = venueRecording(file);
  const { venue, name, raws } = recording;
  const found = await interleaved(decodersOf(plimsoll, recording), { rounds, lapMs });
  rows.push(rowOf({ group: "venue", name: `${venue}, ${name}`, raws }, found, names));
}
console.log(groupText("venue", rows));
