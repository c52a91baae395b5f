import { ready } from "plimsoll/margin";

import { byId, setHidden, setText } from "../../page/dom.ts";
import { startTheme } from "../../page/theme.ts";
import { Calculator } from "./calculator.ts";
import { exampleLoan, type Loan, nothingTried as noLoanTried } from "./lending/loan.ts";
import { loanRules } from "./lending/loan-account.ts";
import { positionRules } from "./positions.ts";
import { ShareError } from "./shape.ts";
import { fragmentOf, isLoan, sharedFrom } from "./share.ts";
import { exampleState, type State, withoutPosition, withPosition } from "./state.ts";
import { isLendingName } from "./venues/lending.ts";
import { Page } from "./view/page.ts";
import { nothingTried } from "./what-if.ts";

/** The account that the address holds, or the example. */
function beginning(): State | Loan {
  try {
    return sharedFrom(location.hash) ?? exampleState("binance-usdm");
  } catch (error) {
    if (!(error instanceof ShareError)) throw error;
    say("This link could not be read", `${error.message} Here is the example instead.`);
    return exampleState("binance-usdm");
  }
}

function say(title: string, text: string): void {
  setText(byId("notice-title"), title);
  setText(byId("notice-text"), text);
  setHidden(byId("notice"), false);
}

async function start(): Promise<void> {
  await ready();
  let isAsked = false;
  let isLending = false;
  const draw = () => {
    isAsked = false;
    page.draw(isLending);
  };
  const changed = () => {
    if (!isAsked) requestAnimationFrame(draw);
    isAsked = true;
  };
  const positions = new Calculator(exampleState("binance-usdm"), positionRules, changed);
  const loan = new Calculator(exampleLoan("aave-v3"), loanRules, changed);
  const show = (account: State | Loan) => {
    isLending = isLoan(account);
    if (isLoan(account)) loan.change(account);
    else positions.change(account);
  };
  /** Where somebody left each venue. */
  const left = new Map<string, State | Loan>();
  const page = new Page(positions, loan, (name) => {
    const current = isLending ? loan.state : positions.state;
    left.set(current.venue, current);
    show(left.get(name) ?? (isLendingName(name) ? exampleLoan(name) : exampleState(name)));
  });

  byId("add-position").addEventListener("click", () => {
    positions.change(withPosition(positions.state));
    draw();
    byId("size").focus();
  });
  byId("remove-position").addEventListener("click", () => {
    positions.change(withoutPosition(positions.state, positions.state.shown));
    draw();
    (document.querySelector<HTMLElement>('#positions [aria-pressed="true"]') ?? byId<HTMLElement>("add-position")).focus();
  });
  byId("example").addEventListener("click", () => {
    show(isLending ? exampleLoan(loan.state.venue) : exampleState(positions.state.venue));
    draw();
    byId("glance").focus({ preventScroll: true });
  });
  byId("reset").addEventListener("click", () => {
    if (isLending) loan.change({ ...loan.state, whatIf: noLoanTried });
    else positions.change({ ...positions.state, whatIf: nothingTried });
    draw();
    byId("try-mark").focus({ preventScroll: true });
  });
  byId("notice-close").addEventListener("click", () => setHidden(byId("notice"), true));
  byId("share").addEventListener("click", () => void share(isLending ? loan.state : positions.state));
  addEventListener("hashchange", () => show(beginning()));
  byId<HTMLDetailsElement>("table").open = matchMedia("(min-width: 820px)").matches;
  startTheme(() => {});
  show(beginning());
  draw();
}

/** The only place that writes an account anywhere: into the address, because somebody asked. */
async function share(account: State | Loan): Promise<void> {
  history.replaceState(null, "", fragmentOf(account));
  let copied = false;
  try {
    await navigator.clipboard.writeText(location.href);
    copied = true;
  } catch {
    // Not every browser lets a page write there; the address bar has it all the same.
  }
  say(copied ? "Link copied" : "Link in the address bar",
    "It holds this account, all of it, behind the #: no server sees that part. Whoever gets the link sees the account.");
}

/** Nothing works without the engine, so the page says so where the eye is. */
start().catch((error: unknown) => {
  say("The page could not start", error instanceof Error ? error.message : String(error));
  throw error;
});
