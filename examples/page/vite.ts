import { join } from "node:path";
import { build, defineConfig, type UserConfig } from "vite";

/**
 * How a page is built. "plimsoll" is found by name, as any consumer finds it: the package
 * refers to itself through its own exports, so what is tried here is what npm gets.
 *
 * @param root  the page's folder
 */
export function pageConfig(root: string): UserConfig {
  return defineConfig({
    root,
    base: "./",
    publicDir: join(import.meta.dirname, "public"),
    build: {
      emptyOutDir: true,
      target: "es2022",
      // A strict content security policy has no room for inline scripts or data: fonts.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
    },
  });
}

/**
 * Builds a page; dist/ of the package has to be there.
 *
 * @param root    the page's folder
 * @param folder  where it goes
 */
export async function buildPage(root: string, folder: string): Promise<void> {
  await build({
    configFile: join(root, "vite.config.ts"),
    logLevel: "warn",
    build: { outDir: folder },
  });
}
