// One question to a venue over HTTP, and an answer that is one.

import { setTimeout as wait } from "node:timers/promises";

export interface Question {
  /** Of the address; a field that is "" is left out. */
  readonly fields?: Readonly<Record<string, string | number>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Posted as JSON where there is one. */
  readonly body?: object;
}

/** Asks for a path of one host. */
export type Ask = (path: string, question?: Question) => Promise<unknown>;

export interface Manners {
  readonly timeoutMs: number;
  /** How often a question is asked at most, where the venue is down, slow or busy. */
  readonly attempts: number;
  /** Between the beginnings of two questions. */
  readonly paceMs: number;
  /** After an answer that did not come. */
  readonly pauseMs: number;
}

/** What comes instead of tables; its message is for the maintainer. */
export class AnswerError extends Error {}

/** Might be answered if asked again. */
class NoAnswerError extends AnswerError {}

const shown = (text: string) => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)} ...` : text);

async function textOf(address: URL, { headers, body }: Question, timeoutMs: number): Promise<string> {
  const signal = AbortSignal.timeout(timeoutMs);
  const posted = body && { method: "POST", body: JSON.stringify(body) };
  const type = body && { "content-type": "application/json" };
  try {
    const response = await fetch(address, { ...posted, headers: { ...type, ...headers }, signal });
    const text = await response.text();
    if (response.ok) return text;
    const Kind = response.status === 429 || response.status >= 500 ? NoAnswerError : AnswerError;
    throw new Kind(`${address.pathname} answers ${response.status}: ${shown(text)}`);
  } catch (error) {
    if (error instanceof AnswerError) throw error;
    const why = signal.aborted ? `nothing came within ${timeoutMs} ms` : String((error as Error).cause ?? error);
    throw new NoAnswerError(`${address.pathname}: ${why}`);
  }
}

/**
 * Asks a host, one question after the other. Venues answer with 200 and an error inside, so
 * what a good answer says is part of it.
 *
 * @param good  fields and values that every answer of this host has, `{ retCode: 0 }`
 */
export function asking(host: string, good: Readonly<Record<string, unknown>>, manners: Manners): Ask {
  const { timeoutMs, attempts, paceMs, pauseMs } = manners;
  let next = 0;
  return async (path, question = {}) => {
    const address = new URL(path, host);
    for (const [name, value] of Object.entries(question.fields ?? {})) {
      if (value !== "") address.searchParams.set(name, String(value));
    }
    for (let attempt = 1; ; ++attempt) {
      await wait(Math.max(0, next - performance.now()));
      next = performance.now() + paceMs;
      try {
        return goodAnswer(await textOf(address, question, timeoutMs), good, address.pathname);
      } catch (error) {
        if (!(error instanceof NoAnswerError) || attempt >= attempts) throw error;
        await wait(pauseMs);
      }
    }
  };
}

function goodAnswer(text: string, good: Readonly<Record<string, unknown>>, path: string): unknown {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new AnswerError(`${path} answers with what is not JSON: ${shown(text)}`);
  }
  const said = answer as Record<string, unknown> | null;
  if (Object.entries(good).some(([name, value]) => said?.[name] !== value)) {
    throw new AnswerError(`${path} answers with an error: ${shown(text)}`);
  }
  return answer;
}

/** The rows of an answer, inside these names. No rows is a list too. */
export function rowsIn(answer: unknown, ...names: readonly string[]): Record<string, unknown>[] {
  const rows = names.reduce((inner, name) => (inner as Record<string, unknown> | null)?.[name], answer);
  const isRows = Array.isArray(rows) && rows.every((row) => typeof row === "object" && row !== null);
  if (!isRows) throw new AnswerError(`an answer has no rows: ${shown(JSON.stringify(answer))}`);
  return rows as Record<string, unknown>[];
}
