import { once } from "node:events";
import { connect } from "node:net";
import { setImmediate as turn, setTimeout as wait } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startExchange, type Exchange } from "../../examples/exchange/exchange.ts";
import { Listener } from "./loopback.ts";
import { PlainBook } from "./plain-book.ts";

const seed = 3;

describe("the exchange on its sockets", () => {
  let exchange: Exchange;

  beforeEach(async () => {
    exchange = await startExchange({ seed, speed: 0, startTimeMs: 1_790_000_000_000, mostBufferedBytes: 3_000_000 });
  });

  afterEach(() => exchange.close());

  const get = async (path: string) => {
    const response = await fetch(exchange.url + path);
    return { status: response.status, body: (await response.json()) as Record<string, unknown>, headers: response.headers };
  };
  const post = async (path: string, body: string) => {
    const response = await fetch(exchange.url + path, { method: "POST", body });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  test("a combined socket wraps events and a bare one does not, and both say the same", async () => {
    const combined = await Listener.open(exchange.port, "/public/stream?streams=btcusdt@depth@100ms/btcusdt@bookTicker");
    const bare = await Listener.open(exchange.port, "/public/ws/btcusdt@bookTicker");
    exchange.advance(2_000);
    await combined.hears((text) => text.startsWith('{"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate"'));
    await bare.hears((text) => text.startsWith('{"e":"bookTicker"'));
    await wait(50);
    const quotes = combined.texts.filter((text) => text.includes("@bookTicker"));
    expect(quotes.length).toBeGreaterThan(20);
    expect(bare.texts.map((text) => `{"stream":"btcusdt@bookTicker","data":${text}}`)).toEqual(quotes);
  });

  test("each class of streams is silent on the other's path", async () => {
    const wrong = await Listener.open(exchange.port, "/public/stream?streams=btcusdt@aggTrade/btcusdt@markPrice@1s");
    const right = await Listener.open(exchange.port, "/market/stream?streams=btcusdt@aggTrade/btcusdt@markPrice@1s/btcusdt@bookTicker");
    const old = await Listener.open(exchange.port, "/stream?streams=btcusdt@bookTicker");
    exchange.advance(3_000);
    await right.hears((text) => text.includes("aggTrade"));
    await right.hears((text) => text.includes("markPriceUpdate"));
    await old.hears((text) => text.includes("bookTicker"));
    expect(wrong.texts).toEqual([]);
    expect(right.texts.some((text) => text.includes("bookTicker"))).toBe(false);
  });

  test("SUBSCRIBE, LIST_SUBSCRIPTIONS and UNSUBSCRIBE are answered as the venue does", async () => {
    const listener = await Listener.open(exchange.port, "/public/ws");
    const stream = "ethusdt@bookTicker";
    expect(await listener.ask({ method: "SUBSCRIBE", params: [stream], id: 1 })).toEqual({ result: null, id: 1 });
    expect(await listener.ask({ method: "LIST_SUBSCRIPTIONS", id: 2 })).toEqual({ result: [stream], id: 2 });
    exchange.advance(500);
    await listener.hears((text) => text.startsWith('{"e":"bookTicker"'));
    expect(await listener.ask({ method: "SET_PROPERTY", params: ["combined", true], id: 3 })).toEqual({ result: null, id: 3 });
    exchange.advance(500);
    await listener.hears((text) => text.startsWith(`{"stream":"${stream}"`));
    expect(await listener.ask({ method: "UNSUBSCRIBE", params: [stream], id: 4 })).toEqual({ result: null, id: 4 });
    const heard = listener.texts.length;
    exchange.advance(500);
    expect(await listener.ask({ method: "LIST_SUBSCRIPTIONS", id: 5 })).toEqual({ result: [], id: 5 });
    expect(listener.texts.length).toBe(heard + 1);
  });

  test.each(["", "{", "null", "[]", '"SUBSCRIBE"', '{"id":{}}', '{"method":"SUBSCRIBE","params":7,"id":1}',
    '{"method":"SUBSCRIBE","params":[7],"id":1}', '{"method":"NOTHING","id":1}', '{"method":"GET_PROPERTY","params":["x"],"id":1}',
    `{"method":"SUBSCRIBE","params":[${'"a@depth",'.repeat(5_000)}"b"],"id":1}`])(
    "a request that makes no sense gets an error or does nothing: %s", async (request) => {
      const listener = await Listener.open(exchange.port, "/market/stream");
      listener.socket.send(request);
      await listener.hears((text) => text.includes('"error"') || text.includes('"result"'));
    },
  );

  test("a message that is too long and a path that is none close the socket, and nothing else", async () => {
    const long = await Listener.open(exchange.port, "/public/ws");
    long.socket.send("x".repeat(200_000));
    expect(await long.closed).toBe(1009);
    const lost = await Listener.open(exchange.port, "/nowhere/ws");
    expect(await lost.closed).toBe(1008);
    expect((await get("/fapi/v1/ping")).status).toBe(200);
  });

  test("a book from socket and REST is the exchange's own", async () => {
    const listener = await Listener.open(exchange.port, "/public/ws/btcusdt@depth@100ms");
    exchange.advance(450);
    const snapshot = await get("/fapi/v1/depth?symbol=BTCUSDT&limit=1000");
    expect(snapshot.headers.get("access-control-allow-origin")).toBe("*");
    exchange.advance(5_050);
    await listener.hears((text) => text.includes(`"u":${exchange.truth("BTCUSDT").lastUpdateId},`));
    const book = new PlainBook();
    book.snapshot(snapshot.body as never);
    for (const text of listener.texts) book.update(JSON.parse(text) as never);
    const known = await get("/truth?symbol=BTCUSDT");
    expect(book.gaps).toBe(0);
    expect(book.lastUpdateId).toBe(known.body["lastUpdateId"]);
    expect(book.bids().slice(0, 700)).toEqual((known.body["bids"] as string[][]).slice(0, 700));
    expect(book.asks().slice(0, 700)).toEqual((known.body["asks"] as string[][]).slice(0, 700));
  });

  test.each([
    ["/fapi/v1/depth?symbol=NOPE", -1121, "Invalid symbol."],
    ["/fapi/v1/depth", -1102, "Mandatory parameter 'symbol' was not sent, was empty/null, or malformed."],
    ["/fapi/v1/depth?symbol=BTCUSDT&limit=3", -4021, "3 is not valid depth limit"],
    ["/fapi/v1/depth?symbol=BTCUSDT&limit=1500", -1130, "Data sent for parameter 'limit' is not valid."],
    ["/fapi/v1/depth?symbol=BTCUSDT&limit=-5", -1130, "Data sent for parameter 'limit' is not valid."],
    ["/fapi/v1/openInterest?symbol=btcusdt", -1121, "Invalid symbol."],
    ["/fapi/v1/leverageBracket?symbol=NOPE", -1121, "Invalid symbol."],
  ])("%s is refused with %i", async (path, code, msg) => {
    const { status, body } = await get(path);
    expect(status).toBe(400);
    expect(body).toEqual({ code, msg });
  });

  test("metadata, open interest and premium are those of the market", async () => {
    exchange.advance(2_000);
    const info = await get("/fapi/v1/exchangeInfo");
    const symbols = info.body["symbols"] as { symbol: string; filters: { filterType: string; tickSize?: string; stepSize?: string }[] }[];
    expect(symbols.map(({ symbol, filters }) => [symbol, filters[0]!.tickSize, filters[1]!.stepSize])).toEqual([
      ["BTCUSDT", "0.10", "0.001"], ["ETHUSDT", "0.01", "0.001"],
    ]);
    const known = exchange.truth("BTCUSDT");
    expect((await get("/fapi/v1/openInterest?symbol=BTCUSDT")).body["openInterest"]).toBe(known.openInterest);
    expect((await get("/fapi/v1/premiumIndex?symbol=BTCUSDT")).body["markPrice"]).toBe(known.markPrice);
    const table = (await get("/fapi/v1/leverageBracket?symbol=BTCUSDT")).body as unknown as { brackets: object[] }[];
    expect(table[0]!.brackets[1]).toEqual({
      bracket: 2, initialLeverage: 100, notionalCap: 600_000, notionalFloor: 50_000, maintMarginRatio: 0.005, cum: 50,
    });
  });

  test("a control request moves the market or the mark, and a wrong one says what is wrong", async () => {
    const listener = await Listener.open(exchange.port, "/market/ws/btcusdt@markPrice@1s");
    expect((await post("/control/mark", '{"symbol":"BTCUSDT","price":54321.5,"seconds":2}')).status).toBe(200);
    await listener.hears((text) => text.includes('"p":"54321.50000000"'));
    expect(exchange.truth("BTCUSDT").markPinned).toBe(true);
    expect((await post("/control/mark", '{"symbol":"BTCUSDT","price":null}')).status).toBe(200);
    expect(exchange.truth("BTCUSDT").markPinned).toBe(false);

    const before = Number(exchange.truth("ETHUSDT").markPrice);
    expect((await post("/control/shock", '{"symbol":"ETHUSDT","rate":-0.05}')).status).toBe(200);
    exchange.advance(10_000);
    expect(Number(exchange.truth("ETHUSDT").markPrice)).toBeLessThan(before * 0.96);

    expect(await post("/control/shock", '{"symbol":"ETHUSDT","rate":"much"}')).toEqual({ status: 400, body: { error: "field", field: "rate" } });
    expect(await post("/control/shock", '{"symbol":"NOPE","rate":0.1}')).toEqual({ status: 400, body: { error: "field", field: "symbol" } });
    expect((await post("/control/shock", "{")).status).toBe(400);
    expect((await post("/control/shock", "x".repeat(100_000))).status).toBe(413);
    expect((await post("/control/nothing", "{}")).status).toBe(404);
    expect((await get("/truth?symbol=NOPE")).status).toBe(400);
  });

  test("pausing and resuming stops and starts the clock", async () => {
    const listener = await Listener.open(exchange.port, "/public/ws/btcusdt@bookTicker");
    await post("/control/resume", "");
    await listener.hears((text) => text.includes("bookTicker"));
    await post("/control/pause", "");
    const { timeMs } = exchange.simulation;
    await wait(60);
    expect(exchange.simulation.timeMs).toBe(timeMs);
    expect(timeMs).toBeGreaterThan(1_790_000_000_000);
  });

  test.each(["GET /\u0000 HTTP/1.1\r\n\r\n", "NONSENSE\r\n\r\n", "GET //[ HTTP/1.1\r\nhost: x\r\n\r\n",
    "GET //[ HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n", `GET /${"x".repeat(50_000)} HTTP/1.1\r\n\r\n`])(
    "bytes that are no request are answered with 4xx: %j", async (bytes) => {
      const socket = connect(exchange.port, "127.0.0.1");
      let heard = "";
      socket.on("data", (data) => { heard += String(data); });
      socket.on("error", () => {});
      socket.write(bytes.includes("upgrade") || bytes.includes("host") ? bytes.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n") : bytes);
      await once(socket, "close");
      expect(heard).toMatch(/^HTTP\/1\.1 4\d\d/);
      expect((await get("/fapi/v1/time")).status).toBe(200);
    },
  );

  test("who does not read is dropped, and others hear on", async () => {
    const slow = await Listener.open(exchange.port, "/public/stream?streams=btcusdt@bookTicker/btcusdt@trade/btcusdt@depth@100ms");
    const quick = await Listener.open(exchange.port, "/market/ws/btcusdt@markPrice@1s");
    slow.socket.pause();
    expect(exchange.clientCount).toBe(2);
    let seconds = 0;
    while (exchange.clientCount === 2 && seconds < 1_200) {
      exchange.advance(10_000);
      seconds += 10;
      await turn();
    }
    console.log(`exchange: seed ${seed}, a client that does not read is dropped after ${seconds} s of messages`);
    expect(exchange.clientCount).toBe(1);
    await wait(20);
    expect(quick.texts.length).toBe(seconds);
  });

  test("closing says goodbye to everybody", async () => {
    const other = await startExchange({ seed, speed: 1 });
    const listener = await Listener.open(other.port, "/public/ws/btcusdt@bookTicker");
    await other.close();
    expect(await listener.closed).toBe(1001);
    await expect(fetch(other.url)).rejects.toThrow();
  });
});
