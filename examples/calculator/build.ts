import type { Site } from "../page/static-server.ts";
import { buildPage } from "../page/vite.ts";
import { endpointOrigins } from "./src/venues/index.ts";

/** @param folder  where the built page goes */
export async function buildCalculator(folder: string): Promise<void> {
  await buildPage(import.meta.dirname, folder);
}

/** The built calculator, which asks a venue for its brackets when somebody wants that. */
export function calculatorSite(folder: string): Site {
  return { path: "/calculator/", folder, connects: endpointOrigins };
}
