// In Node and in TypeScript, and as those see it who check packages.

import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Project, root, Tarball } from "./project.ts";

const run = promisify(execFile);
let tarball: Tarball;
let project: Project;

const entries = ["plimsoll", "plimsoll/full", "plimsoll/inline", "plimsoll/margin", "plimsoll/holdings", "plimsoll/connect", "plimsoll/react", "plimsoll/messages/en"];

beforeAll(() => {
  tarball = new Tarball();
  project = tarball.project("node", {
    "three-lines.js": `
import { load } from "plimsoll";
const plimsoll = await load();
const tables = { BTCUSDT: { brackets: [{ notionalFloor: 0, maintenanceMarginRate: "0.005", maxLeverage: 125 }] } };
const position = { symbol: "BTCUSDT", side: "long", quantity: "1", entryPrice: "50000", mode: "isolated", posted: "5000" };
console.log(plimsoll.evaluate({ venue: "binance-usdm", positions: [position], tables }, {}).positions[0].liquidation.value);`,
    "at-once.js": `
import { evaluate } from "plimsoll/margin";
const tables = { BTCUSDT: { brackets: [{ notionalFloor: 0, maintenanceMarginRate: "0.005", maxLeverage: 125 }] } };
const position = { symbol: "BTCUSDT", side: "long", quantity: "1", entryPrice: "50000", mode: "isolated", posted: "5000" };
console.log(evaluate({ venue: "binance-usdm", positions: [position], tables }, {}).positions[0].liquidation.value);`,
    // A watch and a subscription look once a second, and keep nobody from ending.
    "ends.js": `
import { load } from "plimsoll";
const plimsoll = await load();
plimsoll.openFeed("binance-usdm").market("BTCUSDT").subscribe(() => {});
plimsoll.watch({ venue: "binance-usdm", positions: [], tables: {} });
console.log("end");`,
    "import.js": `
const calls = [];
for (const name of ["fetch", "setTimeout", "setInterval", "queueMicrotask", "WebSocket", "Worker"]) {
  globalThis[name] = () => calls.push(name);
}
for (const name of ["log", "warn", "error"]) console[name] = () => calls.push("console." + name);
for (const name of ["compile", "instantiate", "Module", "Instance"]) WebAssembly[name] = () => calls.push("WebAssembly." + name);
const on = process.on;
process.on = process.addListener = process.once = (...given) => { calls.push("process.on " + given[0]); return on.apply(process, given); };
const before = [Object.keys(globalThis).length, process.getActiveResourcesInfo().length];
for (const entry of ${JSON.stringify(entries)}) await import(entry);
const after = [Object.keys(globalThis).length, process.getActiveResourcesInfo().length];
process.stdout.write(JSON.stringify({ calls, same: before.join() === after.join() }));`,
    "wasm.js": `
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { load } from "plimsoll";
const file = fileURLToPath(import.meta.resolve("plimsoll/plimsoll.wasm"));
const plimsoll = await load({ wasm: readFileSync(file) });
console.log(plimsoll.openFeed("binance-usdm").venue);`,
    "full.js": `
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { analyzedFields, load, readingFields } from "plimsoll/full";
const fileOf = (name) => readFileSync(fileURLToPath(import.meta.resolve("plimsoll/" + name)));
const market = (await load()).openFeed("binance-usdm").market("BTCUSDT");
market.analyze();
const plain = await load({ wasm: fileOf("plimsoll.wasm") }).catch(({ name, message }) => name + ": " + message);
console.log(market.metric("kyleLambda").flags, analyzedFields.length > readingFields.length, "kyleLambda" in market.getSnapshot(), plain);`,
    "on-a-server.js": `
import { createElement } from "react";
import { renderToString } from "react-dom/server";
import { InputError } from "plimsoll/margin";
import { useRisk } from "plimsoll/react";
const Wrong = () => String(useRisk({ venue: "mtgox", positions: [] }, {}).error instanceof InputError);
console.log(renderToString(createElement(Wrong)));`,
  }, ["react", "react-dom", "scheduler"]);
});

afterAll(() => tarball?.remove());

describe("in Node", () => {
  it("three lines lead to a liquidation price", async () => {
    expect(Number(await project.node("three-lines.js"))).toBeCloseTo(45_000 / 0.995, 6);
  });

  it("and plimsoll/margin does so at once", async () => {
    expect(Number(await project.node("at-once.js"))).toBeCloseTo(45_000 / 0.995, 6);
  });

  it("plimsoll/react draws a page on a server, with the engine of plimsoll/margin", async () => {
    expect(await project.node("on-a-server.js")).toBe("true");
  });

  it("importing any entry does nothing", async () => {
    expect(JSON.parse(await project.node("import.js"))).toEqual({ calls: [], same: true });
  });

  it("it keeps no process from ending", async () => {
    expect(await project.node("ends.js")).toBe("end");
  });

  it("the engine is a file that can be named", async () => {
    expect(await project.node("wasm.js")).toBe("binance-usdm");
  });

  it("plimsoll/full has analytics, and says so of an engine that has none", async () => {
    expect(await project.node("full.js")).toBe("[ 'notReady' ] true true " +
      "LoadError: this engine is without analytics: plimsoll/full wants plimsoll-full.wasm");
  });

  it("require() of an ES module finds it too, where Node can", async () => {
    const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
    const can = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
    const script = 'console.log(typeof require("plimsoll").load)';
    const options = ["--no-warnings", "--input-type=commonjs", "-e", script];
    if (can) expect(await project.node(...options)).toBe("function");
  });
});

