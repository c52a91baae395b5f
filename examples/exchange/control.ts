import type { Market } from "./market.ts";
import { faultNames, type Fault } from "./faults.ts";
import { found, topicKinds, venues, type Answer, type Request } from "./protocol.ts";
import type { SimulatedExchange } from "./simulated-exchange.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The simulator's own paths, which no venue has: `GET /truth` says what it knows,
 * `POST /control/...` makes something happen.
 */
export function simulationControl(exchange: SimulatedExchange, clock: { start(): void; stop(): void }) {
  const { simulation } = exchange;
  const act = (path: string, fields: Fields): Answer | null => {
    switch (path) {
      case "/control/shock": return onMarket(simulation, fields, (market) => {
        const rate = number(fields, "rate", -0.5, 0.5);
        market.shock(rate);
      });
      case "/control/mark": return onMarket(simulation, fields, (market) => {
        if (fields["price"] === null) return market.unpinMark();
        const durationMs = 1_000 * number({ seconds: 10, ...fields }, "seconds", 0, 3_600);
        market.pinMark(number(fields, "price", 1e-8, 1e12), durationMs);
      });
      case "/control/fault": return done(() => exchange.misbehave(faultOf(exchange, fields)));
      case "/control/pause": return done(() => clock.stop());
      case "/control/resume": return done(() => clock.start());
      default: return null;
    }
  };
  return ({ method, url, body }: Request): Answer | null => {
    if (method === "GET" && url.pathname === "/truth") {
      const market = simulation.find(url.searchParams.get("symbol") ?? "");
      return market === undefined ? wrong("symbol") : found(exchange.truth(market.instrument.symbol));
    }
    if (method !== "POST" || !url.pathname.startsWith("/control/")) return null;
    try {
      return act(url.pathname, fieldsOf(body));
    } catch (error) {
      if (error instanceof FieldError) return wrong(error.message);
      throw error;
    }
  };
}

class FieldError extends Error {}

function onMarket(simulation: SimulatedExchange["simulation"], fields: Fields, act: (market: Market) => void): Answer {
  const { symbol } = fields;
  const market = typeof symbol === "string" ? simulation.find(symbol) : undefined;
  if (market === undefined) throw new FieldError("symbol");
  return done(() => act(market));
}

function faultOf({ simulation }: SimulatedExchange, fields: Fields): Fault {
  const { fault, venue, symbol, kind, times, ms, at, anyByte } = fields;
  if (simulation.find(String(symbol)) === undefined && symbol !== undefined) throw new FieldError("symbol");
  return {
    fault: oneOf("fault", faultNames, fault),
    ...(venue === undefined ? {} : { venue: oneOf("venue", venues, venue) }),
    ...(symbol === undefined ? {} : { symbol: String(symbol) }),
    ...(kind === undefined ? {} : { kind: oneOf("kind", topicKinds, kind) }),
    ...(times === undefined ? {} : { times: number(fields, "times", 1, 1e6) }),
    ...(ms === undefined ? {} : { ms: number(fields, "ms", 0, 3.6e6) }),
    ...(at === undefined ? {} : { at: number(fields, "at", 0, 1e6) }),
    ...(anyByte === undefined ? {} : { anyByte: anyByte === true }),
  };
}

function oneOf<Name extends string>(field: string, names: readonly Name[], value: unknown): Name {
  const name = names.find((known) => known === value);
  if (name === undefined) throw new FieldError(field);
  return name;
}

function number(fields: Fields, name: string, low: number, high: number): number {
  const value = fields[name];
  if (typeof value !== "number" || !(value >= low && value <= high)) throw new FieldError(name);
  return value;
}

function fieldsOf(body: string): Fields {
  if (body.trim() === "") return {};
  const value: unknown = JSON.parse(body);
  if (typeof value !== "object" || value === null) throw new FieldError("body");
  return value as Fields;
}

function done(act: () => void): Answer {
  act();
  return { status: 200, body: '{"done":true}' };
}

function wrong(field: string): Answer {
  return { status: 400, body: JSON.stringify({ error: "field", field }) };
}
