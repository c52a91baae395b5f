/**
 * Reads an input that a case gives as a formula of its other inputs: "size*entry/leverage".
 * Numbers, names, + - * / and brackets; null for anything else.
 */
export function expressionValue(text: string, inputs: Readonly<Record<string, unknown>>): number | null {
  const tokens = text.match(/[A-Za-z_]\w*|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[-+*/()]|\S/g) ?? [];
  let at = 0;
  const take = (wanted: string) => tokens[at] === wanted && ++at > 0;

  function sum(): number {
    let total = product();
    for (;;) {
      if (take("+")) total += product();
      else if (take("-")) total -= product();
      else return total;
    }
  }
  function product(): number {
    let total = factor();
    for (;;) {
      if (take("*")) total *= factor();
      else if (take("/")) total /= factor();
      else return total;
    }
  }
  function factor(): number {
    if (take("-")) return -factor();
    if (take("(")) {
      const inside = sum();
      return take(")") ? inside : Number.NaN;
    }
    const token = tokens[at++] ?? "";
    const value = /^[A-Za-z_]/.test(token) ? inputs[token] : Number(token);
    return typeof value === "number" ? value : Number.NaN;
  }

  const found = sum();
  return at === tokens.length && Number.isFinite(found) ? found : null;
}
