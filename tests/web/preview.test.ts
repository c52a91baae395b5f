// What an order ticket asks before it is sent.

import { describe, expect, it } from "vitest";
import {
  type Account, type AccountChange, apply, type ErrorCode, evaluate, InputError, type Marks, type Position, preview,
} from "plimsoll/margin";
import { problemText } from "plimsoll/messages/en";
import { Random } from "../../examples/exchange/random.ts";
import { halfPercent } from "./plimsoll.ts";

const marks = { X: 50_000 };
const nothing: Account = { venue: "binance-usdm", positions: [], tables: { X: halfPercent } };
const long: Position = {
  symbol: "X", side: "long", quantity: 1, entryPrice: 50_000, mode: "isolated", posted: 5_000, leverageSetting: 10,
};
const held: Account = { ...nothing, positions: [long], walletBalance: 10_000 };
const crossed: Account = {
  ...held, positions: [{ symbol: "X", side: "long", quantity: 1, entryPrice: 50_000, mode: "cross", leverageSetting: 10 }],
};

const codes = (account: Account, change: AccountChange, at: Marks = marks): string[] =>
  preview(account, change, at).problems.map(({ code }) => code);

describe("preview", () => {
  it("judges a stop by the liquidation price", () => {
    const { problems, before, after, position } = preview(nothing, { open: long, stopLoss: "45200" }, marks);
    expect(problems).toEqual([
      { code: "stopBeyondLiquidation", values: { stopLoss: 45_200, liquidationPrice: after.positions[0]!.liquidation.value } },
    ]);
    expect(before.positions).toEqual([]);
    expect(after.positions[0]!.liquidation.value).toBeCloseTo(45_000 / 0.995, 9);
    expect(position).toBe("X:long");
    expect(codes(nothing, { open: long, stopLoss: 46_000 })).toEqual([]);
  });

  it("posts notional over leverage where no margin is stated", () => {
    const { posted: _, ...open } = long as Position & { posted: number };
    const { account, postedMargin } = preview(nothing, { open }, marks);
    expect(postedMargin).toBe(5_000);
    expect(account).toEqual({ ...nothing, positions: [{ ...long }] });
  });

  it("adds, reduces, closes and flips", () => {
    const added = apply(held, { open: { ...long, entryPrice: 52_000, posted: 5_200 } }, marks);
    expect(added.positions).toEqual([{ ...long, quantity: 2, entryPrice: 51_000, posted: 10_200 }]);
    expect(added.walletBalance).toBe(4_800);

    const reduced = preview(held, { close: "X:long", quantity: "0.25", price: 54_000, feeRate: 0.001 }, marks);
    expect(reduced.account).toEqual({ ...held, positions: [{ ...long, quantity: 0.75, posted: 3_750 }], walletBalance: 12_236.5 });
    expect(reduced).toMatchObject({ closedQuantity: 0.25, openedQuantity: 0, realizedPnl: 1_000, fee: 13.5, postedMargin: -1_250 });

    const closed = preview(held, { close: "X:long" }, { X: 51_000 });
    expect(closed.account).toEqual({ ...held, positions: [], walletBalance: 16_000 });
    expect(closed.position).toBe("X:long");

    const { account, position, problems } = preview(held, { open: { ...long, side: "short", quantity: 3, posted: 15_000 } }, marks);
    expect(problems).toEqual([{ code: "flips", values: { closedQuantity: 1, openedQuantity: 2 } }]);
    expect(account.positions).toEqual([{ ...long, side: "short", quantity: 2, posted: 10_000 }]);
    expect(position).toBe("X:short");
  });

  it("keeps the legs of a hedge apart", () => {
    const open: Position = { ...crossed.positions[0]!, side: "short", quantity: 0.4 };
    const hedged = preview(crossed, { open, hedgeMode: true }, marks);
    expect(hedged.account.positions).toEqual([crossed.positions[0], open]);
    expect(codes(crossed, { open })).toEqual(["reducesOnly"]);
    const more = apply(hedged.account, { open }, marks);
    expect(more.positions[1]!.quantity).toBe(0.8);
    expect(apply(more, { close: "X:short", quantity: 0.3 }, marks).positions[1]!.quantity).toBe(0.5);
  });

  it("moves margin, money and the leverage setting", () => {
    expect(apply(held, { addMargin: 500, position: "X:long" }, marks)).toEqual({
      ...held, positions: [{ ...long, posted: 5_500 }], walletBalance: 9_500,
    });
    expect(apply(held, { removeMargin: "500", position: "X:long" }, marks).walletBalance).toBe(10_500);
    expect(apply(held, { leverageSetting: 20, position: "X:long" }, marks).positions).toEqual([{ ...long, leverageSetting: 20 }]);
    expect(apply(held, { deposit: 5 }, marks)).toEqual({ ...held, walletBalance: 10_005 });
    const { position, problems } = preview(crossed, { withdraw: 9_900 }, marks);
    expect(position).toBeNull();
    expect(problems.map(({ code }) => code)).toEqual(["liquidatableAtOnce", "notEnoughFreeMargin"]);
  });

  it("takes nothing from a wallet that nobody stated", () => {
    const { walletBalance: _, ...list } = held;
    expect(apply(list, { close: "X:long" }, marks)).toEqual({ ...list, positions: [] });
    expect(codes(list, { open: { ...long, symbol: "Y" } }, { Y: 50_000 })).toEqual(["liquidationUnknown"]);
  });

  it("gives contracts back as contracts", () => {
    const instruments = { X: { contractSize: 0.1 } };
    const { quantity: _, ...counted } = { ...long, contracts: 3 } as Position & { contracts: number };
    const account: Account = { ...held, instruments, positions: [counted] };
    const open = { ...counted, posted: 5_000 };
    expect(apply(account, { open }, marks).positions).toEqual([{ ...counted, contracts: 6, posted: 10_000 }]);
    expect(apply(account, { close: "X:long", quantity: 0.1 }, marks).positions[0]!.contracts).toBe(2);
    expect(codes({ ...account, instruments: { X: { contractSize: 0.1, lotSize: 0.1 } } }, { open: { ...open, contracts: 1.5 } }))
      .toEqual(["quantityOffLot"]);
  });

  it("shows what a leverage over the tier would do, and says that it is", () => {
    const open = { ...long, leverageSetting: 200, posted: 300 };
    const { problems, after, account } = preview(nothing, { open }, marks);
    expect(problems).toEqual([{ code: "leverageOverTier", values: { leverage: 200, maxLeverage: 125 } }]);
    expect(after.positions[0]!.liquidation.value).toBeCloseTo(49_700 / 0.995, 9);
    expect(() => evaluate(account, marks)).toThrow(InputError);
  });

  it("leaves the account it is given as it was", () => {
    const frozen = structuredClone(held);
    preview(held, { open: { ...long, side: "short", quantity: 3 } }, marks);
    expect(held).toEqual(frozen);
  });
});

