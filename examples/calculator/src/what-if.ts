import type { State } from "./state.ts";
import { kept, scaled } from "./texts.ts";

/** What is tried on a copy of the account: nothing here is part of it. */
export interface WhatIf {
  /** Fraction by which all marks move together. */
  readonly common: number;
  /** Factor of the wallet balance. */
  readonly wallet: number;
  /** Fraction by which a symbol's mark moves besides. */
  readonly moves: Readonly<Record<string, number>>;
  /** Of positions, by id. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Leverage, or a factor of what is posted: by id. */
  readonly margins: Readonly<Record<string, number>>;
}

export const nothingTried: WhatIf = { common: 0, wallet: 1, moves: {}, sizes: {}, margins: {} };

export function isTried({ common, wallet, moves, sizes, margins }: WhatIf): boolean {
  const isMoved = (values: Readonly<Record<string, number>>, still: number) =>
    Object.values(values).some((value) => value !== still);
  return common !== 0 || wallet !== 1 || isMoved(moves, 0) || isMoved(sizes, 1) || Object.keys(margins).length > 0;
}

/** By which factor what is tried moves a symbol's mark. */
function factorOf({ whatIf, markets }: State, symbol: string): number {
  const beta = Number(markets.find((market) => market.symbol === symbol)?.beta || 1);
  return (1 + whatIf.common * (Number.isFinite(beta) ? beta : 1)) * (1 + (kept(whatIf.moves, symbol) ?? 0));
}

/** The account as it would be: the typed texts, changed by what is tried. */
export function tried(state: State): State {
  const { wallet, sizes, margins } = state.whatIf;
  return {
    ...state,
    walletBalance: scaled(state.walletBalance, wallet),
    markets: state.markets.map((market) => {
      return { ...market, markPrice: scaled(market.markPrice, factorOf(state, market.symbol)) };
    }),
    collaterals: state.collaterals.map((collateral) => ({
      ...collateral,
      price: collateral.follows === "" ? collateral.price : scaled(collateral.price, factorOf(state, collateral.follows)),
    })),
    positions: state.positions.map((position) => {
      const sized = { ...position, size: scaled(position.size, kept(sizes, position.id) ?? 1) };
      const margin = kept(margins, position.id);
      if (margin === undefined) return sized;
      return position.marginBy === "leverage"
        ? { ...sized, leverage: String(margin) }
        : { ...sized, posted: scaled(position.posted, margin) };
    }),
  };
}
