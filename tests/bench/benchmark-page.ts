// examples/benchmark as `npm start` serves it, with recordings beside it.

import { mkdtemp, rm } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { benchmarkSite, buildBenchmark } from "../../examples/benchmark/build.ts";
import type { Served, ServedRecordings } from "../../examples/benchmark/src/sources.ts";
import { siteAnswers } from "../../examples/page/static-server.ts";
import type { MeasuringPage } from "./browsers.ts";
import { type RecordingFile, recordedBytes } from "./recordings.ts";

/** The built page that measures at once, and what takes it away again. */
export interface BenchmarkPage extends MeasuringPage {
  remove(): Promise<void>;
}

/**
 * @param main    what is measured; null lets the page simulate everything
 * @param venues  recordings for the decoder
 */
export async function benchmarkPage(main: RecordingFile | null, venues: readonly RecordingFile[], rounds: number): Promise<BenchmarkPage> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-benchmark-"));
  await buildBenchmark(folder);
  const { path: base } = benchmarkSite(folder);
  const files = [...(main === null ? [] : [main]), ...venues];
  const served = files.map(({ venue, name }, i): Served => ({ venue, name, url: `recordings/${i}` }));
  const list: ServedRecordings = { main: main === null ? null : served[0]!, venues: main === null ? served : served.slice(1) };
  const ofSite = siteAnswers({ sites: [benchmarkSite(folder)], exchangeUrl: "" });
  const say = (response: ServerResponse, type: string, body: string | Uint8Array) =>
    response.writeHead(200, { "content-type": type }).end(body);
  return {
    address: `${base}?report&rounds=${rounds}`,
    answer: (request, response) => {
      const { pathname } = new URL(request.url ?? "/", "http://localhost");
      const file = pathname.startsWith(`${base}recordings/`) ? files[Number(pathname.slice(`${base}recordings/`.length))] : undefined;
      if (pathname === `${base}recordings.json`) say(response, "application/json", JSON.stringify(list));
      else if (file !== undefined) say(response, "application/octet-stream", recordedBytes(file.path));
      else ofSite(request, response);
    },
    remove: () => rm(folder, { recursive: true }),
  };
}
