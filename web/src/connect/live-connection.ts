import { InputError } from "../errors.ts";
import type { ControlEvent, Feed, FeedVenue } from "../feed.ts";
import { Listeners, type Unsubscribe } from "../listeners.ts";
import type { Market } from "../market.ts";
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
import { Inbox } from "./inbox.ts";
import { LastingSocket } from "./lasting-socket.ts";
import { onWaking } from "./page.ts";
import { Polls } from "./polls.ts";
import { Recovery, type Remedies } from "./recovery.ts";
import { Subscriptions } from "./subscriptions.ts";
import type { Poll, Topic, VenueProtocol } from "./venue.ts";

const lookEveryMs = 1_000;
/** Ticks and contract sizes are changed now and then. */
const listEveryMs = 24 * 3_600_000;

interface Line {
  readonly socket: LastingSocket;
  readonly subscriptions: Subscriptions;
  /** A venue's second socket is opened for who listens to something on it. */
  isUsed: boolean;
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
export class LiveConnection<OneMarket extends Market> implements Connection<OneMarket> {
  readonly venue: FeedVenue;
  readonly feed: Feed<OneMarket>;
  #status: ConnectionStatus;
  readonly #plimsoll: Plimsoll<OneMarket>;
  readonly #options: ConnectOptions;
  readonly #protocol: VenueProtocol;
  readonly #agenda: Agenda;
  readonly #answers: Answers;
  readonly #inbox: Inbox;
  readonly #polls: Polls;
  readonly #lines: readonly Line[];
  readonly #end = new AbortController();
  readonly #followed = new Map<string, Followed>();
  readonly #told = new Listeners<ConnectionStatus>();
  readonly #errors = new Listeners<ConnectionError>();
  readonly #received = new Listeners<Received>();
  readonly #stopWaking: Unsubscribe;
  #requestId = 0;
  /** The messages that are being taken in. */
  #current: readonly MessageData[] = [];

