import type { Site } from "../page/static-server.ts";
import { buildPage } from "../page/vite.ts";

/** @param folder  where the built page goes */
export async function buildBenchmark(folder: string): Promise<void> {
  await buildPage(import.meta.dirname, folder);
}

/** The built benchmark, which asks nobody. */
export function benchmarkSite(folder: string): Site {
  return { path: "/benchmark/", folder, connects: [] };
}
