import { InputError } from "../errors.ts";
import type { Feed, FeedVenue } from "../feed.ts";
import { Listeners, type Unsubscribe } from "../listeners.ts";
import type { Market, ResyncEvent } from "../market.ts";
import type { Plimsoll } from "../plimsoll.ts";
import type { MessageData } from "../transport.ts";
import { Agenda } from "./agenda.ts";
import { Answers } from "./answers.ts";
import {
  type Connection,
  type ConnectionError,
  type ConnectionEvents,
  type ConnectionStatus,
  type ConnectOptions,
  type Received,
  socketClass,
  usualStreams,
} from "./connection.ts";
import { endpointsOf } from "./endpoints.ts";
import { LastingSocket } from "./lasting-socket.ts";
import { onWaking } from "./page.ts";
import { Polls } from "./polls.ts";
import { Recovery, type Remedies } from "./recovery.ts";
import { Subscriptions } from "./subscriptions.ts";
import type { Topic, VenueProtocol } from "./venue.ts";

const lookEveryMs = 1_000;

interface Line {
  readonly socket: LastingSocket;
  readonly subscriptions: Subscriptions;
}

/** One symbol that is listened to. */
interface Followed {
  readonly market: Market;
  readonly topics: readonly Topic[];
  readonly recovery: Recovery | null;
}

/**
 * A connection while it lasts. All its sockets go into one feed, for a market's book and its
 * mark belong together; the feed is told of the first socket's life, which carries the books.
 */
export class LiveConnection implements Connection {
  readonly venue: FeedVenue;
  readonly feed: Feed;
  #status: ConnectionStatus;
  readonly #plimsoll: Plimsoll;
  readonly #options: ConnectOptions;
  readonly #protocol: VenueProtocol;
  readonly #agenda: Agenda;
  readonly #answers: Answers;
  readonly #polls: Polls;
  readonly #lines: readonly Line[];
  readonly #end = new AbortController();
  readonly #followed = new Map<string, Followed>();
  readonly #listed = new Set<string>();
  readonly #told = new Listeners<ConnectionStatus>();
  readonly #errors = new Listeners<ConnectionError>();
  readonly #received = new Listeners<Received>();
  readonly #stopWaking: Unsubscribe;
  #requestId = 0;

