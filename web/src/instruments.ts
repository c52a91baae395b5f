import type { Engine } from "./engine.ts";
import { InputError } from "./errors.ts";
import type { FeedVenue } from "./feed.ts";
import type { MessageData } from "./transport.ts";

/** Gives a venue's list of instruments to the engine. */
export function addInstruments(
  engine: Engine,
  venue: FeedVenue,
  payload: MessageData | object,
): number {
  const reply = engine.glue.addListings(`${venue}`, engine.carryAnswer(payload));
  engine.accept({ error: reply.error, field: "payload" }, payload);
  if (reply.instruments === 0) throw new InputError("missingField", "payload", payload);
  return reply.instruments;
}
