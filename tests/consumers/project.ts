// The packed tarball, installed as a user installs it, in folders of their own.

import { execFile, execFileSync } from "node:child_process";
import { createServer } from "node:http";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, extname, join, sep } from "node:path";
import { promisify } from "node:util";

export const root = join(import.meta.dirname, "../..");
const run = promisify(execFile);

/** What `npm publish` would send: dist/ as it is built now. */
export class Tarball {
  readonly folder: string;
  readonly path: string;

  /** Projects lie in a folder of their own, under one whose modules they find, if that is named. */
  constructor(parent = tmpdir(), packed = root) {
    this.folder = mkdtempSync(join(parent, "plimsoll-consumers-"));
    execFileSync("npm", ["pack", "--ignore-scripts", "--silent", "--pack-destination", this.folder], { cwd: packed });
    this.path = join(this.folder, readdirSync(this.folder).find((name) => name.endsWith(".tgz"))!);
  }

  /** A project with these files that depends on the package, and on what it shares with this one. */
  project(name: string, files: Readonly<Record<string, string>>, shared: readonly string[] = []): Project {
    const folder = join(this.folder, name);
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name, private: true, type: "module" }));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const quiet = ["--offline", "--no-audit", "--no-fund", "--ignore-scripts", "--silent"];
    execFileSync("npm", ["install", this.path, ...quiet], { cwd: folder });
    for (const module of shared) symlinkSync(join(root, "node_modules", module), join(folder, "node_modules", module));
    return new Project(folder);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class Project {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The package as it was installed. */
  get installed(): string {
    return join(this.folder, "node_modules/plimsoll");
  }

  /** What a Node script prints. It has to end by itself. */
  async node(...options: string[]): Promise<string> {
    const { stdout } = await run(process.execPath, options, { cwd: this.folder, timeout: 20_000 });
    return stdout.trim();
  }
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm",
};

export interface Site {
  readonly address: string;
  readonly requests: string[];
  close(): void;
}

/** Serves folders by their prefix, the longest first, with a policy for every answer. */
export async function serve(folders: Readonly<Record<string, string>>, policy: string): Promise<Site> {
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length);
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    requests.push(path);
    const prefix = prefixes.find((one) => path.startsWith(one));
    const file = prefix === undefined ? "" : join(folders[prefix]!, path.endsWith("/") ? "index.html" : path.slice(prefix.length));
    if (prefix === undefined || !file.startsWith(folders[prefix] + sep) || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "text/plain",
      "content-security-policy": policy,
    }).end(readFileSync(file));
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
