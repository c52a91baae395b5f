import { join } from "node:path";
import { build } from "vite";

/**
 * Builds the page; dist/ of the package has to be there.
 *
 * @param folder  where it goes
 */
export async function buildDashboard(folder: string): Promise<void> {
  await build({
    configFile: join(import.meta.dirname, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir: folder },
  });
}