  constructor(plimsoll: Plimsoll, protocol: VenueProtocol, options: ConnectOptions) {
    const endpoints = endpointsOf(protocol, options);
    const Socket = socketClass(options);
    this.venue = options.venue;
    this.#plimsoll = plimsoll;
    this.#options = options;
    this.#protocol = protocol;
    this.#agenda = new Agenda(() => plimsoll.localTimeMs());
    this.#answers = new Answers(endpoints.rest, options.fetch ?? fetch);
    this.#polls = new Polls(this.#agenda, {
      ask: (question) => this.#answers.to(question),
      answered: (symbol, data) => this.#apply(symbol, data, "poll"),
      failed: (symbol, cause) => this.#fail("poll", symbol, cause),
    });
    this.feed = plimsoll.openFeed(options.venue);
    this.#lines = Object.entries(endpoints.sockets).map(([name, url], place) => {
      const socket: LastingSocket = new LastingSocket(
        { name, url, socketClass: Socket, heartbeat: this.#heartbeat() },
        this.#agenda,
        {
          opened: () => this.#opened(place),
          closed: () => this.#closed(place),
          received: (data) => this.#receive(data),
          changed: () => this.#changed(),
          failed: (message, cause) => this.#fail("socket", null, cause ?? message),
        },
      );
      return { socket, subscriptions: new Subscriptions(socket, protocol, () => ++this.#requestId) };
    });
    this.#status = this.#currentStatus();
    this.feed.on("resync", (event) => this.#followed.get(event.symbol)?.recovery?.request(event));
    this.feed.on("control", ({ kind }) => this.#control(kind));
    this.#stopWaking = onWaking((isOnline) => this.#wake(isOnline));
    options.signal?.addEventListener("abort", this.close);
    this.#agenda.every(lookEveryMs, () => this.#look());
    for (const symbol of options.symbols) this.add(symbol);
    for (const { socket } of this.#lines) socket.connect();
  }

  get symbols(): readonly string[] {
    return [...this.#followed.keys()];
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  market(symbol: string): Market {
    if (!this.#followed.has(symbol)) throw new InputError("unknownSymbol", "symbol", symbol);
    return this.feed.market(symbol);
  }

  add(symbol: string): void {
    if (this.#followed.has(symbol)) return;
    const market = this.feed.market(symbol);
    const streams = this.#options.streams ?? usualStreams;
    const usual = this.#protocol.topics(symbol).filter(({ kind }) => streams.includes(kind));
    const topics = this.#options.subscriptions?.(symbol, usual) ?? usual;
    const hasBook = topics.some(({ kind }) => kind === "book");
    const recovery = hasBook ? new Recovery(market, this.#agenda, this.#remedies) : null;
    this.#followed.set(symbol, { market, topics, recovery });
    this.#subscribe();
    const polls = this.#protocol.polls?.(symbol) ?? [];
    this.#polls.add(symbol, polls.filter(({ kind }) => streams.includes(kind)));
    void this.#list(symbol);
  }

  remove(symbol: string): void {
    const followed = this.#followed.get(symbol);
    if (followed === undefined) return;
    this.#followed.delete(symbol);
    followed.recovery?.restart();
    this.#polls.remove(symbol);
    this.#subscribe();
    followed.market.dispose();
  }

  retryNow(): void {
    for (const { socket } of this.#lines) socket.connect();
    for (const { recovery } of this.#followed.values()) recovery?.hurry();
  }

  on<Kind extends keyof ConnectionEvents>(
    kind: Kind,
    listener: (event: ConnectionEvents[Kind]) => void,
  ): Unsubscribe {
    const listeners = { status: this.#told, error: this.#errors, received: this.#received }[kind];
    return (listeners as unknown as Listeners<ConnectionEvents[Kind]>).add(listener);
  }

  // Bound, so that an AbortSignal takes it as it is.
  readonly close = (): void => {
    if (this.#end.signal.aborted) return;
    this.#end.abort();
    this.#options.signal?.removeEventListener("abort", this.close);
    this.#stopWaking();
    this.#agenda.close();
    this.#answers.close();
    for (const { socket } of this.#lines) socket.close();
    this.feed.dispose();
    this.#changed();
  };

  [Symbol.dispose](): void {
    this.close();
  }

  readonly #remedies: Remedies = {
    isConnected: () => this.#lines[0]!.socket.phase === "open",
    resubscribe: (symbol) => {
      const topics = this.#followed.get(symbol)?.topics.filter(({ kind }) => kind === "book") ?? [];
      this.#lines[0]!.subscriptions.renew(topics.map(({ name }) => name));
    },
    fetchSnapshot: (symbol, url) => this.#snapshot(symbol, url),
    apply: ({ symbol }, snapshot) => this.#apply(symbol, snapshot, "snapshot"),
  };

  #heartbeat() {
    const { heartbeat } = this.#protocol;
    if (heartbeat === undefined) return null;
    return { everyMs: heartbeat.everyMs, text: () => heartbeat.text(++this.#requestId) };
  }

  #opened(place: number): void {
    const { socket, subscriptions } = this.#lines[place]!;
    if (place === 0) {
      this.#restart("opened");
      for (const symbol of this.#followed.keys()) void this.#list(symbol);
    }
    for (const text of this.#protocol.greeting ?? []) socket.send(text);
    subscriptions.begin();
  }

  #closed(place: number): void {
    if (place === 0) this.#restart("closed");
  }

  /** Books start over, since what was missed cannot be known. */
  #restart(kind: "opened" | "closed"): void {
    this.feed[kind]();
    for (const { recovery } of this.#followed.values()) recovery?.restart();
    this.#tell(() => ({ kind }));
  }

  #receive(data: MessageData): void {
    this.#tell(() => ({ kind: "message", data }));
    this.feed.ingest(data);
    // Timers of a hidden tab come late; messages do not.
    this.#agenda.look();
  }

  #control(kind: "answerWanted" | "refused"): void {
    if (kind === "refused") return this.#fail("refused", null, "the venue refused a request");
    const answer = this.#protocol.answer?.(++this.#requestId);
    if (answer !== undefined) this.#lines[0]!.socket.send(answer);
  }

  /** All symbols' topics, by socket; where a venue has one socket only it carries all. */
  #subscribe(): void {
    const topics = [...this.#followed.values()].flatMap(({ topics }) => topics);
    const names = this.#lines.map(({ socket }) => socket.name);
    this.#lines.forEach(({ subscriptions }, place) => {
      const own = ({ socket }: Topic) => Math.max(0, names.indexOf(socket ?? "")) === place;
      subscriptions.replace(topics.filter(own));
    });
  }

  /** Learns of a symbol's instrument, once. */
  async #list(symbol: string): Promise<void> {
    const question = this.#protocol.instruments?.(symbol);
    const key = JSON.stringify(question);
    if (question === undefined || this.#options.instruments === false || this.#listed.has(key)) return;
    this.#listed.add(key);
    try {
      const data = await this.#answers.to(question);
      if (this.#end.signal.aborted) return;
      this.#plimsoll.addInstruments(this.venue, data);
      this.#tell(() => ({ kind: "instruments", data }));
    } catch (error) {
      this.#listed.delete(key);
      this.#fail("instruments", symbol, error);
    }
  }

  async #snapshot(symbol: string, url: string): Promise<MessageData | object | null> {
    const { pathname, search } = new URL(url);
    const { signal } = this.#end;
    try {
      const given = this.#options.snapshot?.({ venue: this.venue, symbol, url, signal });
      return await (given ?? this.#answers.to({ path: pathname + search }));
    } catch (error) {
      this.#fail("snapshot", symbol, error);
      return null;
    }
  }

  #apply(symbol: string, data: MessageData | object, kind: ConnectionError["kind"]): void {
    const market = this.#followed.get(symbol)?.market;
    if (market === undefined || this.#end.signal.aborted) return;
    this.#tell(() => ({ kind: "answer", symbol, data }));
    try {
      market.apply(data);
    } catch (error) {
      this.#fail(kind, symbol, error);
    }
  }

  #look(): void {
    this.#plimsoll.look();
    for (const { recovery } of this.#followed.values()) recovery?.look();
  }

  /** The page is seen again, the machine woke, or the network is back. */
  #wake(isOnline: boolean): void {
    this.#agenda.look();
    for (const { socket } of this.#lines) {
      if (isOnline) socket.connect();
      socket.probe();
    }
  }

  #tell(received: () => DistributedOmit<Received, "localTimeMs">): void {
    if (this.#received.size === 0) return;
    this.#received.tell({ ...received(), localTimeMs: this.#agenda.now() } as Received);
  }

  #fail(kind: ConnectionError["kind"], symbol: string | null, cause: unknown): void {
    if (this.#end.signal.aborted) return;
    const message = cause instanceof Error ? cause.message : String(cause);
    this.#errors.tell({ venue: this.venue, kind, symbol, message, cause });
  }

  #changed(): void {
    this.#status = this.#currentStatus();
    this.#told.tell(this.#status);
  }

  #currentStatus(): ConnectionStatus {
    const sockets = this.#lines.map(({ socket }) => socket);
    const phases = ["resting", "connecting", "open"] as const;
    const worst = phases.find((phase) => sockets.some((socket) => socket.phase === phase)) ?? "open";
    const retries = sockets.flatMap(({ retryAtMs }) => retryAtMs ?? []);
    return {
      phase: this.#end.signal.aborted ? "closed" : worst,
      failures: Math.max(...sockets.map(({ failures }) => failures)),
      retryAtMs: retries.length === 0 ? null : Math.min(...retries),
      sockets: sockets.map(({ name, url, phase }) => ({ name, url, phase })),
    };
  }
}

type DistributedOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;
