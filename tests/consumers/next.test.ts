// In an app of Next's app router: a server component and a client component, one price.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../browser/chromium.ts";
import { type Project, Tarball } from "./project.ts";

const run = promisify(execFile);
const home = join(import.meta.dirname, "next");
const next = join(home, "node_modules/next/dist/bin/next");
// vitest has set NODE_ENV to "test".
const env: NodeJS.ProcessEnv = { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };

const files = {
  "next.config.mjs": `
const root = ${JSON.stringify(home)};
export default { turbopack: { root }, outputFileTracingRoot: root };`,
  "app/layout.js": `
export default ({ children }) => <html lang="en"><body>{children}</body></html>;`,
  // What is marked for the client is a reference to a server component, and no hook.
  "app/page.js": `
import { evaluate } from "plimsoll/margin";
import { useRisk } from "plimsoll/react";
import Ticket from "./ticket.js";

const account = {
  venue: "binance-usdm",
  positions: [{ symbol: "BTCUSDT", side: "long", quantity: "1", entryPrice: "50000", mode: "isolated", posted: "5000" }],
  tables: { BTCUSDT: { brackets: [{ notionalFloor: 0, maintenanceMarginRate: "0.005", maxLeverage: 125 }] } },
};

export default function Page() {
  const { positions: [{ liquidation }] } = evaluate(account, { BTCUSDT: 50_000 });
  return <main><p id="server">{liquidation.value.toFixed(2)}</p><p id="hook">{String(useRisk.$$typeof)}</p><Ticket account={account} /></main>;
}`,
  "app/asked/page.js": `
export { default } from "../page.js";
export const dynamic = "force-dynamic";`,
  "app/ticket.js": `
"use client";
import { useState } from "react";
import { evaluate, InputError } from "plimsoll/margin";
import { useMarket, useRisk } from "plimsoll/react";

export default function Ticket({ account: { positions: [position], ...rest } }) {
  const [quantity, setQuantity] = useState("1");
  const account = { ...rest, positions: [{ ...position, quantity }] };
  const { risk, error } = useRisk(account, { BTCUSDT: useMarket(null)?.markPrice ?? 50_000 });
  const evaluated = risk && evaluate(account, { BTCUSDT: 50_000 }).positions[0].liquidation.value;
  return <form>
    <input aria-label="quantity" value={quantity} onChange={({ target }) => setQuantity(target.value)} />
    <output id="client">{risk ? risk.positions[0].liquidation.value.toFixed(2) : error.field + (error instanceof InputError)}</output>
    <output id="evaluated">{evaluated?.toFixed(2)}</output>
  </form>;
}`,
};

let tarball: Tarball;
let browser: Browser;

beforeAll(async () => {
  if (!existsSync(next)) throw new Error("Next is not there: scripts/setup test installs it");
  tarball = new Tarball(home);
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  tarball?.remove();
});

/** `next start` on a port of the system's choice, until it says where it is. */
async function start({ folder }: Project): Promise<{ server: ChildProcess; address: string }> {
  const server = spawn(process.execPath, [next, "start", "-H", "127.0.0.1", "-p", "0"], { cwd: folder, env, stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(server.stdout!)) {
    const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(line) ?? [];
    if (address !== undefined) return { server, address };
  }
  throw new Error("next start has ended");
}

describe.each(["turbopack", "webpack"])("Next builds an app with %s", (bundler) => {
  let project: Project;
  let server: ChildProcess;
  let address: string;

  beforeAll(async () => {
    project = tarball.project(bundler, files);
    await run(process.execPath, [next, "build", `--${bundler}`], { cwd: project.folder, env }).catch(
      ({ stdout, stderr }: { stdout: string; stderr: string }) => expect(`${stdout}${stderr}`).toBe(""));
    ({ server, address } = await start(project));
  }, 180_000);

  afterAll(() => void server?.kill());

  it.each(["/", "/asked"])("%s is sent with the price that both components computed", async (path) => {
    const html = await (await fetch(address + path)).text();
    for (const id of ["server", "client", "evaluated"]) expect(html).toContain(`id="${id}">45226.13<`);
    expect(html).toContain('id="hook">Symbol(react.client.reference)<');
  });

  it("comes to life in Chromium without a word on the console, and computes there", async () => {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => void (request.url().startsWith(address) || complaints.push(`asks ${request.url()}`)));
    await page.goto(`${address}/`);
    const shows = (text: string) => page.waitForFunction((wanted) =>
      ["client", "evaluated"].map((id) => document.getElementById(id)!.textContent).join(" ").trim() === wanted, text);
    await shows("45226.13 45226.13");
    // Typed until it is heard: what is typed before the page lives is undone.
    await expect.poll(async () => {
      await page.fill("input", "2");
      return page.textContent("#client");
    }, { timeout: 20_000 }).toBe("47738.69");
    await shows("47738.69 47738.69");
    await page.fill("input", "2.");
    await shows("quantitytrue");
    await page.close();
    expect(complaints.filter((text) => !text.includes("404"))).toEqual([]);
  });

  it("has the engine once for the page", () => {
    const chunks = join(project.folder, ".next/static/chunks");
    const texts = readdirSync(chunks, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".js"))
      .map((name) => readFileSync(join(chunks, name), "utf8"));
    expect(texts.filter((text) => text.includes("_evaluateAccount"))).toHaveLength(1);
  });
});
