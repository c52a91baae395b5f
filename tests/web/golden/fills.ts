import type { Fill } from "plimsoll/formulas";
import { type Inputs, NotComputable } from "./inputs.ts";

const sizes = ["size", "contracts_usd", "contracts", "size_usd", "qty", "quantity", "lots"];

/** A position's fills: a quantity and a price each, in a list or by name. */
export function fillsIn(one: Inputs): Fill[] {
  return one.raw("fills").map((fill) => {
    if (Array.isArray(fill)) return { quantity: fill[0] as number, price: fill[1] as number };
    const named = one.of(fill);
    const size = named.nameOf(...sizes);
    if (size === undefined) throw new NotComputable("the quantity of a fill");
    return { quantity: named.number(size), price: named.number(named.has("price") ? "price" : "entry") };
  });
}
