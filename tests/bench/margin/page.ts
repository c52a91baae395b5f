// What margin-browser.ts serves: the same races in the page.

import { reportBack } from "../../../examples/benchmark/src/report-back.ts";
import { races } from "./races.ts";

await reportBack(() => races(Number(new URLSearchParams(location.search).get("rounds"))));
