import type { MessageData } from "../transport.ts";
import type { Connection, Received } from "./connection.ts";
import type { Unsubscribe } from "../listeners.ts";

const perMs = 1_000_000n;

/**
 * Writes down what a connection takes in, a line for each: the time in nanoseconds, a space,
 * and the message as it came off the socket. What was fetched stands behind `@` and its
 * symbol; `#instruments`, `#opened` and `#closed` are what they say, the last with the
 * symbol where only that was given back.
 *
 * The time is the machine's at the first line, and goes on by the connection's own clock, which
 * nobody sets back. Line breaks within a message become spaces. Begin before the sockets are
 * open: snapshots and instruments that came earlier are not in it.
 *
 * @returns ends it
 * @example
 * const lines: string[] = [];
 * const stop = record(connection, (line) => lines.push(line));
 */
export function record(connection: Connection, write: (line: string) => void): Unsubscribe {
  let began: { readonly ns: bigint; readonly localTimeMs: number } | null = null;
  return connection.on("received", (received) => {
    const { localTimeMs } = received;
    began ??= { ns: BigInt(Date.now()) * perMs, localTimeMs };
    const sinceNs = BigInt(Math.round((localTimeMs - began.localTimeMs) * 1e6));
    write(`${began.ns + sinceNs} ${lineOf(received)}`);
  });
}

function lineOf(received: Received): string {
  switch (received.kind) {
    case "message":
      return textOf(received.data);
    case "answer":
      return `@${received.symbol} ${textOf(received.data)}`;
    case "instruments":
      return `#instruments ${textOf(received.data)}`;
    case "opened":
      return "#opened";
    case "closed":
      return received.symbol === null ? "#closed" : `#closed ${received.symbol}`;
  }
}

function textOf(data: MessageData | object): string {
  const isBytes = data instanceof ArrayBuffer || ArrayBuffer.isView(data);
  const text = typeof data === "string" ? data : isBytes ? new TextDecoder().decode(data) : JSON.stringify(data);
  return text.replace(/[\r\n]+/g, " ");
}

/** A line of a recording; null where it is none. */
export interface RecordedLine {
  readonly timeNs: bigint;
  readonly kind: Received["kind"];
  /** Of an answer. */
  readonly symbol: string;
  readonly text: string;
}

export function readLine(line: string): RecordedLine | null {
  const found = /^(\d{1,19}) (?:#(instruments|opened|closed)(?: |$)|@(\S+) )?/.exec(line);
  if (found === null) return null;
  const [head, timeNs, mark, symbol] = found;
  const kind = (mark as Received["kind"] | undefined) ?? (symbol === undefined ? "message" : "answer");
  return { timeNs: BigInt(timeNs!), kind, symbol: symbol ?? "", text: line.slice(head.length) };
}
