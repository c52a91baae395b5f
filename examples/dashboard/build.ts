import type { Site } from "../page/static-server.ts";
import { buildPage } from "../page/vite.ts";
import { listed } from "./src/data/venues.ts";

/** @param folder  where the built page goes */
export async function buildDashboard(folder: string): Promise<void> {
  await buildPage(import.meta.dirname, folder);
}

/** The built dashboard, which may call the simulated exchange and every venue that it lists. */
export function dashboardSite(folder: string, exchangeUrl: string): Site {
  const venues = new Set(listed.flatMap(({ origins }) => origins));
  return { path: "/", folder, connects: [exchangeUrl, exchangeUrl.replace(/^http/, "ws"), ...venues] };
}
