import type { Site } from "../page/static-server.ts";
import { buildPage } from "../page/vite.ts";

/** @param folder  where the built page goes */
export async function buildDashboard(folder: string): Promise<void> {
  await buildPage(import.meta.dirname, folder);
}

/** The built dashboard, which listens to the simulated exchange and to Binance. */
export function dashboardSite(folder: string, exchangeUrl: string): Site {
  return {
    path: "/",
    folder,
    connects: [exchangeUrl, exchangeUrl.replace(/^http/, "ws"), "https://fapi.binance.com", "wss://fstream.binance.com"],
  };
}
