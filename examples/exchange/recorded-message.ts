import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";
import { parsedObject } from "./protocol.ts";
import { streamMessage, type StreamMessage } from "./stream.ts";

export interface RecordedLine {
  /** ms since the first line */
  readonly offsetMs: number;
  /** as it was received */
  readonly raw: string;
}

/** Reads a recording line by line; one that is not `time message` is left out. */
export async function* recordedLines(path: string): AsyncGenerator<RecordedLine> {
  const file = createReadStream(path);
  const input = path.endsWith(".gz") ? file.pipe(createGunzip()) : file;
  const lines = createInterface({ input, crlfDelay: Infinity });
  // readline does not pass on the errors of its input.
  let failure: Error | null = null;
  const fail = (error: Error) => {
    failure = error;
    lines.close();
  };
  file.on("error", fail);
  input.on("error", fail);
  try {
    let firstNs: bigint | null = null;
    for await (const line of lines) {
      const space = line.indexOf(" ");
      if (!/^\d+$/.test(line.slice(0, space))) continue;
      const timeNs = BigInt(line.slice(0, space));
      firstNs ??= timeNs;
      yield { offsetMs: Number(timeNs - firstNs) / 1e6, raw: line.slice(space + 1) };
    }
    if (failure !== null) throw failure;
  } finally {
    file.destroy();
  }
}

/** Takes a wrapped message apart; null when it is something else, as a REST answer is. */
export function recordedMessage(raw: string): StreamMessage | null {
  const usual = /^\{"stream":"([^"\\]+)","data":/.exec(raw);
  if (usual !== null) return { stream: usual[1]!, data: raw.slice(usual[0].length, -1), combined: raw };
  const value = parsedObject(raw);
  if (typeof value?.["stream"] !== "string" || value["data"] === undefined) return null;
  return { ...streamMessage(value["stream"], JSON.stringify(value["data"])), combined: raw };
}
