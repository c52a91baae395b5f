// Lets a page measure in real browsers: Chromium, and Firefox where it is installed. Each loads
// it from the loopback address; the page posts its figures back (report-back.ts).

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PageReport } from "../../examples/benchmark/src/report-back.ts";

const longestMs = 900_000;

interface Browser {
  readonly name: string;
  readonly command: string;
  readonly flags: (profile: string) => string[];
  /** How one gets it. */
  readonly source: string;
}

const browsers: readonly Browser[] = [
  {
    name: "Chromium",
    command: process.env["PLIMSOLL_CHROMIUM"] || "chromium",
    flags: (profile) => [
      "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync",
      "--disable-background-networking", "--disable-component-update", `--user-data-dir=${profile}`,
    ],
    source: "scripts/setup installs it; PLIMSOLL_CHROMIUM names another",
  },
  {
    name: "Firefox",
    command: process.env["PLIMSOLL_FIREFOX"] || "firefox-esr",
    flags: (profile) => ["--headless", "--no-remote", "--profile", profile],
    source: "apt-get install firefox-esr; PLIMSOLL_FIREFOX names another",
  },
];

export interface MeasuringPage {
  /** Where it begins to measure when it is opened: "/benchmark/?report". */
  readonly address: string;
  /** Answers what it asks for. */
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
}

/**
 * Runs the page in each browser that is installed, one after the other, and shows what it
 * found. A page that fails is the exit code 1; a browser that is missing is not.
 *
 * @param only  the browser of this name; all where it is left out
 */
export async function measureInBrowsers<Found>(page: MeasuringPage, show: (found: Found) => void, only?: string): Promise<void> {
  let reported: (report: PageReport<Found>) => void = () => {};
  const server = createServer((request, response) => {
    if (request.method !== "POST" || request.url !== "/report") return page.answer(request, response);
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      response.writeHead(204).end();
      reported(JSON.parse(Buffer.concat(parts).toString()) as PageReport<Found>);
    });
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}${page.address}`;
  const reportOf = (browser: Browser) => inBrowser(browser, address, new Promise<PageReport<Found>>((resolve) => (reported = resolve)));

  for (const browser of browsers.filter(({ name }) => only === undefined || name === only)) {
    if (spawnSync("sh", ["-c", `command -v "${browser.command}"`]).status !== 0) {
      console.log(`\n${browser.name}: not installed (${browser.source})`);
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
  server.closeAllConnections();
}

/** Keeps a browser open, in a profile of its own, until the page has said what was waited for. */
async function inBrowser<Said>(browser: Browser, address: string, said: Promise<Said>): Promise<Said> {
  const profile = mkdtempSync(join(tmpdir(), "plimsoll-bench-"));
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<Said>((resolve, reject) => {
      void said.then(resolve);
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
