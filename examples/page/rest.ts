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

/**
 * @param body  is posted as JSON, where a venue asks for that; left out, the address is got
 * @throws {RestError} when there is no answer, or it is an error
 */
export async function getText(url: string, signal: AbortSignal, body?: string): Promise<string> {
  const posted = body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json" }, body };
  let response: Response;
  try {
    response = await fetch(url, { ...posted, signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) });
  } catch {
    throw new RestError("blocked", url, `${new URL(url).host} could not be reached`);
  }
  if (!response.ok) {
    throw new RestError("refused", url, `${new URL(url).host} answered ${response.status}`);
  }
  return response.text();
}
