// What browser.ts serves: measures in the page, one message at a time as a socket delivers
// them, and sends the figures back to the server.

import { load } from "plimsoll";
import { byHand, parseAlone } from "../../examples/benchmark/src/measure/by-hand.ts";
import { assertEqual, interleaved, readingsOf, type Row, rows } from "../../examples/benchmark/src/measure/measure.ts";
import { recordingOf } from "../../examples/benchmark/src/measure/messages.ts";
import { reportBack } from "./report-back.ts";
import { withPlimsoll } from "../../examples/benchmark/src/measure/with-plimsoll.ts";

async function measured(): Promise<readonly Row[]> {
  const rounds = Number(new URLSearchParams(location.search).get("rounds"));
  const bytes = new Uint8Array(await (await fetch("/messages")).arrayBuffer());
  const { symbols, messages } = recordingOf(bytes);
  const course = { symbols, timed: messages };
  const plimsoll = withPlimsoll(await load());
  const expected = await readingsOf(plimsoll, course);
  assertEqual(byHand.name, await readingsOf(byHand, course), expected);
  return rows(await interleaved([plimsoll, parseAlone, byHand], course, rounds));
}

await reportBack(measured);
