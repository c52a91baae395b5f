import axe from "axe-core";
import type { Page } from "playwright-core";

/** A page, and what went on behind it while a test used it. */
export class WatchedPage {
  readonly page: Page;
  /** Errors on the console, uncaught ones, and violations of the content security policy. */
  readonly problems: string[] = [];
  /** Of everything that was asked for, sockets too. */
  readonly hosts = new Set<string>();

  constructor(page: Page) {
    this.page = page;
    page.on("console", (message) => {
      if (message.type() === "error" || message.type() === "warning") this.problems.push(message.text());
    });
    page.on("pageerror", (error) => this.problems.push(String(error)));
    page.on("request", (request) => this.hosts.add(new URL(request.url()).hostname));
    page.on("websocket", (socket) => this.hosts.add(new URL(socket.url()).hostname));
  }

  async text(selector: string): Promise<string> {
    return (await this.page.textContent(selector))?.trim() ?? "";
  }

  /** What axe finds fault with. */
  async violations(): Promise<string[]> {
    await this.page.evaluate(axe.source);
    const { violations } = await this.page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run(document));
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${String(target)} ${failureSummary ?? ""}`));
  }
}