  constructor(plimsoll: Plimsoll<OneMarket>, protocol: VenueProtocol, options: ConnectOptions) {
    const endpoints = endpointsOf(protocol, options);
    const Socket = socketClass(options);
    this.venue = options.venue;
    this.#plimsoll = plimsoll;
    this.#options = options;
    this.#protocol = protocol;
    this.#agenda = new Agenda(() => plimsoll.localTimeMs());
    this.#answers = new Answers(endpoints.rest, options.fetch ?? fetch, () => plimsoll.localTimeMs());
    this.#inbox = new Inbox(() => plimsoll.localTimeMs(), (messages) => this.#take(messages));
    this.#polls = new Polls(this.#agenda, {
      ask: (question) => this.#answers.to(question),
      answered: (poll, symbols, answer) => this.#answered(poll, symbols, answer),
      failed: ({ kind }, symbols, cause) => this.#pollFailed(kind, symbols, cause),
    });
    this.feed = plimsoll.openFeed(options.venue);
    this.#lines = Object.entries(endpoints.sockets).map(([name, url], place) => {
      const socket: LastingSocket = new LastingSocket(
        { name, url, socketClass: Socket, heartbeat: this.#heartbeat() },
        this.#agenda,
        {
          opened: () => this.#opened(place),
          closed: () => this.#closed(place),
          received: (data) => this.#inbox.receive(data),
          changed: () => this.#changed(),
          failed: (cause) => this.#fail("socket", null, cause),
        },
      );
      const subscriptions = new Subscriptions(socket, protocol, () => ++this.#requestId);
      return { socket, subscriptions, isUsed: false };
    });
    this.#status = this.#currentStatus();
    this.feed.on("resync", (event) => this.#followed.get(event.symbol)?.recovery?.request(event));
    this.feed.on("control", (event) => this.#control(event));
    this.#stopWaking = onWaking((isOnline) => this.#wake(isOnline));
    options.signal?.addEventListener("abort", this.close);
    this.#agenda.every(lookEveryMs, () => this.#look());
    try {
      for (const symbol of options.symbols) this.add(symbol);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  get symbols(): readonly string[] {
    return [...this.#followed.keys()];
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  market(symbol: string): OneMarket {
    if (!this.#followed.has(symbol)) throw new InputError("unknownSymbol", "symbol", symbol);
    return this.feed.market(symbol);
  }

  add(symbol: string): void {
    if (this.#isOver || this.#followed.has(symbol)) return;
    const market = this.feed.market(symbol);
    const streams = this.#options.streams ?? usualStreams;
    const usual = this.#protocol.topics(symbol).filter(({ kind }) => streams.includes(kind));
    const topics = this.#options.subscriptions?.(symbol, usual) ?? usual;
    const hasBook = topics.some(({ kind }) => kind === "book");
    const recovery = hasBook ? new Recovery(market, this.#agenda, this.#remedies) : null;
    this.#followed.set(symbol, { market, topics, recovery });
    this.#subscribe();
    const kinds: readonly Poll["kind"][] = this.#options.instruments === false ? streams : [...streams, "instruments"];
    this.#polls.add(symbol, this.#pollsOf(symbol).filter(({ kind }) => kinds.includes(kind)));
  }

  remove(symbol: string): void {
    this.#inbox.drain();
    const followed = this.#followed.get(symbol);
    if (followed === undefined) return;
    this.#followed.delete(symbol);
    followed.recovery?.end();
    this.#polls.remove(symbol);
    this.#subscribe();
    // Somebody else may hold it: a book that nothing is told of any more is none.
    this.feed.closed(symbol);
    this.#tell(() => ({ kind: "closed", symbol }));
    followed.market.dispose();
  }

  retryNow(): void {
    for (const { socket, isUsed } of this.#lines) if (isUsed) socket.connect();
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
    if (this.#isOver) return;
    this.#end.abort();
    this.#inbox.clear();
    this.#options.signal?.removeEventListener("abort", this.close);
    this.#stopWaking();
    this.#agenda.close();
    this.#answers.close();
    for (const { socket } of this.#lines) socket.close();
    for (const { recovery } of this.#followed.values()) recovery?.end();
    this.#followed.clear();
    this.feed.dispose();
    this.#changed();
  };

  [Symbol.dispose](): void {
    this.close();
  }

  get #isOver(): boolean {
    return this.#end.signal.aborted;
  }

  readonly #remedies: Remedies = {
    isConnected: () => this.#lines[0]!.socket.phase === "open",
    resubscribe: (symbol) => {
      const topics = this.#followed.get(symbol)?.topics.filter(({ kind }) => kind === "book") ?? [];
      for (const topic of topics) this.#lineOf(topic).subscriptions.renew([topic.name]);
    },
    fetchSnapshot: (symbol, url) => this.#snapshot(symbol, url),
    apply: ({ symbol }, snapshot) => this.#apply(symbol, snapshot, "snapshot"),
  };

  #pollsOf(symbol: string): readonly Poll[] {
    const polls = this.#protocol.polls?.(symbol) ?? [];
    const question = this.#protocol.instruments?.(symbol);
    return question === undefined ? polls : [{ kind: "instruments", everyMs: listEveryMs, ...question }, ...polls];
  }

  #heartbeat() {
    const { heartbeat } = this.#protocol;
    if (heartbeat === undefined) return null;
    return { everyMs: heartbeat.everyMs, text: () => heartbeat.text(++this.#requestId) };
  }

  #opened(place: number): void {
    const { socket, subscriptions } = this.#lines[place]!;
    if (place === 0) this.#restart("opened");
    for (const text of this.#protocol.greeting ?? []) socket.send(text);
    subscriptions.begin();
  }

  #closed(place: number): void {
    if (place === 0) this.#restart("closed");
  }

  /** Books start over, since what was missed cannot be known. */
  #restart(kind: "opened" | "closed"): void {
    this.#inbox.drain();
    for (const { recovery } of this.#followed.values()) recovery?.restart();
    this.feed[kind]();
    this.#tell(() => (kind === "closed" ? { kind, symbol: null } : { kind }));
  }

  #take(messages: readonly MessageData[]): void {
    for (const data of messages) {
      this.#tell(() => ({ kind: "message", data }));
      if (this.#isOver) return; // whoever heard it has had enough
    }
    this.#current = messages;
    this.feed.ingestAll(messages);
    // Timers of a hidden tab come late; messages do not.
    this.#agenda.look();
  }

  #control({ kind, messageIndex }: ControlEvent): void {
    if (kind === "refused") {
      const data = this.#current[messageIndex ?? 0];
      const answer = typeof data === "string" ? data : "";
      return this.#fail("refused", null, `the venue refused a request: ${answer.slice(0, 200)}`);
    }
    const answer = this.#protocol.answer?.(++this.#requestId);
    if (answer !== undefined) this.#lines[0]!.socket.send(answer);
  }

  /** Where a venue has one socket only it carries all. */
  #lineOf({ socket: name }: Topic): Line {
    return this.#lines.find(({ socket }) => socket.name === name) ?? this.#lines[0]!;
  }

  /** All symbols' topics, by socket. */
  #subscribe(): void {
    const topics = [...this.#followed.values()].flatMap(({ topics }) => topics);
    for (const line of this.#lines) {
      const own = topics.filter((topic) => this.#lineOf(topic) === line);
      line.subscriptions.replace(own);
      if (line.isUsed || (own.length === 0 && line !== this.#lines[0])) continue;
      line.isUsed = true;
      line.socket.connect();
    }
  }

  async #snapshot(symbol: string, url: string): Promise<MessageData | object | null> {
    const { signal } = this.#end;
    try {
      const { pathname, search } = new URL(url);
      const path = pathname + search;
      const given = this.#options.snapshot?.({ venue: this.venue, symbol, url: this.#answers.address(path), signal });
      return await (given ?? this.#answers.fresh({ path }));
    } catch (error) {
      this.#fail("snapshot", symbol, error);
      return null;
    }
  }

  /** @return false where it could not be used, which has been told */
  #answered({ kind, stream }: Poll, symbols: readonly string[], answer: string): boolean {
    if (this.#isOver) return true;
    if (kind !== "instruments") {
      const data = stream === undefined ? answer : `{"stream":"${stream}","data":${answer}}`;
      return symbols.map((symbol) => this.#apply(symbol, data, "poll")).every(Boolean);
    }
    this.#plimsoll.addInstruments(this.venue, answer); // what it throws is told by who asked
    this.#tell(() => ({ kind: "instruments", data: answer }));
    return true;
  }

  #pollFailed(kind: Poll["kind"], symbols: readonly string[], cause: unknown): void {
    for (const symbol of symbols) this.#fail(kind === "instruments" ? "instruments" : "poll", symbol, cause);
  }

  /** @return false where it could not be used, which has been told */
  #apply(symbol: string, data: MessageData | object, kind: ConnectionError["kind"]): boolean {
    this.#inbox.drain();
    const market = this.#followed.get(symbol)?.market;
    if (market === undefined) return true;
    this.#tell(() => ({ kind: "answer", symbol, data }));
    if (this.#isOver) return true;
    const { errors } = this.feed.counters();
    try {
      market.apply(data);
      if (this.#isOver || this.feed.counters().errors === errors) return true;
      this.#fail(kind, symbol, "the answer cannot be used");
    } catch (error) {
      this.#fail(kind, symbol, error);
    }
    return false;
  }

  #look(): void {
    this.#inbox.drain();
    this.#plimsoll.look();
    // Somebody may have ended it for what was seen: then there is nobody left.
    for (const { recovery } of this.#followed.values()) recovery?.look();
  }

  /** The page is seen again, the machine woke, or the network is back. */
  #wake(isOnline: boolean): void {
    this.#agenda.look();
    for (const { socket, isUsed } of this.#lines) {
      if (isOnline && isUsed) socket.connect();
      socket.probe();
    }
  }

  #tell(received: () => DistributedOmit<Received, "localTimeMs">): void {
    if (this.#received.size === 0) return;
    this.#received.tell({ ...received(), localTimeMs: this.#agenda.now() } as Received);
  }

  #fail(kind: ConnectionError["kind"], symbol: string | null, cause: unknown): void {
    if (this.#isOver) return;
    const message = cause instanceof Error ? cause.message : String(cause);
    this.#errors.tell({ venue: this.venue, kind, symbol, message, cause });
  }

  #changed(): void {
    this.#status = this.#currentStatus();
    this.#told.tell(this.#status);
  }

  #currentStatus(): ConnectionStatus {
    const used = this.#lines.filter(({ isUsed }, place) => isUsed || place === 0);
    const sockets = used.map(({ socket }) => socket);
    const phases = ["resting", "connecting", "open"] as const;
    const worst = phases.find((phase) => sockets.some((socket) => socket.phase === phase)) ?? "open";
    const retries = sockets.flatMap(({ retryAtMs }) => retryAtMs ?? []);
    return {
      phase: this.#isOver ? "closed" : worst,
      failures: Math.max(...sockets.map(({ failures }) => failures)),
      retryAtMs: retries.length === 0 ? null : Math.min(...retries),
      sockets: sockets.map(({ name, url, phase }) => ({ name, url, phase })),
    };
  }
}

type DistributedOmit<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;
