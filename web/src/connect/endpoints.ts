import { InputError } from "../errors.ts";
import type { ConnectOptions } from "./connection.ts";
import type { Endpoints, VenueProtocol } from "./venue.ts";

/**
 * Where a connection goes.
 *
 * @throws {InputError} when the venue has no such network, or an address is none
 */
export function endpointsOf(protocol: VenueProtocol, { network = "mainnet", endpoints = {} }: ConnectOptions): Endpoints {
  const own = network === "mainnet" || network === "testnet" ? protocol[network] : undefined;
  if (own === undefined) throw new InputError("unknownVenue", "network", network);
  const { origin, sockets, rest } = endpoints;
  const moved = (url: string) => (origin === undefined ? url : movedTo(origin, url));
  const found = Object.entries(own.sockets).map(([name, url]) => [name, sockets?.[name] ?? moved(url)]);
  return {
    sockets: Object.fromEntries(found) as Record<string, string>,
    rest: (rest ?? moved(own.rest)).replace(/\/$/, ""),
  };
}

function movedTo(origin: string, url: string): string {
  let to: URL;
  try {
    to = new URL(origin);
  } catch {
    throw new InputError("wrongType", "origin", origin);
  }
  const { protocol, pathname, search } = new URL(url);
  const scheme = protocol.startsWith("ws") ? to.protocol.replace(/^http/, "ws") : to.protocol.replace(/^ws/, "http");
  return `${scheme}//${to.host}${pathname}${search}`;
}
