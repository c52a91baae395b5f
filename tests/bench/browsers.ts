// Lets a page measure in real browsers: Chromium, and Firefox where it is installed. Each loads
// it from the loopback address; the page posts its figures back (report-back.ts).

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./recordings.ts";
import type { PageReport } from "../../examples/benchmark/src/report-back.ts";

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

export interface MeasuringPage {
  /** Its script, beside this file. */
  readonly entry: string;
  /** Modules of the package as it ships: name in an import, file in dist. Not bundled again. */
  readonly modules: Readonly<Record<string, string>>;
  /** What else it fetches, by path. */
  readonly files?: Readonly<Record<string, Uint8Array>>;
  readonly rounds: number;
}

/** Runs the page in each browser that is installed, and shows what it found. */
export async function measureInBrowsers<Found>(page: MeasuringPage, show: (found: Found) => void): Promise<void> {
  const addresses = Object.entries(page.modules).map(([name, file]) => [name, `/dist/${file}`] as const);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`tests/bench/${page.entry}`],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    alias: Object.fromEntries(addresses),
    external: addresses.map(([, address]) => address),
  });
  const script = outputFiles[0]!.text;

  let reported: (report: PageReport<Found>) => void = () => {};
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const answer = (type: string, body: string | Uint8Array) =>
      response.writeHead(200, { "content-type": type }).end(body);
    const file = page.files?.[path];
    if (path === "/") answer("text/html", '<!doctype html><script type="module" src="/page.js"></script>');
    else if (path === "/page.js") answer("text/javascript", script);
    else if (file !== undefined) answer("application/octet-stream", file);
    else if (path === "/report") {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        answer("text/plain", "");
        reported(JSON.parse(Buffer.concat(parts).toString()) as PageReport<Found>);
      });
    } else if (/^\/dist\/[\w-]+\.(js|wasm)$/.test(path)) {
      answer(path.endsWith(".js") ? "text/javascript" : "application/wasm", readFileSync(join(root, path)));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/?rounds=${page.rounds}`;

  async function reportOf(browser: (typeof browsers)[number]): Promise<PageReport<Found>> {
    const profile = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
    let child: ChildProcess | undefined;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<PageReport<Found>>((resolve, reject) => {
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
    const { agent, found, error } = await reportOf(browser).catch((reason: Error): PageReport<Found> => ({
      agent: "", error: reason.message,
    }));
    console.log(`\n${browser.name}: ${error ?? agent}`);
    if (found !== undefined) show(found);
    else process.exitCode = 1;
  }
  server.close();
}
