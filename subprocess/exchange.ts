// What communicate() gives and takes: the input that is still to be written, and the output that has come. It goes on
// where it stood when it is called again after a timeout.

import { Collected } from "./collected.ts";
import type { ReadEnd } from "./read_end.ts";
import type { TextMode } from "./text_mode.ts";
import type { WriteEnd } from "./write_end.ts";

/** The streams of one child. */
export class Exchange {
  readonly stdin: WriteEnd | undefined;
  readonly stdout: Collected | undefined;
  readonly stderr: Collected | undefined;
  /** What of the input is still to be written. */
  input: Uint8Array;
  #running: Promise<void> | undefined;

  constructor(
    input: Uint8Array,
    stdin: WriteEnd | undefined,
    stdout: ReadEnd | undefined,
    stderr: ReadEnd | undefined,
    text: TextMode | undefined,
  ) {
    this.input = input;
    this.stdin = stdin;
    this.stdout = stdout && new Collected(stdout, text);
    this.stderr = stderr && new Collected(stderr, text);
  }

  /** Resolves when everything is written, or nobody reads it, and all output has come. */
  run(): Promise<void> {
    return this.#running ??= Promise.all([
      this.#write(),
      collect(this.stdout),
      collect(this.stderr),
    ]).then(() => {});
  }

  async #write(): Promise<void> {
    const { stdin } = this;
    if (stdin === undefined || stdin.closed) return;
    try {
      while (this.input.length > 0) {
        const piece = this.input.subarray(0, PIECE);
        await stdin.write(piece);
        this.input = this.input.subarray(piece.length);
      }
      await stdin.close();
    } catch (error) {
      // The child need not read all that it could.
      if (!isBrokenPipe(error)) throw error;
      stdin.abandon();
    }
  }
}

/** Bytes that are written at once. */
const PIECE = 1 << 16;

async function collect(output: Collected | undefined): Promise<void> {
  if (output === undefined) return;
  const { end } = output;
  for (;;) {
    const bytes = await end.read();
    end.used();
    if (bytes === undefined) return;
    output.add(bytes);
  }
}

/** Whether the reader of a pipe has gone. */
export function isBrokenPipe(error: unknown): boolean {
  const { code, name } = error as { code?: string; name?: string };
  return code === "EPIPE" || code === "ECONNRESET" || name === "BrokenPipe";
}
