import type { Unsubscribe } from "../listeners.ts";

/**
 * Tells when somebody comes back to the page, the machine wakes, or the network is there
 * again. Where there is no page, as in Node, nothing is ever told.
 *
 * @param wake  with whether the network has come back
 */
export function onWaking(wake: (isOnline: boolean) => void): Unsubscribe {
  const page = typeof document === "undefined" ? undefined : document;
  const online = () => wake(true);
  const seen = () => {
    if (page?.visibilityState !== "hidden") wake(false);
  };
  const heard: [EventTarget | undefined, string, () => void][] = [
    [page, "visibilitychange", seen],
    [page, "resume", seen],
    [typeof addEventListener === "function" ? globalThis : undefined, "pageshow", seen],
    [typeof addEventListener === "function" ? globalThis : undefined, "online", online],
  ];
  for (const [target, name, listener] of heard) target?.addEventListener(name, listener);
  return () => {
    for (const [target, name, listener] of heard) target?.removeEventListener(name, listener);
  };
}
