import { byId, choose, chosen, element, setAttribute, setHidden, setText } from "../../../page/dom.ts";

/** Said aloud at every quarter, not at every lap. */
const saidEvery = 0.25;

/** What to measure, the button, and how far it is. */
export class Ask {
  readonly #file = byId<HTMLInputElement>("file");
  #said = 0;

  /** @param rounds  chosen at first; null is as index.html has it */
  constructor(rounds: number | null, { measure, stop }: { measure(): void; stop(): void }) {
    if (rounds !== null) chooseRounds(rounds);
    byId("ask").addEventListener("submit", (event) => {
      event.preventDefault();
      measure();
    });
    byId("stop").addEventListener("click", stop);
    byId("ask").addEventListener("change", () => {
      setHidden(byId("file-field"), chosen("source") !== "file");
      this.#complain("");
    });
  }

  rounds(): number {
    return Number(chosen("rounds"));
  }

  /** The chosen recording; null, and words about it, where one is wanted and not there. */
  file(): File | null {
    if (chosen("source") !== "file") return null;
    const file = this.#file.files?.[0] ?? null;
    if (file === null) {
      this.#complain("Choose a file.");
      this.#file.focus();
    }
    return file;
  }

  begin(): void {
    this.#said = 0;
    for (const input of document.querySelectorAll<HTMLInputElement>("#ask input")) input.disabled = true;
    setHidden(byId("stop"), false);
    byId("stop").focus();
    setHidden(byId("measure"), true);
    setHidden(byId("progress"), false);
    this.#write(0, "getting the messages");
    setText(byId("said"), "Measuring.");
  }

  /** @param done  0 to 1 */
  progress(done: number, what: string): void {
    this.#write(done, what);
    if (done < this.#said + saidEvery) return;
    this.#said = Math.floor(done / saidEvery) * saidEvery;
    setText(byId("said"), `${100 * this.#said} % measured.`);
  }

  /** @param words  about how it ended; empty where a notice says it */
  end(words: string): void {
    for (const input of document.querySelectorAll<HTMLInputElement>("#ask input")) input.disabled = false;
    setHidden(byId("measure"), false);
    if (document.activeElement === byId("stop")) byId("measure").focus();
    setHidden(byId("stop"), true);
    setHidden(byId("progress"), true);
    setText(byId("said"), words);
  }

  #write(done: number, what: string): void {
    byId<HTMLProgressElement>("bar").value = done;
    setText(byId("progress-text"), `${Math.floor(100 * done)} %: ${what}`);
  }

  #complain(words: string): void {
    setText(byId("file-error"), words);
    setAttribute(this.#file, "aria-invalid", words === "" ? null : "true");
  }
}

/** Another number than those offered is offered beside them. */
function chooseRounds(rounds: number): void {
  const value = String(rounds);
  if (document.querySelector(`#rounds input[value="${value}"]`) === null) {
    const input = element("input");
    Object.assign(input, { type: "radio", name: "rounds", value });
    byId("rounds").prepend(element("label", "", input, element("span", "", value, element("span", "hidden", " rounds"))));
  }
  choose("rounds", value);
}
