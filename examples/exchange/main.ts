import { parseArgs } from "node:util";
import { startExchange } from "./exchange.ts";
import { faultNames, type FaultRates } from "./faults.ts";
import { allInstruments, type Instrument } from "./instrument.ts";
import { RecordingFile } from "./recording-file.ts";
import { record, recordedStreams, recordingLines } from "./recording.ts";
import { startReplay } from "./replay.ts";

const usage = `A simulated exchange on the loopback address, which speaks the protocols of Binance USDⓈ-M,
Bybit linear, OKX, Deribit, Hyperliquid and Gate futures, all on one port.

  npm run exchange -- [options]

  --port N          where it listens; 0 lets the system choose              [8787]
  --seed N          which market it is                                      [1]
  --symbols A,B     its instruments; SOLUSDT and XRPUSDT are there too      [BTCUSDT,ETHUSDT]
  --speed N         market seconds in a second                              [1]
  --activity N      how many times the usual number of orders               [1]
  --faults A=R,B=R  what goes wrong at what rate, as drop=0.001,stall=0.0001: ${faultNames.slice(0, 5).join(", ")},
                    ${faultNames.slice(5).join(", ")}
  --replay FILE     serves a recording instead of a market
  --loop            begins the recording again when it ends
  --record FILE     writes down what is sent; packed when it ends in .gz
  --duration S      stops after so many market seconds
  --fast            with --record and --duration: no sockets, no waiting
  --help            this text
`;

class UsageError extends Error {}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "8787" },
      seed: { type: "string", default: "1" },
      symbols: { type: "string", default: "BTCUSDT,ETHUSDT" },
      speed: { type: "string", default: "1" },
      activity: { type: "string", default: "1" },
      faults: { type: "string", default: "" },
      replay: { type: "string" },
      loop: { type: "boolean", default: false },
      record: { type: "string" },
      duration: { type: "string" },
      fast: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const port = number("port", values.port, 0, 65_535);
  const speed = number("speed", values.speed, 1e-3, 1e6);
  if (values.replay !== undefined) {
    const exchange = await startReplay({ path: values.replay, port, speed, loop: values.loop });
    announce(exchange.url);
    onStop(() => exchange.close());
    return;
  }
  const market = {
    seed: number("seed", values.seed, 0, Number.MAX_SAFE_INTEGER),
    activity: number("activity", values.activity, 1e-2, 1e3),
    instruments: chosenInstruments(values.symbols),
  };
  const durationMs = values.duration === undefined ? null : 1_000 * number("duration", values.duration, 1e-3, 1e7);
  if (values.fast) {
    if (values.record === undefined || durationMs === null) throw new UsageError("--fast wants --record and --duration");
    await recordFast(values.record, market, durationMs);
    return;
  }
  const exchange = await startExchange({ ...market, port, speed, faults: faultRates(values.faults) });
  announce(exchange.url);
  const file = values.record === undefined ? null : new RecordingFile(values.record);
  if (file !== null) {
    const names = market.instruments.flatMap(({ symbol }) => recordedStreams(symbol));
    record(exchange.simulation, exchange.streams, names, (line) => file.write(line));
  }
  const stop = onStop(async () => {
    await exchange.close();
    await file?.close();
  });
  if (durationMs !== null) setTimeout(stop, durationMs / speed).unref();
}

async function recordFast(path: string, market: Parameters<typeof recordingLines>[0], durationMs: number): Promise<void> {
  const file = new RecordingFile(path);
  for (const line of recordingLines(market, durationMs)) {
    if (!file.write(line)) await file.drained();
  }
  await file.close();
}

function chosenInstruments(symbols: string): readonly Instrument[] {
  return symbols.split(",").map((symbol) => {
    const instrument = allInstruments.find((known) => known.symbol === symbol);
    if (instrument === undefined) throw new UsageError(`--symbols: there is no ${symbol}`);
    return instrument;
  });
}

function faultRates(text: string): FaultRates {
  return Object.fromEntries(text.split(",").filter((part) => part !== "").map((part) => {
    const [name, rate = ""] = part.split("=");
    if (!faultNames.some((known) => known === name)) throw new UsageError(`--faults: there is no ${name}`);
    return [name, number("faults", rate, 0, 1)];
  }));
}

function number(name: string, text: string, low: number, high: number): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= low && value <= high)) throw new UsageError(`--${name}: ${text} is not from ${low} to ${high}`);
  return value;
}

function announce(url: string): void {
  process.stdout.write(`exchange: ${url}\n`);
}

/** Runs once, at the first of SIGINT, SIGTERM and a call of what it returns. */
function onStop(close: () => Promise<void>): () => void {
  const stop = () => {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    close().catch(fail);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return stop;
}

function fail(error: unknown): void {
  process.stderr.write(`exchange: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof UsageError || isParseError(error) ? 2 : 1;
}

function isParseError(error: unknown): boolean {
  return error instanceof TypeError && String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS");
}

await main().catch(fail);
