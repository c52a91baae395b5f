import { join } from "node:path";
import { parseArgs } from "node:util";

import { benchmarkSite, buildBenchmark } from "../benchmark/build.ts";
import { buildCalculator, calculatorSite } from "../calculator/build.ts";
import { startExchange } from "../exchange/exchange.ts";
import { serveSites } from "../page/static-server.ts";
import { buildDashboard, dashboardSite } from "./build.ts";

const usage = `The dashboard with a simulated exchange behind it, the calculator and the benchmark, on the
loopback address.

  npm start -- [options]

  --port N            of the pages; the next free one when it is taken       [5080]
  --exchange-port N   of the exchange; likewise                             [8787]
  --seed N            which market it is                                    [1]
  --speed N           market seconds in a second                            [1]
  --help              this text
`;

/** How many ports are tried before the system may choose one. */
const tries = 10;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string", default: "5080" },
      "exchange-port": { type: "string", default: "8787" },
      seed: { type: "string", default: "1" },
      speed: { type: "string", default: "1" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const market = { seed: number("seed", values.seed), speed: number("speed", values.speed) };
  const exchangePort = number("exchange-port", values["exchange-port"]);
  const pagePort = number("port", values.port);
  const folder = join(import.meta.dirname, "dist");
  const calculatorFolder = join(import.meta.dirname, "../calculator/dist");
  const benchmarkFolder = join(import.meta.dirname, "../benchmark/dist");
  const [exchange] = await Promise.all([
    onFreePort(exchangePort, (port) => startExchange({ ...market, port })),
    buildDashboard(folder),
    buildCalculator(calculatorFolder),
    buildBenchmark(benchmarkFolder),
  ]);
  const sites = [dashboardSite(folder, exchange.url), calculatorSite(calculatorFolder), benchmarkSite(benchmarkFolder)];
  const page = await onFreePort(pagePort, (port) => serveSites({ sites, port, exchangeUrl: exchange.url }));
  // Each address ends its line, so that a terminal and a script find where it ends.
  process.stdout.write(`\nPlimsoll is at    ${page.url}\nits calculator at ${page.url}calculator/\nits benchmark at  ${page.url}benchmark/\n(Ctrl-C stops them)\n`);

  const stop = () => {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    page.server.close();
    page.server.closeAllConnections();
    void exchange.close();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

/** The asked port, one of those after it when it is taken, or at last any. */
async function onFreePort<T>(asked: number, listen: (port: number) => Promise<T>): Promise<T> {
  for (let port = asked; port < asked + tries && port < 65_536; ++port) {
    try {
      return await listen(port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    }
  }
  return listen(0);
}

function number(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0)) throw new Error(`--${name}: ${text} is no number`);
  return value;
}

await main().catch((error: unknown) => {
  process.stderr.write(`start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
