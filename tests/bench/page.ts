// What browser.ts serves: measures in the page and sends the results back to the server.

import { load } from "plimsoll";
import { benchmark } from "../../examples/benchmark/src/measure/benchmark.ts";
import { recordingOf } from "../../examples/benchmark/src/measure/messages.ts";
import { browserOf } from "../../examples/benchmark/src/measure/results.ts";
import { reportBack } from "../../examples/benchmark/src/report-back.ts";

await reportBack(async () => {
  const rounds = Number(new URLSearchParams(location.search).get("rounds"));
  const recording = recordingOf(new Uint8Array(await (await fetch("/messages")).arrayBuffer()));
  return benchmark(await load(), { name: "", recording, venues: [] }, {
    pace: { rounds, lapMs: 50 },
    engine: browserOf(navigator.userAgent),
    shortText: 256,
  });
});
