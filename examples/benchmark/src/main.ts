import { load } from "plimsoll";

import { byId, chosen, setHidden, setText } from "../../page/dom.ts";
import { startTheme } from "../../page/theme.ts";
import { benchmark, type Input } from "./measure/benchmark.ts";
import { browserOf, type Results } from "./measure/results.ts";
import { reportBack } from "./report-back.ts";
import { roomToDraw } from "./room.ts";
import { settingsOf } from "./settings.ts";
import { simulatedInput } from "./simulated.ts";
import { fileInput, servedInput } from "./sources.ts";
import { Ask } from "./view/ask.ts";
import { showResults } from "./view/results.ts";

/** As load() in web/src/index.ts has it. */
const shortText = 256;

const settings = settingsOf(new URLSearchParams(location.search));
let running: AbortController | null = null;

async function measured(input: () => Input | Promise<Input>, rounds: number): Promise<Results> {
  running = new AbortController();
  const { signal } = running;
  ask.begin();
  try {
    await roomToDraw(signal);
    const plimsoll = await load();
    const results = await benchmark(plimsoll, await input(), {
      pace: { rounds, lapMs: settings.lapMs, pause: () => roomToDraw(signal) },
      engine: browserOf(navigator.userAgent),
      shortText,
      progress: (done, what) => ask.progress(done, what),
    });
    showResults(results);
    ask.end("Measured.");
    return results;
  } catch (error) {
    ask.end(signal.aborted ? "Stopped." : "");
    throw error;
  }
}

/** As somebody asked for it on the page. */
async function measureAsAsked(): Promise<void> {
  setHidden(byId("notice"), true);
  const file = ask.file();
  if (chosen("source") === "file" && file === null) return;
  try {
    await measured(() => (file === null ? simulatedInput(settings.seconds) : fileInput(file)), ask.rounds());
    byId("result").focus();
  } catch (error) {
    if (running?.signal.aborted) return;
    setText(byId("notice-title"), "This could not be measured");
    setText(byId("notice-text"), error instanceof Error ? error.message : String(error));
    setHidden(byId("notice"), false);
  }
}

const ask = new Ask(settings.rounds, { measure: () => void measureAsAsked(), stop: () => running?.abort() });
byId("notice-close").addEventListener("click", () => setHidden(byId("notice"), true));
startTheme(() => {});
if (settings.reports) await reportBack(() => measured(() => servedInput(settings.seconds), ask.rounds()));
