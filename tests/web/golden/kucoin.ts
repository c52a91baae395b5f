import { type Account, evaluate } from "plimsoll/margin";
import { type Asked, isolated, position, pricesOf, profitOf, riskOf, sizeIn, tableAround } from "./asked.ts";
import type { Inputs } from "./inputs.ts";
import { type Answer, type Answers, Missing } from "./judging.ts";
import type { Mapping, Mappings } from "./mapping.ts";

const kucoinTaker = 0.0006;

/** Positions at their marks, and orders as if they were filled. */
function crossAccount(one: Inputs, held: readonly Inputs[], spent: number): Account {
  const symbol = (i: number) => `${i}`;
  return {
    venue: "kucoin",
    walletBalance: one.number("total_margin") - spent,
    takerFeeRate: one.numberOr("taker", kucoinTaker),
    positions: held.map((of, i) => ({
      symbol: symbol(i), side: of.side, quantity: sizeIn(of), entryPrice: markIn(of), mode: "cross",
    })),
    tables: Object.fromEntries(held.map((of, i) => [symbol(i), tableAround(of.number("mmr"))])),
  };
}

const markIn = (one: Inputs) => one.number(one.nameOf("mark", "price", "entry") ?? "mark");
const marksOf = (held: readonly Inputs[]) => Object.fromEntries(held.map((of, i) => [`${i}`, markIn(of)]));
const isTarget = (one: Inputs, of: Inputs) =>
  one.has("target") && (of.text("sym") || of.text("symbol")).startsWith(one.text("target"));

function kucoinCross(one: Inputs): Answers {
  const held = one.list("positions");
  const risk = evaluate(crossAccount(one, held, 0), marksOf(held));
  const target = risk.positions[Math.max(0, held.findIndex((of) => isTarget(one, of)))]!;
  return { amr: 1 / risk.effectiveLeverage.value!, liquidation_price: target.liquidationPrice.value };
}

const kucoinRiskRate: Mapping = (one) => {
  const orders = one.has("orders") ? one.list("orders") : [];
  const held = [...(one.has("positions") ? one.list("positions") : []), ...orders];
  const openFees = orders.map((of) => profitOf({ quantity: sizeIn(of), entryPrice: markIn(of), side: of.side }, markIn(of), {
    openFeeRate: one.numberOr("taker", kucoinTaker),
  }).fees);
  const account = crossAccount(one, held, openFees.reduce((sum, fee) => sum + fee, 0));
  return { risk_rate: evaluate(account, marksOf(held)).marginRatio.value };
};

/** The fee of closing that is held back: at the dearer of the two sides' bankruptcy prices. */
function commissionOf(asked: Omit<Asked, "venue">, margin: number, closeFeeRate: number): number {
  const dearer = { ...asked, side: asked.inverse ? "long" : "short" } as const;
  const { bankruptcyPrice } = riskOf({ venue: "kucoin", ...dearer, posted: margin, rate: 0 });
  return bankruptcyPrice.value === null ? 0 : profitOf(dearer, bankruptcyPrice.value, { closeFeeRate }).fees;
}

const kucoinLiquidation: Mapping = (one) => {
  if (one.has("positions")) return kucoinCross(one);
  const held = position(one);
  const value = profitOf(held, held.entryPrice).notional;
  const leverage = one.has("leverage") ? one.number("leverage") : value / one.number("pos_init");
  const initial = profitOf(held, held.entryPrice, { leverage }).initialMargin!;
  const taker = one.numberOr("taker", one.has("pos_margin") ? kucoinTaker : 0);
  const commission = commissionOf(held, initial, taker);
  const posted = one.has("pos_margin") ? one.number("pos_margin") : initial + commission + one.numberOr("pos_cross", 0);
  const asked: Asked = { venue: "kucoin", ...held, posted, rate: one.numberOr("mmr", 0), takerFeeRate: taker, leverageSetting: leverage, tickSize: one.numberOr("tick", 0) };
  const stated = one.has("pos_maint") ? { maintenanceMargin: one.number("pos_maint") } : {};
  const atMark = one.has("mark") ? profitOf(held, one.number("mark"), { leverage }) : null;
  const unknown = new Missing("the mark price");
  return {
    ...pricesOf({ ...asked, ...stated }),
    bankruptcy_price: riskOf({ ...asked, posted: initial }).bankruptcyPrice.value,
    initial_margin: initial,
    maintenance_margin: one.has("mmr") ? riskOf({ ...asked, takerFeeRate: 0 }).maintenanceMargin.value : new Missing("mmr"),
    pos_init: initial,
    pos_comm: commission,
    unrealised_pnl: atMark?.unrealizedPnl ?? unknown,
    unrealised_pnl_pcnt: atMark === null ? unknown : atMark.unrealizedPnl / value,
    unrealised_roe_pcnt: atMark?.returnOnEquity ?? unknown,
  };
};

const kucoinBankruptcy: Mapping = (one) => pricesOf(isolated("kucoin", one));

/** A profit as a part of a sum: what a position of that margin wins by it. */
export function returnOn(pnl: number, margin: number): number | null {
  const held = { quantity: 1, entryPrice: margin, side: pnl < 0 ? "short" : "long" } as const;
  return profitOf(held, margin + Math.abs(pnl), { leverage: 1 }).returnOnEquity;
}

const kucoinReturn: Mapping = (one) => {
  const part = (of: string): Answer => (one.has(of) ? returnOn(one.number("unrealised_pnl"), one.number(of)) : new Missing(of));
  return { pnl_pcnt: part("pos_cost"), roe_pcnt: part("pos_init") };
};

export const kucoin: Mappings = {
  bankruptcy_price: kucoinBankruptcy,
  liquidation_price: kucoinLiquidation,
  risk_rate: kucoinRiskRate,
  roe: kucoinReturn,
};
