/** A step of the margin table: what a position of a notional within it must hold. */
export interface Bracket {
  readonly maximumLeverage: number;
  readonly notionalFloor: number;
  readonly notionalCap: number;
  readonly maintenanceMarginRate: number;
  /** quote units taken off, so that the maintenance margin has no jump at the floor */
  readonly maintenanceAmount: number;
}

/**
 * What is traded. Prices are whole ticks and quantities whole lots everywhere in
 * the market; the text of both has the decimals that the venue writes.
 */
export interface Instrument {
  readonly symbol: string;
  readonly baseAsset: string;
  readonly quoteAsset: string;
  readonly priceDecimals: number;
  /** a tick in units of the last decimal: 10 where 0.10 is the tick and two decimals are written */
  readonly tickUnits: number;
  /** a lot is one unit of the last decimal */
  readonly quantityDecimals: number;
  readonly openingPrice: number;
  readonly liquidationFeeRate: number;
  readonly brackets: readonly Bracket[];
}

export const bitcoin: Instrument = {
  symbol: "BTCUSDT",
  baseAsset: "BTC",
  quoteAsset: "USDT",
  priceDecimals: 2,
  tickUnits: 10,
  quantityDecimals: 3,
  openingPrice: 60_000,
  liquidationFeeRate: 0.0125,
  brackets: marginTable([
    [125, 0, 0.004],
    [100, 50_000, 0.005],
    [75, 600_000, 0.0065],
    [50, 3_000_000, 0.01],
    [25, 12_000_000, 0.02],
    [20, 70_000_000, 0.025],
    [10, 100_000_000, 0.05],
    [5, 230_000_000, 0.1],
    [2, 480_000_000, 0.25],
    [1, 900_000_000, 0.5],
  ], 1_800_000_000),
};

export const ether: Instrument = {
  symbol: "ETHUSDT",
  baseAsset: "ETH",
  quoteAsset: "USDT",
  priceDecimals: 2,
  tickUnits: 1,
  quantityDecimals: 3,
  openingPrice: 2_500,
  liquidationFeeRate: 0.0125,
  brackets: marginTable([
    [125, 0, 0.004],
    [100, 50_000, 0.005],
    [75, 600_000, 0.0065],
    [50, 3_000_000, 0.01],
    [25, 12_000_000, 0.02],
    [20, 50_000_000, 0.025],
    [10, 65_000_000, 0.05],
    [5, 150_000_000, 0.1],
    [2, 320_000_000, 0.25],
    [1, 600_000_000, 0.5],
  ], 1_200_000_000),
};

const smallerTable = marginTable([
  [100, 0, 0.005],
  [75, 20_000, 0.0065],
  [50, 160_000, 0.01],
  [25, 1_000_000, 0.02],
  [10, 10_000_000, 0.05],
  [5, 30_000_000, 0.1],
  [2, 60_000_000, 0.25],
  [1, 120_000_000, 0.5],
], 240_000_000);

export const solana: Instrument = {
  symbol: "SOLUSDT",
  baseAsset: "SOL",
  quoteAsset: "USDT",
  priceDecimals: 4,
  tickUnits: 100,
  quantityDecimals: 2,
  openingPrice: 150,
  liquidationFeeRate: 0.015,
  brackets: smallerTable,
};

export const ripple: Instrument = {
  symbol: "XRPUSDT",
  baseAsset: "XRP",
  quoteAsset: "USDT",
  priceDecimals: 4,
  tickUnits: 1,
  quantityDecimals: 1,
  openingPrice: 2.4,
  liquidationFeeRate: 0.015,
  brackets: smallerTable,
};

/** Those that a simulation has unless it is asked for others. */
export const instruments: readonly Instrument[] = [bitcoin, ether];

export const allInstruments: readonly Instrument[] = [...instruments, solana, ripple];

export function tickSize(instrument: Instrument): number {
  return instrument.tickUnits / 10 ** instrument.priceDecimals;
}

export function lotSize(instrument: Instrument): number {
  return 1 / 10 ** instrument.quantityDecimals;
}

/** Quote units for one base unit. The ticks may be a mean and need not be whole. */
export function price(instrument: Instrument, ticks: number): number {
  return (ticks * instrument.tickUnits) / 10 ** instrument.priceDecimals;
}

/** Ticks of a price, not rounded. */
export function ticksOf(instrument: Instrument, price: number): number {
  return (price * 10 ** instrument.priceDecimals) / instrument.tickUnits;
}

/** Base units. */
export function quantity(instrument: Instrument, lots: number): number {
  return lots / 10 ** instrument.quantityDecimals;
}

/** `priceText(bitcoin, 618_002)` is "61800.20". */
export function priceText(instrument: Instrument, ticks: number): string {
  return decimalText(ticks * instrument.tickUnits, instrument.priceDecimals);
}

/** `quantityText(bitcoin, 14)` is "0.014". */
export function quantityText(instrument: Instrument, lots: number): string {
  return decimalText(lots, instrument.quantityDecimals);
}

/** `decimalText(1_234, 2)` is "12.34". */
export function decimalText(units: number, decimals: number): string {
  if (decimals === 0) return String(units);
  const digits = String(Math.abs(units)).padStart(decimals + 1, "0");
  const point = digits.length - decimals;
  return `${units < 0 ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Rows of maximum leverage, notional floor and maintenance rate; the amounts follow from them. */
function marginTable(rows: readonly (readonly [number, number, number])[], lastCap: number): Bracket[] {
  let amount = 0;
  return rows.map(([maximumLeverage, notionalFloor, rate], step) => {
    if (step > 0) amount += notionalFloor * (rate - rows[step - 1]![2]);
    return {
      maximumLeverage,
      notionalFloor,
      notionalCap: rows[step + 1]?.[1] ?? lastCap,
      maintenanceMarginRate: rate,
      maintenanceAmount: Math.round(amount * 100) / 100,
    };
  });
}
