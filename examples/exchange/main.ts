import { parseArgs } from "node:util";
import { startExchange } from "./exchange.ts";

const usage = `A simulated exchange on the loopback address, which speaks Binance USDⓈ-M's protocol.

  npm run exchange -- [options]

  --port N        where it listens; 0 lets the system choose          [8787]
  --seed N        which market it is                                  [1]
  --speed N       market seconds in a second                          [1]
  --activity N    how many times the usual number of orders           [1]
  --help          this text
`;

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "8787" },
    seed: { type: "string", default: "1" },
    speed: { type: "string", default: "1" },
    activity: { type: "string", default: "1" },
    help: { type: "boolean", default: false },
  },
});

if (values.help) {
  process.stdout.write(usage);
} else {
  const exchange = await startExchange({
    port: Number(values.port), seed: Number(values.seed), speed: Number(values.speed), activity: Number(values.activity),
  });
  process.stdout.write(`exchange: ${exchange.url}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void exchange.close());
}
