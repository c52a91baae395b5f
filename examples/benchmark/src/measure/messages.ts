// Recorded messages as the benchmark gives them to everybody: each with the market it is
// about, worked out beforehand, since a user knows which socket it came from.

export type Family = "snapshot" | "depth" | "bookTicker" | "trade" | "other";

export interface Message {
  readonly raw: string;
  readonly family: Family;
  /** Which of the recording's symbols it is about. */
  readonly market: number;
  readonly localTimeNs: string;
}

export interface Recording {
  readonly symbols: readonly string[];
  readonly messages: readonly Message[];
  readonly bytes: number;
}

const families: Readonly<Record<string, Family>> = {
  depthUpdate: "depth",
  bookTicker: "bookTicker",
  trade: "trade",
  aggTrade: "trade",
};

interface Payload {
  readonly e?: string;
  readonly s?: string;
  readonly U?: number;
  readonly u?: number;
  readonly o?: { readonly s?: string };
  readonly symbol?: string;
  readonly lastUpdateId?: number;
}

/**
 * Lines of `local_time_ns message`. Each message becomes a string of its own, flat and one
 * byte a character, as a socket delivers it: not a slice of the whole text.
 */
export function* recordedLines(bytes: Uint8Array): Generator<{ readonly localTimeNs: string; readonly raw: string }> {
  const decoder = new TextDecoder();
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    const space = bytes.indexOf(32, start);
    if (space > start && space < end) {
      yield { localTimeNs: decoder.decode(bytes.subarray(start, space)), raw: decoder.decode(bytes.subarray(space + 1, end)) };
    }
    start = end + 1;
  }
}

/**
 * A recording of Binance's messages.
 *
 * @throws {SyntaxError} when a message is no JSON
 */
export function recordingOf(bytes: Uint8Array): Recording {
  const read: { raw: string; localTimeNs: string; payload: Payload; family: Family }[] = [];
  for (const { localTimeNs, raw } of recordedLines(bytes)) {
    const message = JSON.parse(raw) as Payload & { data?: Payload };
    const payload = message.data ?? message;
    const family =
      payload.lastUpdateId === undefined ? (families[payload.e ?? ""] ?? "other") : "snapshot";
    read.push({ raw, localTimeNs, payload, family });
  }

  const symbolOf = ({ payload }: (typeof read)[number]) =>
    payload.s ?? payload.o?.s ?? payload.symbol;
  const symbols = [...new Set(read.map(symbolOf))].filter((symbol) => symbol !== undefined);
  // A REST snapshot names no symbol: it is of the book whose updates it stands among.
  const ownerOf = (lastUpdateId: number) =>
    read.find(({ payload }) => (payload.u ?? 0) >= lastUpdateId && (payload.U ?? Infinity) <= lastUpdateId + 1);
  const messages = read.map((message): Message => {
    const { lastUpdateId } = message.payload;
    const owner = lastUpdateId === undefined ? message : (ownerOf(lastUpdateId) ?? message);
    return {
      raw: message.raw,
      family: message.family,
      market: Math.max(0, symbols.indexOf(symbolOf(owner) ?? "")),
      localTimeNs: message.localTimeNs,
    };
  });
  return { symbols, messages, bytes: read.reduce((sum, { raw }) => sum + raw.length, 0) };
}

/** The same as native.cpp reads it. */
export function nativeText({ symbols, messages }: Recording): string {
  const lines = messages.map(({ market, localTimeNs, raw }) => `${market} ${localTimeNs} ${raw}\n`);
  return `${symbols.join(" ")}\n${lines.join("")}`;
}
