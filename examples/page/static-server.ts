import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

/** A built page and what it may ask for. */
export interface Site {
  /** Where it is served: "/" or "/calculator/". */
  readonly path: string;
  /** Of the built page. */
  readonly folder: string;
  /** What the page may connect to besides its own server: origins, of sockets too. */
  readonly connects: readonly string[];
}

export interface StaticServerOptions {
  /** A longer path goes before a shorter one. */
  readonly sites: readonly Site[];
  /** 0 lets the system choose */
  readonly port: number;
  /** Where the simulated exchange listens: `http://127.0.0.1:PORT` */
  readonly exchangeUrl: string;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/**
 * What a page may do: nothing but its own files, the engine, and the origins it names.
 * `'wasm-unsafe-eval'` lets WebAssembly be compiled and nothing else.
 */
export function contentSecurityPolicy(connects: readonly string[]): string {
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    ["connect-src 'self'", ...connects].join(" "),
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * Serves built pages on the loopback address, and tells them where the exchange is.
 *
 * @throws the system's error when the port is taken
 */
export async function serveSites(options: StaticServerOptions): Promise<{ url: string; server: Server }> {
  const server = createServer(siteAnswers(options));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

/** Answers a request for a file of a site; for a server that has more to say than they. */
export function siteAnswers(options: Omit<StaticServerOptions, "port">): (request: IncomingMessage, response: ServerResponse) => void {
  const sites = options.sites.toSorted((a, b) => b.path.length - a.path.length);
  return (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    void answer(response, pathname, { ...options, sites });
  };
}

function headersOf({ connects }: Pick<Site, "connects">): Record<string, string> {
  return {
    "content-security-policy": contentSecurityPolicy(connects),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
  };
}

async function answer(response: ServerResponse, path: string, { sites, exchangeUrl }: Omit<StaticServerOptions, "port">): Promise<void> {
  if (path === "/settings.json") {
    response.writeHead(200, { ...headersOf({ connects: [] }), "content-type": "application/json" });
    response.end(JSON.stringify({ exchange: exchangeUrl }));
    return;
  }
  // Without the last slash, addresses inside the page would lead beside it.
  if (sites.some((site) => site.path === `${path}/`)) {
    response.writeHead(308, { location: `${path}/` });
    response.end();
    return;
  }
  const site = sites.find((candidate) => path.startsWith(candidate.path));
  const inside = path.slice((site?.path.length ?? 1) - 1);
  // A normal form that begins with / has no way up.
  const file = join(site?.folder ?? "", normalize(inside === "/" ? "/index.html" : inside));
  try {
    if (site === undefined) throw new Error("no site");
    const body = await readFile(file);
    response.writeHead(200, { ...headersOf(site), "content-type": types[extname(file)] ?? "application/octet-stream" });
    response.end(body);
  } catch {
    response.writeHead(404, { ...headersOf({ connects: [] }), "content-type": "text/plain" });
    response.end("There is no such file.");
  }
}
