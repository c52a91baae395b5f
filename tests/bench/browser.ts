// npm run bench:browser [-- --capture FILE] [--rounds N]
//
// The benchmark in real browsers: Chromium, and Firefox where it is installed. Each loads
// a page from the loopback address; the page measures and posts its figures back.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { createReadStream, mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { tableOf } from "./measure.ts";
import { recordingOf } from "./messages.ts";
import type { PageReport } from "./page.ts";
import { askedFor, describe, root } from "./recordings.ts";

const options = process.argv.slice(2);
const roundsAt = options.indexOf("--rounds");
const rounds = roundsAt < 0 ? 9 : Number(options[roundsAt + 1]);
const longestMs = 300_000;

const browsers: readonly { name: string; command: string; flags: (profile: string) => string[] }[] = [
  {
    name: "Chromium",
    command: process.env["PLIMSOLL_CHROMIUM"] || "chromium",
    flags: (profile) => [
      "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
      "--disable-background-networking", "--disable-component-update", `--user-data-dir=${profile}`,
    ],
  },
  {
    name: "Firefox",
    command: "firefox-esr",
    flags: (profile) => ["--headless", "--no-remote", "--profile", profile],
  },
];

const { name, bytes } = askedFor(options);
console.log(describe(name, recordingOf(bytes)));

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ["tests/bench/page.ts"],
  bundle: true,
  format: "esm",
  target: "es2022",
  write: false,
  // The package as it ships, by an address: not bundled once more.
  alias: { plimsoll: "/plimsoll/index.js" },
  external: ["/plimsoll/index.js"],
});
const script = outputFiles[0]!.text;

let reported: (report: PageReport) => void = () => {};
const server = createServer((request, response) => {
  const path = new URL(request.url ?? "/", "http://localhost").pathname;
  const answer = (type: string, body: string | Uint8Array) =>
    response.writeHead(200, { "content-type": type }).end(body);
  if (path === "/") answer("text/html", '<!doctype html><script type="module" src="/page.js"></script>');
  else if (path === "/page.js") answer("text/javascript", script);
  else if (path === "/messages") answer("application/octet-stream", bytes);
  else if (path === "/report") {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      answer("text/plain", "");
      reported(JSON.parse(Buffer.concat(parts).toString()) as PageReport);
    });
  } else if (path === "/plimsoll/index.js" || path === "/plimsoll/plimsoll.wasm") {
    response.setHeader("content-type", path.endsWith(".js") ? "text/javascript" : "application/wasm");
    createReadStream(join(root, "dist", path.slice("/plimsoll/".length))).pipe(response);
  } else response.writeHead(404).end();
});
await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?rounds=${rounds}`;

async function reportOf(browser: (typeof browsers)[number]): Promise<PageReport> {
  const profile = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<PageReport>((resolve, reject) => {
      reported = resolve;
      timer = setTimeout(() => reject(new Error("the page did not report")), longestMs);
      child = spawn(browser.command, [...browser.flags(profile), address], { stdio: "ignore" });
      child.on("error", reject);
      child.on("exit", (code) => reject(new Error(`it ended with ${code}`)));
    });
  } finally {
    clearTimeout(timer);
    child?.removeAllListeners("exit");
    const ended = new Promise((resolve) => child?.on("exit", resolve));
    if (child?.kill() === true) await ended;
    // Its other processes take a moment longer.
    await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

for (const browser of browsers) {
  if (spawnSync("sh", ["-c", `command -v "${browser.command}"`]).status !== 0) {
    console.log(`\n${browser.name}: not installed`);
    continue;
  }
  const { agent, rows, error } = await reportOf(browser).catch((reason: Error) => ({
    agent: "", rows: undefined, error: reason.message,
  }));
  console.log(`\n${browser.name}: ${error ?? agent}`);
  if (rows !== undefined) {
    console.log(`all messages, one at a time, medians of ${rounds} interleaved runs`);
    console.log(tableOf(rows));
  } else process.exitCode = 1;
}
server.close();
