import type { FeedVenue } from "../../feed.ts";
import type { VenueProtocol } from "../venue.ts";
import * as binance from "./binance.ts";
import { bitget } from "./bitget.ts";
import * as bybit from "./bybit.ts";
import { coinbaseIntl, deribit } from "./deribit.ts";
import { dydx } from "./dydx.ts";
import * as gate from "./gate.ts";
import { hyperliquid } from "./hyperliquid.ts";
import * as kraken from "./kraken.ts";
import { okx } from "./okx.ts";

export const protocols: Readonly<Record<FeedVenue, VenueProtocol>> = {
  "binance-usdm": binance.usdm,
  "binance-coinm": binance.coinm,
  "binance-spot": binance.spot,
  "bybit-linear": bybit.linear,
  "bybit-inverse": bybit.inverse,
  "bybit-option": bybit.option,
  "bybit-spot": bybit.spot,
  okx,
  deribit,
  "coinbase-intl": coinbaseIntl,
  hyperliquid,
  dydx,
  "kraken-futures": kraken.futures,
  "kraken-spot": kraken.spot,
  bitget,
  "gate-usdt": gate.usdt,
  "gate-btc": gate.btc,
};
