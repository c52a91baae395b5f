import type { Rules } from "./calculator.ts";
import { type Answer, outcomeOf } from "./outcome.ts";
import type { State } from "./state.ts";
import { isTried, tried } from "./what-if.ts";

/** What is done with an account of positions. */
export const positionRules: Rules<State, Answer> = {
  outcomeOf,
  tried,
  isTried: ({ whatIf }) => isTried(whatIf),
  isEmpty: ({ positions }) => positions.length === 0,
  holds: ({ positions }, shown) => positions.some(({ id }) => id === shown),
};
