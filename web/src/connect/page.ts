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

const queued: (() => void)[] = [];
let port: MessagePort | null = null;

/**
 * Does something in a task of its own, behind those that wait already. A browser's timers would
 * come four milliseconds late, and in a hidden page a second.
 */
export function inNextTask(act: () => void): void {
  const { setImmediate } = globalThis as { setImmediate?: (act: () => void) => void };
  if (setImmediate !== undefined) return setImmediate(act);
  if (port === null) {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => queued.shift()?.();
    port = channel.port2;
  }
  queued.push(act);
  port.postMessage(null);
}
