import type { Processes } from "../_runtime/processes/mod.ts";

/** Our end of a pipe that a child reads from; a descriptor until somebody writes to it asynchronously. */
export class WriteEnd {
  readonly #processes: Processes;
  #fd: number | undefined;
  #sink: WritableStream<Uint8Array> | undefined;
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #closed = false;

  constructor(processes: Processes, end: number | WritableStream<Uint8Array>) {
    this.#processes = processes;
    if (typeof end === "number") this.#fd = end;
    else this.#sink = end;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** The descriptor, while nobody has written asynchronously. */
  get fd(): number | undefined {
    return this.#fd;
  }

  /** Resolves when the bytes are in the pipe; rejects with EPIPE when nobody reads it any more. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#closed) throw new TypeError("stdin is closed");
    await this.#open().write(bytes);
  }

  /** Lets the child see the end. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (this.#fd !== undefined) return this.#closeFd();
    await this.#open().close();
  }

  /** The same at once, whatever is under way. */
  abandon(): void {
    if (this.#closed && this.#fd === undefined && this.#writer === undefined) return;
    this.#closed = true;
    if (this.#fd !== undefined) return this.#closeFd();
    this.#open().abort().catch(() => {});
  }

  #closeFd(): void {
    const fd = this.#fd!;
    this.#fd = undefined;
    this.#processes.libc()!.close(fd);
  }

  #open(): WritableStreamDefaultWriter<Uint8Array> {
    if (this.#writer === undefined) {
      this.#sink ??= this.#processes.writer(this.#fd!);
      this.#fd = undefined;
      this.#writer = this.#sink.getWriter();
      // Each write says it, too.
      this.#writer.closed.catch(() => {});
    }
    return this.#writer;
  }
}
