import { describe, expect, it } from "vitest";
import { InputError, type MarginTable } from "plimsoll";
import { bitcoin, ether } from "../../examples/exchange/instrument.ts";
import { leverageBracket } from "../../examples/exchange/binance/rest.ts";
import { engine } from "./plimsoll.ts";
import { vectors } from "./vectors.ts";

const plimsoll = await engine();

/** The same as Binance sends it. */
function payloadOf(symbol: string, brackets: readonly Record<string, unknown>[]): object {
  return {
    symbol, notionalCoef: 1,
    brackets: brackets.map((bracket, i) => ({
      bracket: i + 1, initialLeverage: bracket["maxLeverage"], notionalCap: bracket["notionalCap"],
      notionalFloor: bracket["notionalFloor"], maintMarginRatio: bracket["maintenanceMarginRate"],
      cum: bracket["maintenanceAmount"],
    })),
  };
}

function refused(payload: unknown): InputError {
  try {
    plimsoll.marginTables("binance-usdm", payload);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error("nothing was thrown");
}

describe("marginTables", () => {
  it("reads Binance's leverageBracket, in any order of brackets", () => {
    const both = [leverageBracket(bitcoin), leverageBracket(ether)] as { brackets: unknown[] }[];
    both[1]!.brackets.reverse();
    const tables = plimsoll.marginTables("binance-usdm", both, { date: "2026-11-22", source: "simulated" });
    expect(Object.keys(tables)).toEqual(["BTCUSDT", "ETHUSDT"]);
    expect(tables["BTCUSDT"]).toMatchObject({ date: "2026-11-22", source: "simulated" });
    const floors = tables["ETHUSDT"]!.brackets.map(({ notionalFloor }) => Number(notionalFloor));
    expect(floors).toEqual([...floors].sort((a, b) => a - b));
    const one = plimsoll.marginTables("binance-usdm", leverageBracket(bitcoin));
    expect(one["BTCUSDT"]!.brackets).toEqual(tables["BTCUSDT"]!.brackets);
  });

  it("gives tables that an account can use", () => {
    const tables = plimsoll.marginTables("binance-usdm", payloadOf("BTCUSDT",
      vectors("margin_table").tables["btcusdt-2022"]!.brackets as never));
    const [risk] = plimsoll.evaluate({
      venue: "binance-usdm", tables,
      positions: [{ symbol: "BTCUSDT", side: "long", quantity: "109.488", entryPrice: "32481.98", mode: "isolated", posted: "1535443.01" }],
    }, { BTCUSDT: 31_967.27 }).positions;
    // Binance's own example, support FAQ b3c689c1f50a44cabb3a84e663b81d93, less its other position.
    expect(risk!.maintenanceMargin.value).toBeCloseTo(31_967.27 * 109.488 * 0.025 - 16_300, 6);
  });

  it("fills amounts that nobody states", () => {
    const brackets = vectors("margin_table").tables["btcusdt-2022"]!.brackets;
    const bare = brackets.map(({ maintenanceAmount: _, ...rest }) => rest);
    const at = (table: MarginTable) => plimsoll.evaluate({
      venue: "binance-usdm", tables: { BTCUSDT: table },
      positions: [{ symbol: "BTCUSDT", side: "short", quantity: 300, entryPrice: 50_000, mode: "isolated", posted: 2e6 }],
    }, { BTCUSDT: 51_000 }).positions[0]!.maintenanceMargin.value;
    expect(at({ brackets: bare })).toBe(at({ brackets }));
  });

  it.each(vectors("margin_table").refused.map((row): [string, typeof row] => [row.name, row]))(
    "refuses a table with %s", (_, { brackets, expected }) => {
      // Sorted by their floors, which is the order they stand in.
      const error = refused(payloadOf("BTCUSDT", brackets as never));
      expect(error).toMatchObject({ code: expected.error, field: expected.field });
      const row = brackets[expected.row];
      expect(error.value).toEqual(row === undefined ? [] : row[expected.field as keyof typeof row]);
    });

  it.each([
    null, undefined, 5, "[]", {}, { symbol: "BTCUSDT" }, { symbol: 5, brackets: [] }, [null],
    { code: -2015, msg: "Invalid API-key, IP, or permissions for action." },
  ])("refuses another payload: %o", (payload) => {
    expect(refused(payload)).toMatchObject({ code: "wrongType", field: "payload" });
  });

  it.each([
    [{ notionalFloor: 0 }], [null], [5], ["x"], [{ ...payloadOf("X", [{}]) }],
  ])("refuses a bracket that is none: %o", (...brackets) => {
    expect(refused({ symbol: "BTCUSDT", brackets })).toMatchObject({ code: "notFinite" });
  });

  it("refuses another venue", () => {
    expect(() => plimsoll.marginTables("bybit-linear" as never, [])).toThrow("unknownVenue");
  });
});
