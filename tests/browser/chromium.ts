import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const usual = ["/usr/bin/chromium", "/usr/bin/google-chrome"];

/** The browser that PLIMSOLL_CHROMIUM names (scripts/env.sh does), or a usual one. */
function chromiumPath(): string {
  const named = process.env["PLIMSOLL_CHROMIUM"];
  const path = named ? named : usual.find((candidate) => existsSync(candidate));
  if (path === undefined || !existsSync(path)) {
    throw new Error(`browser tests need Chromium, and there is none at ${path ?? usual.join(" or ")}: ` +
      "scripts/setup installs it, PLIMSOLL_CHROMIUM names another");
  }
  return path;
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath(),
    // Root needs --no-sandbox; the rest keeps the browser from calling home.
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}
