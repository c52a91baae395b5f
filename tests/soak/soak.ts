// npm run soak [-- --minutes N] [--activity N] [--reads N]
//
// Twenty markets of six venues in one page, for half an hour, against the simulated exchange:
// nothing is lost, nothing grows, nothing fails, and the page's main thread has its time.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { startExchange } from "../../examples/exchange/exchange.ts";
import type { Venue } from "../../examples/exchange/protocol.ts";
import { allInstruments } from "../../examples/exchange/instrument.ts";
import { contentSecurityPolicy } from "../../examples/page/static-server.ts";
import { launchChromium } from "../browser/chromium.ts";
import { profiled, type Shares } from "./profile.ts";
import type { Listened, SoakReport } from "./report.ts";

const root = join(import.meta.dirname, "../..");
const { values } = parseArgs({ options: {
  minutes: { type: "string", default: "30" }, activity: { type: "string", default: "8" },
  reads: { type: "string", default: "4" },
} });
const minutes = Number(values.minutes);
const coins = ["BTC", "ETH", "SOL", "XRP"];
const named = (symbol: (coin: string) => string, count: number) => coins.slice(0, count).map(symbol);
const listened: readonly Listened[] = [
  { venue: "binance-usdm", symbols: named((coin) => `${coin}USDT`, 4) },
  { venue: "bybit-linear", symbols: named((coin) => `${coin}USDT`, 4) },
  { venue: "okx", symbols: named((coin) => `${coin}-USDT-SWAP`, 3) },
  { venue: "deribit", symbols: named((coin) => `${coin}_USDC-PERPETUAL`, 3) },
  { venue: "hyperliquid", symbols: named((coin) => coin, 3) },
  { venue: "gate-usdt", symbols: named((coin) => `${coin}_USDT`, 3) },
];

const script = (await build({
  absWorkingDir: root, entryPoints: ["tests/soak/page.ts"], bundle: true, format: "esm", target: "es2022", write: false,
  alias: { plimsoll: "/dist/index.js", "plimsoll/connect": "/dist/connect.js" },
  external: ["/dist/index.js", "/dist/connect.js"],
})).outputFiles[0]!.text;

const exchange = await startExchange({ seed: 17, speed: 1, activity: Number(values.activity), instruments: allInstruments });
const server = createServer((request, response) => {
  const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname;
  const socketUrl = exchange.url.replace("http", "ws");
  const answer = (type: string, body: string | Uint8Array) =>
    response.writeHead(200, {
      "content-type": type, "content-security-policy": contentSecurityPolicy([exchange.url, socketUrl]),
    }).end(body);
  if (path === "/") answer("text/html", '<!doctype html><title>soak</title><script type="module" src="/page.js"></script>');
  else if (path === "/page.js") answer("text/javascript", script);
  else if (path === "/settings.json") answer("application/json", JSON.stringify({ exchange: exchange.url, listened, reads: Number(values.reads) }));
  else if (/^\/dist\/[\w-]+\.(js|wasm)$/.test(path)) {
    answer(path.endsWith(".js") ? "text/javascript" : "application/wasm", readFileSync(join(root, path)));
  } else response.writeHead(404).end();
});
await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const browser = await launchChromium();
const page = await browser.newPage();
const session = await page.context().newCDPSession(page);
await page.goto(url);
// Under this policy a page cannot be polled from within.
while (!(await page.evaluate("globalThis.soak !== undefined"))) await wait(50);

interface Sample {
  readonly report: SoakReport;
  readonly heapBytes: number;
}

const report = () => page.evaluate("globalThis.soak.report()") as Promise<SoakReport>;
const messagesOf = ({ venues }: SoakReport) => venues.reduce((sum, { messages }) => sum + messages, 0);

async function sample(): Promise<Sample> {
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = (await session.send("Runtime.getHeapUsage")) as { usedSize: number };
  return { report: await report(), heapBytes: usedSize };
}

const bytes = (count: number) => `${(count / 1e6).toFixed(2)} MB`;
const samples: Sample[] = [];
let shares: Shares | null = null;
const profileAtMinute = Math.floor(minutes / 2);
for (let minute = 0; minute <= minutes; ++minute) {
  const began = performance.now();
  if (minute === profileAtMinute) shares = await profiled(session, 30_000, `${url}/dist/`);
  if (minute > 0) {
    const taken = await sample();
    const before = samples.at(-1);
    const messages = messagesOf(taken.report) - (before === undefined ? 0 : messagesOf(before.report));
    samples.push(taken);
    console.log(`minute ${minute}: ${Math.round(messages / 60)} messages a second, heap ${bytes(taken.heapBytes)}, ` +
      `engine ${bytes(taken.report.memory.bytesInUse)} of ${bytes(taken.report.memory.linearMemoryBytes)}, ` +
      `${taken.report.failures.length} failures`);
  }
  if (minute < minutes) await wait(60_000 - (performance.now() - began));
}

// What is under way arrives; then both ends have counted the same.
exchange.pause();
await wait(2_000);
const last = await report();
let isRight = true;
const check = (what: string, holds: boolean) => {
  console.log(`${holds ? "ok  " : "FAIL"} ${what}`);
  isRight &&= holds;
};
for (const { venue, messages, gaps, errors } of last.venues) {
  const sent = exchange.sentCount(venue as Venue);
  check(`${venue}: ${messages} messages of ${sent} sent, ${gaps} gaps, ${errors} refused`, messages === sent && gaps + errors === 0);
}
const live = last.statuses.filter((status) => status.endsWith(" live"));
check(`${live.length} of ${last.statuses.length} markets live, ${last.resyncs} snapshots`, live.length === last.statuses.length);
check(`no error, no unhandled rejection: ${last.failures.slice(0, 3).join("; ") || "none"}`, last.failures.length === 0);
// What a burst leaves behind for a moment is no growth: the least of the first third, and of the last.
const third = Math.max(1, Math.floor(samples.length / 3));
const early = samples.slice(0, third);
const late = samples.slice(-third);
const least = (of: readonly Sample[]) => Math.min(...of.map(({ heapBytes }) => heapBytes));
const most = (of: readonly Sample[], bytesOf: (memory: SoakReport["memory"]) => number) =>
  Math.max(...of.map(({ report: { memory } }) => bytesOf(memory)));
const heaps = [least(early), least(late)] as const;
check(`heap ${bytes(heaps[0])} in the first third, ${bytes(heaps[1])} in the last`, heaps[1] <= 1.1 * heaps[0]);
// Books fill for some minutes, as the exchange's own do.
const used = [early, late].map((of) => most(of, ({ bytesInUse }) => bytesInUse)) as [number, number];
const grown = [early, late].map((of) => most(of, ({ linearMemoryBytes }) => linearMemoryBytes)) as [number, number];
check(`engine ${bytes(used[0])} in the first third, ${bytes(used[1])} in the last, of ${bytes(grown[0])} and ${bytes(grown[1])}`,
  used[1] <= 1.05 * used[0] && grown[1] <= 1.15 * grown[0]);
check(`Plimsoll has ${(100 * shares!.plimsoll).toFixed(2)} % of the main thread's time; all that is not idle ${(100 * shares!.busy).toFixed(1)} %`,
  shares!.plimsoll < 0.03);
console.log(shares!.inside.slice(0, 12).map(({ name, share }) => `     ${(100 * share).toFixed(2)} %  ${name}`).join("\n"));
console.log(`${messagesOf(last)} messages in ${minutes} minutes`);

await browser.close();
await exchange.close();
server.close();
process.exitCode = isRight ? 0 : 1;
