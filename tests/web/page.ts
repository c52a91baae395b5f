// A page in Node, to be imported before what draws in it. Only what React takes from one is
// global: everything else stays Node's own.

import { Window } from "happy-dom";

const window = new Window();
const taken = ["document", "navigator", "HTMLIFrameElement", "requestAnimationFrame"] as const;
for (const name of ["window", ...taken] as const) {
  Object.defineProperty(globalThis, name, { value: window[name], configurable: true, writable: true });
}
