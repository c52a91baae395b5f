// The three races of the margin benchmark, in Node and in a page.

import { openHoldings } from "plimsoll/holdings";
import { evaluate } from "plimsoll/margin";
import { type Call, interleavedCalls, type Row, rowsOf } from "../calls.ts";
import { heldAccount, riskByHand } from "./account-by-hand.ts";
import { ColumnsByHand } from "./columns-by-hand.ts";
import { crossAccountOf, sheetOf } from "./positions.ts";

export interface Race {
  readonly title: string;
  readonly rows: readonly Row[];
}

function assertClose(what: string, found: number | null, expected: number | null): void {
  if (found === expected || (Number.isNaN(found) && Number.isNaN(expected))) return;
  if (found !== null && expected !== null && Math.abs(found - expected) <= 1e-9 * Math.max(1, Math.abs(expected))) return;
  throw new Error(`${what}: ${found} by hand, Plimsoll's ${expected}`);
}

/** Positions in columns: at new marks, and with every column handed over as well. */
function columnRaces(rounds: number): Race[] {
  const { terms, columns, moments } = sheetOf(100_000, 300);
  const count = columns.symbol.length;
  const into = { distanceRate: new Float64Array(count), marginRatio: new Float64Array(count) };
  const prices = new Float64Array(count);
  const holdings = openHoldings(terms);
  const byHand = new ColumnsByHand(terms.tables, columns);
  let moment = 0;
  const marks = () => moments[moment++ % moments.length]!;

  holdings.fill(columns);
  holdings.liquidationPrices(prices);
  byHand.solve();
  for (const at of moments) {
    assertClose("liquidatable", byHand.mark(at), holdings.mark(at, into));
    for (let i = 0; i < count; ++i) {
      assertClose(`liquidation price ${i}`, byHand.liquidationPrice[i]!, prices[i]!);
      assertClose(`distance ${i}`, byHand.distanceRate[i]!, into.distanceRate[i]!);
      assertClose(`margin ratio ${i}`, byHand.marginRatio[i]!, into.marginRatio[i]!);
    }
  }

  const remarked: Call[] = [
    { name: "Plimsoll", call: () => holdings.mark(marks(), into) },
    { name: "JavaScript, prices kept as well", call: () => byHand.mark(marks()) },
    {
      name: "JavaScript, all computed anew",
      call: () => {
        byHand.solve();
        byHand.mark(marks());
      },
    },
  ];
  const copied: Call[] = [
    {
      name: "Plimsoll",
      call: () => {
        holdings.fill(columns);
        holdings.mark(marks(), into);
        holdings.liquidationPrices(prices);
      },
    },
    {
      name: "JavaScript",
      call: () => {
        byHand.solve();
        byHand.mark(marks());
      },
    },
  ];
  const races = [
    { title: "100,000 positions, filled once and marked again: distance, margin ratio, liquidatable", rows: rowsOf(interleavedCalls(remarked, rounds)) },
    { title: "100,000 positions, every column copied in: liquidation price and all that hangs on the mark", rows: rowsOf(interleavedCalls(copied, rounds)) },
  ];
  holdings.dispose();
  return races;
}

function accountRace(rounds: number): Race {
  const { account, moments } = crossAccountOf(500);
  const held = heldAccount(account);
  const names = ["equity", "maintenanceMargin", "initialMargin", "freeMargin", "marginRatio", "effectiveLeverage", "commonFallToLiquidation", "commonRiseToLiquidation"] as const;
  const ofPosition = ["notional", "unrealizedPnl", "equity", "effectiveLeverage", "maintenanceMargin", "marginRatio", "maxLeverage", "liquidationPrice", "roundedLiquidationPrice", "bankruptcyPrice", "distanceRate", "distanceMoney", "marginToAdd", "quantityToClose"] as const;
  for (const marks of moments) {
    const expected = evaluate(account, marks);
    const found = riskByHand(held, marks);
    for (const name of names) assertClose(name, found[name], expected[name].value);
    expected.positions.forEach((risk, i) => {
      for (const name of ofPosition) assertClose(`${name} of ${risk.symbol}`, found.positions[i]![name], risk[name].value);
    });
  }
  let moment = 0;
  const calls: Call[] = [
    { name: "Plimsoll, estimates", call: () => evaluate(account, moments[moment++ % moments.length]!) },
    { name: "JavaScript, numbers alone", call: () => riskByHand(held, moments[moment++ % moments.length]!) },
  ];
  return { title: "evaluate of a cross account with 500 positions", rows: rowsOf(interleavedCalls(calls, rounds)) };
}

export function races(rounds: number): Race[] {
  return [...columnRaces(rounds), accountRace(rounds)];
}
