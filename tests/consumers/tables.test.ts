// What the package exports of margin tables: nothing while web/tables is empty, and each
// snapshot as soon as one lies there. Tables of our own stand in for a venue's.

import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportTables } from "../../scripts/tables/export.ts";
import { run as takeTables } from "../../scripts/tables/run.ts";
import { TierServer } from "../web/tier-server.ts";
import { type Project, root, Tarball } from "./project.ts";

const run = promisify(execFile);

it("this package exports tables exactly when it has some", () => {
  const folder = join(root, "web/tables");
  const snapshots = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { exports: object };
  expect("./tables/*" in exports).toBe(snapshots.length > 0);
});

describe("with snapshots of two venues", () => {
  let stage: string;
  let tarball: Tarball;
  let project: Project;

  beforeAll(async () => {
    stage = mkdtempSync(join(tmpdir(), "plimsoll-staged-"));
    for (const name of ["package.json", "LICENSE", "THIRD_PARTY_LICENSES", "CHANGELOG.md", "README.md", "dist"]) {
      cpSync(join(root, name), join(stage, name), { recursive: true });
    }
    const server = await TierServer.open();
    const outcomes = await takeTables({
      venues: ["gate", "okx"], files: new Map(), folder: join(stage, "web/tables"), date: "2026-11-24", at: server.address,
      fewer: false, timeoutMs: 20_000, attempts: 1, pauseMs: 0,
    });
    server.close();
    expect(outcomes.map(({ state }) => state)).toEqual(["written", "written"]);
    // As scripts/build-web.js does. A script has no types, so it is imported by its path.
    const { writeTableModules } = (await import(join(root, "scripts/table-modules.js"))) as
      { writeTableModules(snapshots: string, folder: string): void };
    writeTableModules(join(stage, "web/tables"), join(stage, "dist/tables"));
    exportTables(join(stage, "package.json"));
    tarball = new Tarball(tmpdir(), stage);
    project = tarball.project("tables", {
      "main.js": `
import { evaluate } from "plimsoll/margin";
import { date, source, tables } from "plimsoll/tables/gate";
const position = { symbol: "C000_USDT", side: "long", quantity: 15, entryPrice: 50_000, mode: "isolated", posted: 1e6 };
const { positions: [{ maintenanceMargin }] } = evaluate({ venue: "gate", positions: [position], tables, takerFeeRate: 0 }, { C000_USDT: 50_000 });
console.log(JSON.stringify([Object.keys(tables).length, date, source, maintenanceMargin.value, maintenanceMargin.tableDate]));`,
      "none.js": `import("plimsoll/tables/kucoin").catch(({ code }) => console.log(code));`,
      "main.ts": `
import { type Account, evaluate, type MarginTable } from "plimsoll/margin";
import { date, tables } from "plimsoll/tables/okx";
const account: Account = { venue: "okx", positions: [], tables };
export const table: MarginTable | undefined = tables["BTC-USDT"];
export const told: string = date + table!.date! + evaluate(account, {}).positions.length;
// @ts-expect-error no snapshot of it
import "plimsoll/tables/kucoin";`,
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          module: "nodenext", moduleResolution: "nodenext", target: "es2022", lib: ["es2022", "dom"], types: [], strict: true,
          exactOptionalPropertyTypes: true, noUncheckedSideEffectImports: true, skipLibCheck: false, noEmit: true,
        },
        include: ["main.ts"],
      }),
    });
  });

  afterAll(() => {
    tarball?.remove();
    rmSync(stage, { recursive: true, force: true });
  });

  it("they are imported by the venue's name, and evaluate says how old they are", async () => {
    const page = "https://www.gate.com/docs/developers/apiv4/en/#query-risk-limit-tiers";
    expect(JSON.parse(await project.node("main.js"))).toEqual([231, "2026-11-24", page, 750_000 * 0.01 - 2_500, "2026-11-24"]);
  });

  it("one that is not there cannot be imported", async () => {
    expect(await project.node("none.js")).toBe("ERR_MODULE_NOT_FOUND");
  });

  it("they have types, and the package nothing that publint or attw would say", async () => {
    const tsc = join(root, "node_modules/typescript/bin/tsc");
    await run(process.execPath, [tsc, "-p", project.folder]).catch(({ stdout }: { stdout: string }) => expect(stdout).toBe(""));
    const { messages } = await publint({ pkgDir: project.installed, strict: true, pack: false });
    expect(messages).toEqual([]);
    const attw = join(root, "node_modules/.bin/attw");
    await run(attw, [tarball.path, "--no-color", "--no-emoji"], { cwd: root }).catch(({ stdout }: { stdout: string }) => expect(stdout).toBe(""));
  });

  it("to export them again changes nothing", () => {
    const path = join(stage, "package.json");
    const before = readFileSync(path, "utf8");
    exportTables(path);
    expect(readFileSync(path, "utf8")).toBe(before);
    const names = Object.keys((JSON.parse(before) as { exports: object }).exports);
    expect(names.slice(-2)).toEqual(["./tables/*", "./package.json"]);
  });
});
