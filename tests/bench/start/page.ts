// What start.ts serves: the same starts in the page.

import { reportBack } from "../../../examples/benchmark/src/report-back.ts";
import { starts } from "./starts.ts";

const bytes = new Uint8Array(await (await fetch("/dist/plimsoll.wasm")).arrayBuffer());
await reportBack(() => starts(bytes, Number(new URLSearchParams(location.search).get("rounds"))));
