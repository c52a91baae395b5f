import type { Clock } from "./clock.ts";
import type { Market } from "./market.ts";
import type { Answer } from "./protocol.ts";
import type { Control } from "./server.ts";
import type { MarketSimulation } from "./simulation.ts";
import { truth } from "./truth.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The simulator's own paths, which no venue has: `GET /truth` says what it knows,
 * `POST /control/...` makes something happen.
 */
export function simulationControl(simulation: MarketSimulation, clock: Clock): Control {
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
      case "/control/pause": return done(() => clock.stop());
      case "/control/resume": return done(() => clock.start());
      default: return null;
    }
  };
  return (method, url, body) => {
    if (method === "GET" && url.pathname === "/truth") {
      const market = simulation.find(url.searchParams.get("symbol") ?? "");
      return market === undefined ? wrong("symbol") : { status: 200, body: JSON.stringify(truth(market)) };
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

function onMarket(simulation: MarketSimulation, fields: Fields, act: (market: Market) => void): Answer {
  const { symbol } = fields;
  const market = typeof symbol === "string" ? simulation.find(symbol) : undefined;
  if (market === undefined) throw new FieldError("symbol");
  return done(() => act(market));
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
