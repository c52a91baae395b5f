// In pages, through bundlers and without one, under a strict content security policy.

import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { build as bundle } from "esbuild";
import type { Browser } from "playwright-core";
import { build as buildWithVite, createServer as createViteServer } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { launchChromium } from "../browser/chromium.ts";
import { serve, Tarball } from "./project.ts";

const strict = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";
const alone = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'";

let tarball: Tarball;
let browser: Browser;

beforeAll(async () => {
  tarball = new Tarball();
  browser = await launchChromium();
});

afterAll(async () => {
  await browser?.close();
  tarball?.remove();
});

/** What every page does: a liquidation price and an imbalance, said in its title. */
const main = (from: string) => `
import { load } from "${from}";
try {
  const plimsoll = await load();
  const { positions: [risk] } = plimsoll.evaluate({
    venue: "binance-usdm",
    positions: [{ symbol: "BTCUSDT", side: "long", quantity: 1, entryPrice: 50000, mode: "isolated", posted: 5000 }],
    tables: { BTCUSDT: { brackets: [{ notionalFloor: 0, maintenanceMarginRate: 0.005, maxLeverage: 125 }] } },
  }, { BTCUSDT: 50000 });
  const market = plimsoll.openFeed("binance-usdm").market("BTCUSDT");
  market.apply({ lastUpdateId: 1, bids: [["50000.0", "3"]], asks: [["50000.1", "1"]] });
  document.title = risk.liquidation.value.toFixed(2) + " " + market.bookImbalance();
} catch (error) {
  document.title = "failed: " + error;
}
`;
const html = (script: string) => `<!doctype html><title>waiting</title><script type="module" src="${script}"></script>`;

/** Opens a page and says what its title came to, and what the browser complained of. */
async function opened(address: string): Promise<{ title: string; complaints: string[] }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => void (message.type() === "error" && complaints.push(message.text())));
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("request", (request) => void (request.url().startsWith(address) || complaints.push(`asks ${request.url()}`)));
  await page.goto(`${address}/`);
  await page.waitForFunction(() => document.title !== "waiting");
  const title = await page.title();
  await context.close();
  return { title, complaints: complaints.filter((text) => !text.includes("404")) };
}

const works = { title: "45226.13 0.5", complaints: [] };

it.each([
  ["plimsoll", "plimsoll-"],
  ["plimsoll/full", "plimsoll-full-"],
])("Vite builds %s, with its engine as a file of its own", async (entry, file) => {
  const project = tarball.project(`vite-${file}`, { "index.html": html("/main.ts"), "main.ts": main(entry) });
  await buildWithVite({ root: project.folder, logLevel: "error", configFile: false, build: { target: "es2022" } });
  const site = await serve({ "/": join(project.folder, "dist") }, strict);
  expect(await opened(site.address)).toEqual(works);
  expect(site.requests.filter((path) => path.endsWith(".wasm"))).toEqual([expect.stringContaining(`/${file}`)]);
  site.close();
});

it("Vite serves it while somebody develops", async () => {
  const project = tarball.project("vite-dev", { "index.html": html("/main.ts"), "main.ts": main("plimsoll") });
  const server = await createViteServer({
    root: project.folder, logLevel: "error", configFile: false, server: { port: 0, host: "127.0.0.1", hmr: false },
  });
  await server.listen();
  expect(await opened(server.resolvedUrls!.local[0]!.replace(/\/$/, ""))).toEqual(works);
  await server.close();
});

it("esbuild bundles it, with the engine copied beside", async () => {
  const project = tarball.project("esbuild", { "main.ts": main("plimsoll"), "out/index.html": html("/main.js") });
  const out = join(project.folder, "out");
  await bundle({
    absWorkingDir: project.folder, entryPoints: ["main.ts"], outdir: "out", bundle: true, format: "esm",
    target: "es2022", minify: true, logLevel: "error",
  });
  copyFileSync(join(project.installed, "dist/plimsoll.wasm"), join(out, "plimsoll.wasm"));
  const site = await serve({ "/": out }, strict);
  expect(await opened(site.address)).toEqual(works);
  site.close();
});

it("a page imports it as it is, without a bundler", async () => {
  const project = tarball.project("plain", { "index.html": html("/main.js"), "main.js": main("/plimsoll/index.js") });
  const site = await serve({ "/": project.folder, "/plimsoll/": join(project.installed, "dist") }, strict);
  expect(await opened(site.address)).toEqual(works);
  expect(site.requests.filter((path) => path.startsWith("/plimsoll/"))).toEqual(["/plimsoll/index.js", "/plimsoll/plimsoll.wasm"]);
  site.close();
});

it("a worker loads it as a page does", async () => {
  const project = tarball.project("worker", {
    "index.html": html("/main.js"),
    "main.js": `
new Worker("/worker.js", { type: "module" }).onmessage = ({ data }) => { document.title = data; };`,
    "worker.js": `self.document = {};${main("/plimsoll/index.js")}self.postMessage(self.document.title);`,
  });
  const site = await serve({ "/": project.folder, "/plimsoll/": join(project.installed, "dist") }, strict);
  expect(await opened(site.address)).toEqual(works);
  site.close();
});

it("plimsoll/inline works where nothing may be fetched", async () => {
  const project = tarball.project("inline", { "index.html": html("/main.js"), "main.js": main("/plimsoll/inline.js") });
  const site = await serve({ "/": project.folder, "/plimsoll/": join(project.installed, "dist") }, alone);
  expect(await opened(site.address)).toEqual(works);
  expect(site.requests).not.toContain("/plimsoll/plimsoll.wasm");
  site.close();
});

it("Vite builds a page with plimsoll/margin, which answers at once and fetches nothing", async () => {
  const project = tarball.project("vite-margin", {
    "index.html": html("/main.ts"),
    "main.ts": `
import { evaluate } from "plimsoll/margin";
const { positions: [risk] } = evaluate({
  venue: "binance-usdm",
  positions: [{ symbol: "BTCUSDT", side: "long", quantity: 1, entryPrice: 50000, mode: "isolated", posted: 5000 }],
  tables: { BTCUSDT: { brackets: [{ notionalFloor: 0, maintenanceMarginRate: 0.005, maxLeverage: 125 }] } },
}, { BTCUSDT: 50000 });
document.title = risk.liquidation.value.toFixed(2);`,
  });
  await buildWithVite({ root: project.folder, logLevel: "error", configFile: false, build: { target: "es2022" } });
  const site = await serve({ "/": join(project.folder, "dist") }, alone);
  expect(await opened(site.address)).toEqual({ title: "45226.13", complaints: [] });
  expect(site.requests.filter((path) => path.endsWith(".wasm"))).toEqual([]);
  site.close();
});

it("a server that answers everything with its page is named", async () => {
  const project = tarball.project("spa", { "index.html": html("/main.js"), "main.js": main("/plimsoll/index.js") });
  const dist = join(project.installed, "dist");
  const site = await serve({ "/": project.folder, "/plimsoll/plimsoll.wasm": join(project.folder, "none"), "/plimsoll/": dist }, strict);
  const { title } = await opened(site.address);
  expect(title).toContain("LoadError");
  expect(title).toContain("/plimsoll/plimsoll.wasm answered 404");
  site.close();
});
