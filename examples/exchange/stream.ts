/** One message as it goes out: alone, and wrapped as a combined socket wants it. */
export interface StreamMessage {
  readonly stream: string;
  /** the event: what a socket for one stream receives */
  readonly data: string;
  /** `{"stream":...,"data":...}` */
  readonly combined: string;
}

export type StreamListener = (message: StreamMessage) => void;

/** Where messages come from: the simulated market, or a recording. */
export interface StreamSource {
  /** @return ends the subscription; null when there is no such stream */
  subscribe(stream: string, listener: StreamListener): (() => void) | null;
}

export function streamMessage(stream: string, data: string): StreamMessage {
  return { stream, data, combined: `{"stream":"${stream}","data":${data}}` };
}
