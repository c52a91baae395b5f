/// <reference lib="esnext.disposable" preserve="true" />
// Sockets of our own, for those who have none yet.

import { InputError } from "./errors.ts";
import type { Connection, ConnectOptions } from "./connect/connection.ts";
import { LiveConnection } from "./connect/live-connection.ts";
import { protocols } from "./connect/venues/index.ts";
import type { Market } from "./market.ts";
import type { Plimsoll } from "./plimsoll.ts";

export type {
  Connection,
  ConnectionError,
  ConnectionEvents,
  ConnectionStatus,
  ConnectOptions,
  Received,
  SnapshotRequest,
} from "./connect/connection.ts";
export type { RecordingSource } from "./connect/lines.ts";
export { record } from "./connect/recording.ts";
export { type Replay, replay, type ReplayOptions, type ReplayResult } from "./connect/replay.ts";
export type { SocketClass, SocketLike, SocketPhase } from "./connect/lasting-socket.ts";
export type { StreamKind, Topic } from "./connect/venue.ts";
export { InputError };

/**
 * Listens to a venue: opens its sockets, subscribes, keeps them alive, and brings back what
 * is lost. Whatever happens afterwards is told by events and never thrown.
 *
 * @throws {InputError} when the venue, a symbol or the network is not known, or when the
 *     platform has no WebSocket and none was passed in
 * @throws the signal's reason, when it is aborted already
 * @example
 * const connection = connect(plimsoll, { venue: "bybit-linear", symbols: ["BTCUSDT"] });
 * const market = connection.market("BTCUSDT");
 */
export function connect<OneMarket extends Market>(
  plimsoll: Plimsoll<OneMarket>,
  options: ConnectOptions,
): Connection<OneMarket> {
  options.signal?.throwIfAborted();
  const protocol = Object.hasOwn(protocols, options.venue) ? protocols[options.venue] : undefined;
  if (protocol === undefined) throw new InputError("unknownVenue", "venue", options.venue);
  const unusable = options.symbols.find((symbol) => typeof symbol !== "string" || symbol === "");
  if (options.symbols.length === 0 || unusable !== undefined) {
    throw new InputError("unknownSymbol", "symbols", unusable);
  }
  return new LiveConnection(plimsoll, protocol, options);
}
