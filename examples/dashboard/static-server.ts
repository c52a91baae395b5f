import { readFile } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

export interface StaticServerOptions {
  /** Of the built page. */
  readonly folder: string;
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
 * What the page may do: nothing but its own files, the engine, and the exchanges it names.
 * `'wasm-unsafe-eval'` lets WebAssembly be compiled and nothing else.
 */
export function contentSecurityPolicy(exchangeUrl: string): string {
  const exchanges = [exchangeUrl, exchangeUrl.replace(/^http/, "ws"),
    "https://fapi.binance.com", "wss://fstream.binance.com"];
  return [
    "default-src 'self'",
    "script-src 'self' 'wasm-unsafe-eval'",
    `connect-src 'self' ${exchanges.join(" ")}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/**
 * Serves the built page on the loopback address, and tells it where the exchange is.
 *
 * @throws the system's error when the port is taken
 */
export async function serveFolder(options: StaticServerOptions): Promise<{ url: string; server: Server }> {
  const headers = {
    "content-security-policy": contentSecurityPolicy(options.exchangeUrl),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    void answer(response, pathname, options, headers);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port, "127.0.0.1", resolve);
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

async function answer(
  response: ServerResponse,
  path: string,
  { folder, exchangeUrl }: StaticServerOptions,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  if (path === "/settings.json") {
    response.writeHead(200, { ...headers, "content-type": "application/json" });
    response.end(JSON.stringify({ exchange: exchangeUrl }));
    return;
  }
  // A normal form that begins with / has no way up.
  const file = join(folder, normalize(path === "/" ? "/index.html" : path));
  try {
    const body = await readFile(file);
    response.writeHead(200, { ...headers, "content-type": types[extname(file)] ?? "application/octet-stream" });
    response.end(body);
  } catch {
    response.writeHead(404, { ...headers, "content-type": "text/plain" });
    response.end("There is no such file.");
  }
}
