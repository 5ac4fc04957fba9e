import type { Processes } from "../_runtime/processes/mod.ts";
import { dropAlive, holdAlive } from "../_sync/keep_alive.ts";
import { turn } from "./turn.ts";

/**
 * Our end of a pipe that a child writes to: a descriptor until somebody reads it asynchronously, from then on a stream of
 * the runtime's. Where there is no C library it is a stream from the start.
 */
export class ReadEnd {
  readonly #processes: Processes;
  readonly #ofRuntime: boolean;
  #fd: number | undefined;
  #source: ReadableStream<Uint8Array> | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #reading: Promise<Uint8Array | undefined> | undefined;
  #over = false;

  constructor(processes: Processes, end: number | ReadableStream<Uint8Array>) {
    this.#processes = processes;
    this.#ofRuntime = typeof end !== "number";
    if (typeof end === "number") this.#fd = end;
    else this.#source = end;
  }

  /** Whether nothing more comes of it. */
  get over(): boolean {
    return this.#over;
  }

  /** The descriptor, while nobody has read asynchronously. */
  get fd(): number | undefined {
    return this.#fd;
  }

  /** Gives the descriptor away, to be closed by somebody else; nothing more comes of this end. */
  takeFd(): number | undefined {
    const fd = this.#fd;
    if (fd === undefined) return undefined;
    this.#fd = undefined;
    this.#over = true;
    return fd;
  }

  /** Gives the stream away where there is no descriptor. */
  takeSource(): ReadableStream<Uint8Array> | undefined {
    const source = this.#reader === undefined ? this.#source : undefined;
    if (source !== undefined) this.#over = true;
    this.#source = undefined;
    return source;
  }

  /** What has been given away comes back. */
  giveBack(end: number | ReadableStream<Uint8Array>): void {
    if (typeof end === "number") this.#fd = end;
    else this.#source = end;
    this.#over = false;
  }

  /**
   * The next bytes; undefined at the end. What is under way serves whoever asks next, so that nobody who has stopped
   * waiting takes anything along.
   */
  read(): Promise<Uint8Array | undefined> {
    if (this.#over && this.#reading === undefined) return Promise.resolve(undefined);
    return this.#reading ??= this.#next();
  }

  /** The bytes of that read have been used. */
  used(): void {
    this.#reading = undefined;
  }

  /** Lets go of the pipe. */
  close(): void {
    this.#over = true;
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) return this.#processes.libc()!.close(fd);
    const closed = this.#reader === undefined ? this.#source?.cancel() : this.#reader.cancel();
    // It may have ended badly before, which nobody wants to know any more.
    closed?.catch(() => {});
  }

  async #next(): Promise<Uint8Array | undefined> {
    // A child that nobody waits for does not let its own streams be waited for on Deno.
    if (this.#ofRuntime) holdAlive();
    try {
      const reader = this.#open();
      await turn();
      const { done, value } = await reader.read();
      if (!done) return value;
      this.#over = true;
      return undefined;
    } finally {
      if (this.#ofRuntime) dropAlive();
    }
  }

  #open(): ReadableStreamDefaultReader<Uint8Array> {
    if (this.#reader === undefined) {
      this.#source ??= this.#processes.reader(this.#fd!);
      this.#fd = undefined;
      this.#reader = this.#source.getReader();
    }
    return this.#reader;
  }
}