describe("preview equals apply", () => {
  const seed = 20_261_124;
  const random = new Random(seed, "previews");
  const between = (low: number, high: number) => low + (high - low) * random.uniform();
  const venues: readonly Account["venue"][] = [
    "binance-usdm", "binance-coinm", "bybit-linear", "okx", "deribit", "kucoin", "htx", "hyperliquid", "bitmex",
    "dydx", "gmx-v2", "jupiter", "drift",
  ];
  const brackets = [
    { notionalFloor: 0, notionalCap: 400, maintenanceMarginRate: 0.004, maxLeverage: 100 },
    { notionalFloor: 400, notionalCap: 100_000, maintenanceMarginRate: 0.01, maxLeverage: 50 },
    { notionalFloor: 100_000, maintenanceMarginRate: 0.02, maxLeverage: 20 },
  ];

  function position(symbol: string, isHedge: boolean, mode: "isolated" | "cross"): Position {
    const size = Math.round(between(1, 400)) / 10;
    return {
      symbol, mode, side: isHedge || random.chance(0.5) ? "short" : "long", entryPrice: Math.round(between(900, 1_100)), leverageSetting: 10,
      ...(random.chance(0.5) ? { quantity: size } : { contracts: size * 10 }),
      ...(mode === "isolated" && (random.chance(0.7) ? { posted: between(50, 5_000) } : { equityAtMark: between(100, 5_000), markPrice: 1_000 })),
      ...(random.chance(0.2) && { maintenanceMargin: between(1, 50), pendingFees: between(0, 5) }),
    } as Position;
  }

  function changeOf(account: Account): AccountChange {
    const { id } = { id: `${account.positions[0]!.symbol}:${account.positions[0]!.side}` };
    const amount = between(1, 300);
    const exits = random.chance(0.5) ? { stopLoss: between(800, 1_200), takeProfit: between(800, 1_200) } : {};
    const all: AccountChange[] = [
      { open: position(random.chance(0.7) ? "A" : "C", false, random.chance(0.5) ? "cross" : "isolated"), hedgeMode: random.chance(0.3), feeRate: 0.0005, ...exits },
      { close: id, quantity: between(0.1, 30), marginStays: random.chance(0.5), ...exits },
      { close: id, price: between(900, 1_100) },
      { addMargin: amount, position: id }, { removeMargin: amount, position: id },
      { leverageSetting: Math.round(between(1, 20)), position: id, ...exits },
      { deposit: amount }, { withdraw: amount },
    ];
    return all[random.below(all.length)]!;
  }

  it(`of 5,000 random accounts, seed ${seed}`, () => {
    let previewed = 0;
    const found = new Set<string>();
    for (let i = 0; i < 5_000; ++i) {
      const account: Account = {
        venue: venues[random.below(venues.length)]!,
        positions: [
          position("A", false, random.chance(0.5) ? "cross" : "isolated"),
          ...(random.chance(0.3) ? [position("A", true, "cross")] : []),
          position("B", false, "cross"),
        ],
        tables: { A: { brackets }, B: { brackets }, C: { brackets } },
        instruments: { A: { contractSize: 0.1, lotSize: 0.1, tickSize: 0.01 }, B: { contractSize: 0.1 }, C: { contractSize: 0.1 } },
        takerFeeRate: 0.0006,
        ...(random.chance(0.8) && { walletBalance: between(100, 20_000) }),
        collaterals: random.chance(0.3) ? [{ asset: "A", quantity: 2, price: 1_000, weight: 0.9, follows: "A" }] : [],
      };
      const change = changeOf(account);
      const at = { A: between(900, 1_100), B: between(900, 1_100), C: 1_000 };
      let asked;
      try {
        asked = preview(account, change, at);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError); // a cross position has no margin of its own
        continue;
      }
      ++previewed;
      for (const problem of asked.problems) {
        found.add(problem.code);
        expect(problemText(problem)).not.toMatch(/NaN|undefined/);
      }
      expect(asked.before).toEqual(evaluate(account, at));
      if (asked.problems.some(({ code }) => code === "leverageOverTier")) continue;
      expect(apply(account, change, at)).toEqual(asked.account);
      expect(evaluate(asked.account, at)).toEqual(asked.after);
      // And it can be asked again, as tickets are.
      preview(asked.account, { deposit: 1 }, at);
    }
    console.log(`  ${previewed} previews, with ${found.size} kinds of problems: ${[...found].join(", ")}`);
    expect(previewed).toBeGreaterThan(3_000);
  });
});

