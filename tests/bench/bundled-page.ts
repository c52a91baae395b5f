import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import type { MeasuringPage } from "./browsers.ts";
import { root } from "./recordings.ts";

/**
 * A page that is one script.
 *
 * @param entry    below tests/bench
 * @param modules  of the package as it ships: name in an import, file in dist. Not bundled again.
 */
export async function bundledPage(entry: string, modules: Readonly<Record<string, string>>, rounds: number): Promise<MeasuringPage> {
  const addresses = Object.entries(modules).map(([name, file]) => [name, `/dist/${file}`] as const);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`tests/bench/${entry}`],
    bundle: true,
    format: "esm",
    target: "es2022",
    write: false,
    alias: Object.fromEntries(addresses),
    external: addresses.map(([, address]) => address),
  });
  const script = outputFiles[0]!.text;
  return {
    address: `/?rounds=${rounds}`,
    answer: (request, response) => {
      const path = new URL(request.url ?? "/", "http://localhost").pathname;
      const say = (type: string, body: string | Uint8Array) => response.writeHead(200, { "content-type": type }).end(body);
      if (path === "/") say("text/html", '<!doctype html><script type="module" src="/page.js"></script>');
      else if (path === "/page.js") say("text/javascript", script);
      else if (/^\/dist\/[\w-]+\.(js|wasm)$/.test(path)) {
        say(path.endsWith(".js") ? "text/javascript" : "application/wasm", readFileSync(join(root, path)));
      } else response.writeHead(404).end();
    },
  };
}
