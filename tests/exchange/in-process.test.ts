import { describe, expect, test } from "vitest";
import { inProcess } from "../../examples/exchange/in-process.ts";
import { SimulatedExchange } from "../../examples/exchange/simulated-exchange.ts";
import { startExchange } from "../../examples/exchange/exchange.ts";
import { Listener } from "./loopback.ts";
import { Ear } from "./in-process-client.ts";
import { client, clients } from "./venues.ts";

const startTimeMs = 1_790_000_000_000;

describe("a socket within the process", () => {
  const exchange = () => new SimulatedExchange({ seed: 2 });

  test("opens in market time, never while it is made", async () => {
    const { WebSocket, run } = inProcess(exchange());
    const socket = new WebSocket("ws://localhost/ws/btcusdt@bookTicker");
    const events: string[] = [];
    socket.onopen = () => events.push("open");
    socket.onmessage = () => events.push("message");
    expect(socket.readyState).toBe(0);
    expect(() => socket.send("x")).toThrow("still connecting");
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(events).toEqual([]);
    await run(1_000);
    expect(socket.readyState).toBe(1);
    expect(events[0]).toBe("open");
    expect(events.slice(1).every((event) => event === "message")).toBe(true);
    expect(events.length).toBeGreaterThan(5);
  });

  test("has the constants, the listeners and the events of the standard one", async () => {
    const { WebSocket, run, sockets } = inProcess(exchange());
    const socket = new WebSocket("ws://localhost/ws");
    const heard: string[] = [];
    const keep = (event: { type: string }) => heard.push(event.type);
    socket.addEventListener("open", keep, { once: true });
    socket.addEventListener("message", { handleEvent: keep });
    socket.addEventListener("message", keep);
    socket.removeEventListener("message", keep);
    socket.addEventListener("close", keep);
    expect([socket.CONNECTING, socket.OPEN, socket.CLOSING, socket.CLOSED]).toEqual([0, 1, 2, 3]);
    expect([WebSocket.CONNECTING, WebSocket.OPEN, WebSocket.CLOSING, WebSocket.CLOSED]).toEqual([0, 1, 2, 3]);
    await run(10);
    expect(sockets.size).toBe(1);
    socket.send('{"method":"ping"}');
    socket.close(1000, "enough");
    expect(socket.readyState).toBe(2);
    socket.send('{"method":"ping"}');
    await run(10);
    expect(heard).toEqual(["open", "message", "close"]);
    expect(socket.readyState).toBe(3);
    expect(sockets.size).toBe(0);
  });

  test("that is closed before it opens never opens, and one that is dropped ends at once", async () => {
    const { WebSocket, run } = inProcess(exchange());
    const early = new Ear(WebSocket, "ws://localhost/ws", []);
    early.socket.close();
    const dropped = new Ear(WebSocket, "ws://localhost/ws/btcusdt@bookTicker", []);
    await run(500);
    expect(early.closedCode).toBe(1006);
    dropped.socket.drop();
    expect(dropped.closedCode).toBe(1006);
    const { length } = dropped.texts;
    await run(500);
    expect(dropped.texts).toHaveLength(length);
  });

  test("with a latency hears everything so much later, in order", async () => {
    const heard = async (latencyMs: number) => {
      const slow = exchange();
      const { WebSocket, run } = inProcess(slow, { latencyMs });
      const socket = new WebSocket("ws://localhost/ws/btcusdt@depth@100ms");
      const times: number[] = [];
      socket.onmessage = ({ data }: { data: string }) => times.push(slow.simulation.timeMs - (JSON.parse(data) as { E: number }).E);
      await run(5_000);
      return new Set(times);
    };
    expect(await heard(0)).toEqual(new Set([0]));
    expect(await heard(35)).toEqual(new Set([35]));
  });

  test.each(clients)("$venue: says word for word what a real socket hears", async ({ venue }) => {
    const known = client(venue);
    const { subscribe } = known.books[0]!;
    const quiet = new SimulatedExchange({ seed: 2, startTimeMs });
    const { WebSocket } = inProcess(quiet);
    const ear = new Ear(WebSocket, known.url, [subscribe]);
    quiet.advance(1);
    quiet.advance(3_000);

    const real = await startExchange({ seed: 2, speed: 0, startTimeMs });
    real.advance(1);
    const listener = await Listener.open(real.port, new URL(known.url).pathname);
    listener.socket.send(subscribe);
    await listener.hears(() => true);
    real.advance(3_000);
    await listener.hears((text) => text === ear.texts.at(-1));
    expect(listener.texts).toEqual(ear.texts);
    await real.close();
  });

  test("fetch answers in market time, and can be aborted", async () => {
    const { fetch, run } = inProcess(exchange());
    let answered = false;
    const answer = fetch("https://localhost/fapi/v1/ping").then(() => { answered = true; });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(answered).toBe(false);
    await run(10);
    await answer;
    const controller = new AbortController();
    const aborted = fetch("https://localhost/fapi/v1/ping", { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(aborted).rejects.toThrow("enough");
  });

  test("costs little: a minute of a quiet market with one book", async () => {
    const slow = new SimulatedExchange({ seed: 2, activity: 0.2 });
    const { WebSocket, run } = inProcess(slow);
    const ear = new Ear(WebSocket, client("okx").url, [client("okx").books[0]!.subscribe]);
    const startMs = performance.now();
    await run(60_000);
    console.log(`exchange: a quiet minute in process takes ${(performance.now() - startMs).toFixed(0)} ms, ${ear.texts.length} messages`);
    expect(ear.texts.length).toBeGreaterThan(300);
  });
});
