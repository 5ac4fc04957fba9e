// What communicate() gives and takes: the input that is still to be written, and the output that has come. It goes on
// where it stood when it is called again after a timeout.

import { Collected } from "./collected.ts";
import type { TimeoutExpired } from "./errors.ts";
import { expired } from "./expired.ts";
import type { Args } from "./options.ts";
import type { ReadEnd } from "./read_end.ts";
import type { TextMode } from "./text_mode.ts";
import type { WriteEnd } from "./write_end.ts";

/** An output of a child, and what has come of it. */
export interface Output {
  readonly end: ReadEnd;
  readonly collected: Collected;
}

/** The streams of one child. */
export class Exchange {
  readonly stdin: WriteEnd | undefined;
  readonly stdout: Output | undefined;
  readonly stderr: Output | undefined;
  /** What of the input is still to be written. */
  input: Uint8Array;
  #running: Promise<void> | undefined;

  constructor(
    input: Uint8Array,
    stdin: WriteEnd | undefined,
    stdout: ReadEnd | undefined,
    stderr: ReadEnd | undefined,
    text: TextMode | undefined,
    inBlocks: boolean,
  ) {
    this.input = input;
    this.stdin = stdin;
    this.stdout = stdout && { end: stdout, collected: new Collected(text, inBlocks) };
    this.stderr = stderr && { end: stderr, collected: new Collected(text, inBlocks) };
  }

  /** Resolves when everything is written, or nobody reads it, and all output has come. */
  run(): Promise<void> {
    return this.#running ??= Promise.all([
      this.#write(),
      collect(this.stdout),
      collect(this.stderr),
    ]).then(() => {});
  }

  /** All that has come, at the end. */
  results(): [stdout: Uint8Array | string | null, stderr: Uint8Array | string | null] {
    return [this.stdout?.collected.all() ?? null, this.stderr?.collected.all() ?? null];
  }

  /** What has come, where it is bytes, as it has come. */
  pieces(): [stdout: readonly Uint8Array[] | null, stderr: readonly Uint8Array[] | null] {
    return [this.stdout?.collected.pieces ?? null, this.stderr?.collected.pieces ?? null];
  }

  /** The error at a deadline, with what has come until now. */
  expired(args: Args, timeout: number): TimeoutExpired {
    return expired(args, timeout, this.stdout?.collected.part(), this.stderr?.collected.part());
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

async function collect(output: Output | undefined): Promise<void> {
  if (output === undefined) return;
  const { end, collected } = output;
  for (;;) {
    const bytes = await end.read();
    end.used();
    if (bytes === undefined) return;
    collected.add(bytes);
  }
}

/** Whether the reader of a pipe has gone. */
export function isBrokenPipe(error: unknown): boolean {
  const { code, name } = error as { code?: string; name?: string };
  return code === "EPIPE" || code === "ECONNRESET" || name === "BrokenPipe";
}
