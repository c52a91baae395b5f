/** 0.5, 1, 2 ... 15 seconds, each up to a quarter longer, so that pages do not come all at once. */
export function backOffMs(failures: number): number {
  return Math.min(15_000, 500 * 2 ** failures) * (1 + Math.random() / 4);
}

export function wait(durationMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, durationMs);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
