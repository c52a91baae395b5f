import { byId, setText } from "../../../page/dom.ts";
import type { Results } from "../measure/results.ts";

const saidMs = 2_500;

/** The results for elsewhere: as text in the clipboard, or as a file. */
export class Offer {
  #results: Results | null = null;

  constructor() {
    byId("copy").addEventListener("click", () => void this.#copy());
    byId("download").addEventListener("click", () => this.#download());
  }

  of(results: Results): void {
    this.#results = results;
  }

  async #copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#text());
      this.#say("Copied");
    } catch {
      // Not on an insecure origin, and not where the user forbids it.
      this.#say("This browser does not let the page copy");
    }
  }

  #download(): void {
    const { engine } = this.#results!;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([this.#text()], { type: "application/json" }));
    link.download = `plimsoll-benchmark-${engine.name.toLowerCase()}-${engine.version}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  #text(): string {
    return `${JSON.stringify(this.#results, null, 2)}\n`;
  }

  #say(words: string): void {
    setText(byId("copy"), words);
    setText(byId("said"), `${words}.`);
    setTimeout(() => setText(byId("copy"), "Copy JSON"), saidMs);
  }
}
