// dist/ from web/src and build/wasm: one bundle and one set of types for each entry.
//
// Bundles are minified and share no chunks: an application imports one of them, and a
// file more is a request more. Only plimsoll/react stands on another, plimsoll/margin.
// tsc looks at types only, esbuild only strips them.

import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { writeTableModules } from "./table-modules.js";

const root = join(import.meta.dirname, "..");
const wasm = join(root, "build/wasm/wasm");
const generated = join(root, "web/src/generated");
const dist = join(root, "dist");
const entries = ["index", "node", "full", "full-node", "inline", "margin", "accounts", "formulas", "holdings", "connect", "react", "messages/en"];

/** The newest change under a folder, in ms; 0 when it is not there. */
function changed(path) {
  if (!existsSync(path) || path === generated) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => changed(join(path, name))));
}

const sources = ["web/src", "web/tables", "build/wasm/wasm", "scripts/build-web.js", "scripts/table-modules.js",
  "tsconfig.json", "tsconfig.build.json", "package.json", "package-lock.json"];
const newest = Math.max(...sources.map((path) => changed(join(root, path))));
const stamp = join(root, "build/web.stamp");
mkdirSync(join(root, "build"), { recursive: true });
if (existsSync(dist) && changed(stamp) > newest) process.exit();

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
for (const name of ["plimsoll.wasm", "plimsoll-full.wasm"]) cpSync(join(wasm, name), join(dist, name));

// What the wasm build made for TypeScript: the engines, and where the fields of an answer stand.
mkdirSync(generated, { recursive: true });
for (const name of ["plimsoll-full.wasm", "margin.wasm", "formulas.wasm", "holdings.wasm", "layout.ts"]) {
  cpSync(join(wasm, name), join(generated, name));
}

// So short that it is read as it is, by Node and by whoever bundles our sources.
const copier = readFileSync(join(wasm, "string_copier.wasm")).join(", ");
writeFileSync(join(generated, "string-copier.ts"),
  `// wasm/string_copier.wat\nexport const bytes = Uint8Array.of(${copier});\n`);

/**
 * A wasm file inside a script: each byte a character, 40 further on, so that nearly all of
 * them are written as they are and none is a control character. Packed it takes a sixth less
 * than base64, which hides from brotli where a byte begins. A module's text is UTF-8 always.
 */
const wasmAsText = {
  name: "wasm as text",
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.wasm$/ }, ({ path }) => {
      const text = Array.from(readFileSync(path), (byte) => String.fromCharCode(byte + 40)).join("");
      return {
        contents: `const text = ${JSON.stringify(text)};
          export default () => {
            const bytes = new Uint8Array(text.length);
            for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i) - 40;
            return bytes;
          };`,
      };
    }),
};

// The hooks use the margin engine by its published name: a page that has both has it once.
const marginOutside = {
  name: "margin outside",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.\/margin\.js$/ }, () => ({ path: "./margin.js", external: true })),
};

await build({
  absWorkingDir: root,
  entryPoints: entries.map((entry) => `web/src/${entry}.ts`),
  outbase: "web/src",
  outdir: "dist",
  bundle: true,
  charset: "utf8",
  format: "esm",
  target: "es2022",
  minify: true,
  lineLimit: 2000, // of which Node prints the one in which something was thrown
  legalComments: "none",
  external: ["node:*", "react", "./plimsoll.wasm", "./plimsoll-full.wasm"],
  plugins: [wasmAsText, marginOutside],
  logLevel: "warning",
});

const types = spawnSync(process.execPath,
  [join(root, "node_modules/typescript/bin/tsc"), "-p", "tsconfig.build.json"],
  { cwd: root, stdio: "inherit" });
if (types.status !== 0) process.exit(types.status ?? 1);

// Sources import "./feed.ts", as Node and bundlers read them; types are published for
// "./feed.js", which every TypeScript setting resolves.
for (const name of readdirSync(dist, { recursive: true })) {
  if (!name.endsWith(".d.ts")) continue;
  const path = join(dist, name);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, text.replace(/(["']\.{1,2}\/[^"']+)\.ts(["'])/g, "$1.js$2"));
}

writeTableModules(join(root, "web/tables"), join(dist, "tables"));
writeFileSync(stamp, "");
