import { depthSnapshot } from "./binance/rest.ts";
import { BinanceStreams } from "./binance/streams.ts";
import { MarketSimulation, type SimulationOptions } from "./simulation.ts";

/** A recording holds a snapshot after this many depth events, as one that was made of a real socket does. */
const depthEventsBeforeSnapshot = 3;

/** What a recording holds of an instrument unless something else is asked for. */
export function recordedStreams(symbol: string): string[] {
  return ["depth@100ms", "bookTicker", "trade", "aggTrade", "markPrice@1s", "forceOrder"].map(
    (kind) => `${symbol.toLowerCase()}@${kind}`,
  );
}

/**
 * Writes down the messages of some streams: a line is the receive time in
 * nanoseconds, a space and the message as it was sent. Each instrument's REST
 * snapshot stands among them once, so that a recording is enough by itself.
 *
 * @return stops it
 */
export function record(
  simulation: MarketSimulation,
  streams: BinanceStreams,
  names: readonly string[],
  write: (line: string) => void,
): () => void {
  let lastMs = 0;
  let countInMs = 0;
  const writeNow = (message: string) => {
    countInMs = simulation.timeMs === lastMs ? countInMs + 1 : 0;
    lastMs = simulation.timeMs;
    write(`${lastMs}${String(countInMs).padStart(6, "0")} ${message}`);
  };
  const stops = names.map((name) => {
    const stop = streams.subscribe(name, ({ combined }) => writeNow(combined));
    if (stop === null) throw new RangeError(`there is no stream ${name}`);
    return stop;
  });
  for (const market of simulation.markets) {
    const prefix = `${market.instrument.symbol.toLowerCase()}@depth`;
    const depth = names.find((name) => name.startsWith(prefix));
    if (depth === undefined) continue;
    let events = 0;
    const stop = streams.subscribe(depth, () => {
      if (++events !== depthEventsBeforeSnapshot) return;
      writeNow(depthSnapshot(market, 1_000, simulation.timeMs));
    })!;
    stops.push(stop);
  }
  return () => stops.forEach((stop) => stop());
}

export interface RecordingOptions extends SimulationOptions {
  /** all of `recordedStreams` of every instrument when none are given */
  readonly streams?: readonly string[];
}

/**
 * The lines of a recording, made as fast as the machine can.
 *
 *     for (const line of recordingLines({ seed: 7, instruments: [bitcoin] }, 60_000)) ...
 */
export function* recordingLines(options: RecordingOptions, durationMs: number): Generator<string> {
  const simulation = new MarketSimulation(options);
  const names = options.streams ?? simulation.markets.flatMap(({ instrument }) => recordedStreams(instrument.symbol));
  const lines: string[] = [];
  record(simulation, new BinanceStreams(simulation), names, (line) => lines.push(line));
  for (let passedMs = 0; passedMs < durationMs; passedMs += 1_000) {
    simulation.advance(Math.min(1_000, durationMs - passedMs));
    yield* lines.splice(0);
  }
}
