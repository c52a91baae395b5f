/** A recording: its text, its lines one by one, or its text in pieces that may end anywhere. */
export type RecordingSource =
  | string
  | Iterable<string>
  | AsyncIterable<string | Uint8Array>
  | ReadableStream<Uint8Array>;

/** A line that never ends is no recording: refused before it fills the memory, characters. */
const longestLine = 64_000_000;

/**
 * The lines of a recording, without their ends.
 *
 * An array has one line in each element. A stream is cut at its line ends, wherever its pieces
 * end: bytes through `DecompressionStream` for a packed file.
 */
export async function* linesOf(source: RecordingSource): AsyncGenerator<string> {
  if (typeof source === "string") {
    yield* linesOf(source.split("\n"));
    return;
  }
  if (Symbol.iterator in source) {
    for (const line of source) yield line.replace(/[\r\n]+$/, "");
    return;
  }
  const decoder = new TextDecoder();
  let rest = "";
  for await (const piece of piecesOf(source)) {
    rest += typeof piece === "string" ? piece : decoder.decode(piece, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() as string;
    if (rest.length > longestLine) throw new RangeError("the recording has a line without an end");
    for (const line of lines) yield line.replace(/\r$/, "");
  }
  rest += decoder.decode();
  if (rest !== "") yield rest;
}

/** Not every browser iterates over a stream. */
async function* piecesOf(
  source: AsyncIterable<string | Uint8Array> | ReadableStream<Uint8Array>,
): AsyncGenerator<string | Uint8Array> {
  if (!("getReader" in source)) {
    yield* source;
    return;
  }
  const reader = source.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel();
  }
}