describe("a change that cannot be used", () => {
  const open = long;
  const rows: readonly [ErrorCode, string, unknown, Account, unknown][] = [
    ["wrongType", "change", null, held, null],
    ["missingField", "change", "", held, {}],
    ["missingField", "change", "deposit,withdraw", held, { deposit: 1, withdraw: 1 }],
    ["wrongType", "open", 5, held, { open: 5 }],
    ["wrongType", "side", "buy", held, { open: { ...open, side: "buy" } }],
    ["quantityNotPositive", "quantity", 0, held, { open: { ...open, quantity: 0 } }],
    ["badNumber", "quantity", "1,000", held, { open: { ...open, quantity: "1,000" } }],
    ["priceNotPositive", "entryPrice", -1, held, { open: { ...open, entryPrice: -1 } }],
    ["marginNotPositive", "posted", -1, held, { open: { ...open, posted: -1 } }],
    ["missingField", "posted", undefined, nothing, { open: { ...open, posted: undefined, leverageSetting: undefined } }],
    ["leverageOutOfRange", "leverageSetting", 0, held, { open: { ...open, leverageSetting: 0 } }],
    ["rateOutOfRange", "feeRate", 2, held, { open, feeRate: 2 }],
    ["badNumber", "feeRate", "", held, { open, feeRate: "" }],
    ["priceNotPositive", "stopLoss", 0, held, { open, stopLoss: 0 }],
    ["notFinite", "takeProfit", NaN, held, { open, takeProfit: NaN }],
    ["mixedContracts", "kind", "inverse", { ...held, instruments: { Y: { kind: "inverse" } } }, { open: { ...open, symbol: "Y" } }],
    ["duplicatePosition", "id", "X:long", held, { open: { ...open, symbol: "Y", id: "X:long" } }],
    ["unknownPosition", "close", "Y:long", held, { close: "Y:long" }],
    ["unknownPosition", "position", undefined, held, { addMargin: 5 }],
    ["quantityNotPositive", "quantity", -1, held, { close: "X:long", quantity: -1 }],
    ["priceNotPositive", "price", 0, held, { close: "X:long", price: 0 }],
    ["quantityNotPositive", "addMargin", 0, held, { addMargin: 0, position: "X:long" }],
    ["quantityNotPositive", "withdraw", "-1", held, { withdraw: "-1" }],
    ["notFinite", "deposit", Infinity, held, { deposit: Infinity }],
    ["wrongType", "mode", "cross", crossed, { addMargin: 5, position: "X:long" }],
    ["marginNotPositive", "removeMargin", 5_000, held, { removeMargin: 5_000, position: "X:long" }],
    ["leverageOutOfRange", "leverageSetting", -2, held, { leverageSetting: -2, position: "X:long" }],
    ["wrongType", "marginStays", "yes", held, { close: "X:long", marginStays: "yes" }],
    ["wrongType", "hedgeMode", 1, held, { open, hedgeMode: 1 }],
    ["wrongType", "account", null, null as never, { open }],
    ["wrongType", "marks", undefined, held, { open }],
  ];

  it.each(rows)("%s: %s is %s", (code, field, value, account, change) => {
    const given = field === "marks" ? undefined : marks;
    try {
      preview(account, change as AccountChange, given as Marks);
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({ code, field });
      expect((error as InputError).value).toEqual(value);
      return;
    }
    throw new Error("nothing was thrown");
  });
});
