import type { Contender } from "./contender.ts";

/** Kept, so that no compiler may leave the parsing out. */
export let parsed: unknown = null;

/** Not a way to readings: what it costs to look at the messages at all. */
export const parseAlone: Contender = {
  id: "jsonParse",
  name: "JSON.parse alone",
  open: () => ({
    take(messages) {
      for (let i = 0; i < messages.length; ++i) parsed = JSON.parse(messages[i]!.raw);
    },
    takeBursts(bursts) {
      for (const { raws } of bursts) for (let i = 0; i < raws.length; ++i) parsed = JSON.parse(raws[i]!);
    },
  }),
};