const consumer = `
import { type Account, type Feed, InputError, load, LoadError, type Market, type MarketSnapshot, MessageError } from "plimsoll";
import { type AnalyzedMarket, load as loadFull } from "plimsoll/full";
import { load as loadInline } from "plimsoll/inline";
import { warningText } from "plimsoll/messages/en";
import { type RiskState, useMarket, useRisk, useWarnings } from "plimsoll/react";

const account: Account = {
  venue: "binance-usdm",
  positions: [{ symbol: "BTCUSDT", side: "long", quantity: "1", entryPrice: 50_000, mode: "isolated", posted: 5_000 }],
  tables: {},
};
export async function example(): Promise<number | null> {
  const plimsoll = await load({ wasm: new URL("https://example.org/plimsoll.wasm"), signal: AbortSignal.timeout(5) });
  const feed: Feed = plimsoll.openFeed("binance-usdm");
  const market: Market = feed.market("BTCUSDT");
  feed.on("resync", ({ symbol, how, url }) => console.log(symbol, how === "snapshot" ? url : null));
  const snapshot: MarketSnapshot = market.getSnapshot();
  const best: number | null = snapshot.bestBidPrice;
  // @ts-expect-error the plain engine has no analytics
  market.analyze();
  const analyzed: AnalyzedMarket = (await loadFull()).openFeed("okx").market("BTC-USDT-SWAP");
  analyzed.analyze({ impactBinMs: 1_000 });
  const vpin: number | null = analyzed.getSnapshot().vpin ?? analyzed.metric("vpin").value;
  if (vpin !== null) return vpin;
  const watch = plimsoll.watch(account);
  watch.on("raised", (warning) => console.log(warningText(warning).title));
  const inside = await loadInline();
  inside.onError((error) => console.log(error instanceof MessageError, error.code === "truncated"));
  try {
    // @ts-expect-error no such venue
    plimsoll.openFeed("mtgox");
  } catch (error) {
    if (error instanceof InputError || error instanceof LoadError) console.log(error.message);
  }
  const drawn = (): string | null => {
    const state: RiskState = useRisk(account, { BTCUSDT: useMarket(market)?.markPrice ?? useMarket(analyzed)?.premiumIndex ?? "50000" });
    // @ts-expect-error there is an error or a risk
    if (state.error !== null) return state.risk.marginRatio;
    const lent = useRisk({ venue: "aave-v3", assets: [] }, {}).risk?.healthFactor.value ?? null;
    if (lent !== null) return lent.toFixed(1);
    return useWarnings(Math.random() > 0.5 ? watch : null)?.[0]?.severity ?? null;
  };
  console.log(drawn());
  return best ?? plimsoll.evaluate(account, {}).positions[0]!.liquidation.value;
}
`;

describe("in TypeScript", () => {
  it.each([
    ["bundler", { module: "esnext", moduleResolution: "bundler" }],
    ["nodenext", { module: "nodenext", moduleResolution: "nodenext" }],
  ])("types resolve and hold with %s", async (name, how) => {
    const typed = tarball.project(`typescript-${name}`, {
      "main.ts": consumer,
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          ...how, target: "es2022", lib: ["es2022", "dom"], types: [], strict: true, exactOptionalPropertyTypes: true,
          skipLibCheck: false, noEmit: true,
        },
        include: ["main.ts"],
      }),
    });
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    await run(process.execPath, [tsc, "-p", typed.folder]).catch(({ stdout }: { stdout: string }) => expect(stdout).toBe(""));
  });
});

describe("the package", () => {
  it("has nothing that publint would say", async () => {
    const pkg = JSON.parse(readFileSync(join(project.installed, "package.json"), "utf8")) as Record<string, unknown>;
    const { messages } = await publint({ pkgDir: project.installed, strict: true, pack: false });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it("has types that are not wrong", async () => {
    const attw = join(root, "node_modules/.bin/attw");
    // .attw.json says that this is ES modules only; whether anything is wrong is its exit code.
    const checked = run(attw, [tarball.path, "--no-color", "--no-emoji"], { cwd: root });
    await checked.catch(({ stdout }: { stdout: string }) => expect(stdout).toBe(""));
  });

  it("holds what users need and nothing else", () => {
    const files = readdirSync(project.installed, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(project.installed.length + 1));
    for (const needed of ["package.json", "LICENSE", "THIRD_PARTY_LICENSES", "dist/index.js", "dist/node.js",
      "dist/full.js", "dist/inline.js", "dist/messages/en.js", "dist/plimsoll.wasm", "dist/plimsoll-full.wasm", "dist/index.d.ts"]) {
      expect(files).toContain(needed);
    }
    const kinds = new Set(files.map((file) => file.replace(/^.*?(\.d\.ts|\.js|\.wasm|\.md|\.json|)$/, "$1")));
    expect([...kinds].sort()).toEqual(files.some((file) => file.endsWith(".md"))
      ? ["", ".d.ts", ".js", ".json", ".md", ".wasm"]
      : ["", ".d.ts", ".js", ".json", ".wasm"]);
    const { dependencies } = JSON.parse(readFileSync(join(project.installed, "package.json"), "utf8")) as { dependencies?: object };
    expect(dependencies).toBeUndefined();
  });
});
