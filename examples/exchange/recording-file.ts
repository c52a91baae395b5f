import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { createGzip } from "node:zlib";

/** A file for lines, packed when its name ends in `.gz`. */
export class RecordingFile {
  readonly #head: NodeJS.WritableStream;
  readonly #done: Promise<void>;
  readonly #failure: Promise<void>;

  constructor(path: string) {
    const file = createWriteStream(path);
    if (path.endsWith(".gz")) {
      const packer = createGzip();
      packer.pipe(file);
      this.#head = packer;
    } else {
      this.#head = file;
    }
    this.#done = finished(file);
    this.#failure = this.#done.catch(() => undefined);
  }

  /** False when the disk is behind; `drained` then tells when it has caught up. */
  write(line: string): boolean {
    return this.#head.write(`${line}\n`);
  }

  async drained(): Promise<void> {
    await Promise.race([new Promise<void>((resolve) => this.#head.once("drain", resolve)), this.#failure]);
  }

  /** @throws the system's error when the file could not be written */
  async close(): Promise<void> {
    this.#head.end();
    await this.#done;
  }
}
