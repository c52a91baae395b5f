/**
 * A request that brought nothing. Browsers do not say why one was `blocked`: the network is
 * down, nobody listens, or the venue does not let pages of others read its answers (CORS).
 */
export class RestError extends Error {
  override readonly name = "RestError";
  readonly how: "blocked" | "refused";
  readonly url: string;

  constructor(how: RestError["how"], url: string, message: string) {
    super(message);
    this.how = how;
    this.url = url;
  }
}

const patienceMs = 10_000;

/** @throws {RestError} when there is no answer, or it is an error */
export async function getText(url: string, signal: AbortSignal): Promise<string> {
  let response: Response;
  try {
    response = await fetch(url, { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) });
  } catch {
    throw new RestError("blocked", url, `${new URL(url).host} could not be reached`);
  }
  if (!response.ok) {
    throw new RestError("refused", url, `${new URL(url).host} answered ${response.status}`);
  }
  return response.text();
}

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
