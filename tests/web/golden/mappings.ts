import { binanceCoinm, binanceUsdm } from "./binance.ts";
import { bybit } from "./bybit.ts";
import { drift } from "./drift.ts";
import { dydx } from "./dydx.ts";
import { bitmex, deribit, funding, htx, kraken, nautilus } from "./exchanges.ts";
import { bitget, gate, okx, phemex } from "./fee-in-maintenance.ts";
import { genericInverse, genericLinear, jesse, lightningDex, mcs, toobit } from "./generic.ts";
import { gmxV1, gmxV2 } from "./gmx.ts";
import { heldMappings } from "./held.ts";
import { hyperliquid } from "./hyperliquid.ts";
import { kucoin } from "./kucoin.ts";
import { aave, genericLending, morphoBlue } from "./lending.ts";
import type { Mapping, Mappings } from "./mapping.ts";

const venues: Readonly<Record<string, Mappings>> = {
  "10101 (LN DEX, inverse)": lightningDex,
  "Aave v3": aave,
  "Binance COINM": binanceCoinm,
  "Binance USDM": binanceUsdm,
  BitMEX: bitmex,
  "BitMEX (nautilus model)": nautilus,
  Bitget: bitget,
  Bybit: bybit,
  Deribit: deribit,
  "Drift v2": drift,
  "GMX v1": gmxV1,
  "GMX v2": gmxV2,
  Gate: gate,
  "Generic inverse": genericInverse,
  "Generic linear": { ...genericLinear, funding_payment: funding },
  "Generic linear (jesse, fixed 0.4% mmr)": jesse,
  HTX: htx,
  Hyperliquid: hyperliquid,
  "Kraken Futures": kraken,
  KuCoin: kucoin,
  "Lending generic": genericLending,
  "MCS (Bybit-style inverse)": mcs,
  "Morpho Blue": morphoBlue,
  OKX: okx,
  Phemex: phemex,
  Toobit: toobit,
  "dYdX v4": dydx,
  ...heldMappings,
};

/** How a kind of a venue is asked; undefined where nobody knows. */
export function mappingOf({ venue, kind }: { readonly venue: string; readonly kind: string }): Mapping | undefined {
  return venues[venue]?.[kind];
}
