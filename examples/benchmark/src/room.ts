const channel = new MessageChannel();
const waiting: (() => void)[] = [];
channel.port1.onmessage = () => waiting.shift()?.();

/**
 * Lets the page draw and hear its user. A message to oneself is not put off in a tab that
 * nobody looks at, as a timer is.
 *
 * @throws the signal's reason, when somebody wants it stopped
 */
export function roomToDraw(signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.push(() => (signal.aborted ? reject(signal.reason as Error) : resolve()));
    channel.port2.postMessage(null);
  });
}
