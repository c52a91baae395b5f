import { byId, setText } from "../../../page/dom.ts";
import { fixed } from "../../../page/format.ts";
import type { SymbolName } from "../data/stated-contract.ts";

/** What the buttons act on at the moment they are pressed. */
export interface Simulated {
  readonly exchangeUrl: string;
  symbol(): SymbolName;
  /** Of the typed position; null where there is none. */
  liquidationPrice(): number | null;
  /** Of the present mark. */
  markPrice(): number | null;
}

const holdSeconds = 12;

/** Buttons that make something happen on the simulated exchange, so that warnings can be seen. */
export function startSimulator(simulated: Simulated): void {
  const post = async (path: string, body: object, said: string) => {
    const url = `${simulated.exchangeUrl}/control/${path}`;
    const done = await fetch(url, { method: "POST", body: JSON.stringify(body) })
      .then(({ ok }) => ok, () => false);
    setText(byId("simulator-said"), done ? said : "The simulated exchange did not take that.");
    return done;
  };

  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-shock]")) {
    const rate = Number(button.dataset["shock"]);
    button.addEventListener("click", () => {
      const symbol = simulated.symbol();
      void post("shock", { symbol, rate }, `The fair price of ${symbol} moves by ${100 * rate} % within seconds.`);
    });
  }

  byId("near").addEventListener("click", () => {
    const liquidation = simulated.liquidationPrice();
    const mark = simulated.markPrice();
    if (liquidation === null || mark === null) {
      return setText(byId("simulator-said"), "Type a position first.");
    }
    const price = liquidation * (mark > liquidation ? 1.002 : 0.998);
    void post("mark", { symbol: simulated.symbol(), price, seconds: holdSeconds },
      `The mark is held at ${fixed(price, 1)} for ${holdSeconds} s.`);
  });

  let silent = false;
  byId("silence").addEventListener("click", async () => {
    const done = silent
      ? await post("resume", {}, "The exchange speaks again.")
      : await post("pause", {}, "The exchange keeps silent; its sockets stay open.");
    if (done) silent = !silent;
    byId("silence").setAttribute("aria-pressed", String(silent));
  });
}
