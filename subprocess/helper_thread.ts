// The blocking forms where the C library can't be called: a thread runs the asynchronous form, and this one waits for it.
//
//   this thread ── options, all in bytes ──▶ helper: run until the end or the deadline
//               ◀── status, pieces of output ──
//
// The pieces are moved, not copied, and joined or decoded here: hundreds of megabytes would make it late.

import { ThreadPoolExecutor } from "../concurrent/futures/mod.ts";
import { task } from "../_transfer/task.ts";
import { transfer } from "../_transfer/transfer.ts";
import { Collected, FEW, type Part } from "./collected.ts";
import { CompletedProcess } from "./completed_process.ts";
import { expired } from "./expired.ts";
import type { Args, RunOptions } from "./options.ts";
import { steps } from "./popen.ts";
import { carryOut } from "./run.ts";
import { encodeInput, type TextMode, textModeOf } from "./text_mode.ts";

type Pieces = readonly Uint8Array[];

interface Outcome {
  /** Undefined: the deadline has passed. */
  readonly returncode: number | undefined;
  readonly stdout: Pieces | null;
  readonly stderr: Pieces | null;
}

const runThere = task(
  import.meta,
  async (args: Args, options: RunOptions, asked: number): Promise<Outcome> => {
    const timeout = timeLeft(options.timeout, asked);
    const { child, ended } = await carryOut(args, { ...options, timeout }, true);
    const [stdout, stderr] = steps.pieces(child);
    const buffers = new Set([...stdout ?? [], ...stderr ?? []].map(({ buffer }) => buffer));
    const returncode = ended ? child.returncode! : undefined;
    return transfer({ returncode, stdout, stderr }, [...buffers] as ArrayBuffer[]);
  },
);

// A new thread may take a hundred milliseconds to begin, which are the caller's; but the child gets half of its time.
function timeLeft(timeout: number | undefined, asked: number): number | undefined {
  if (timeout === undefined) return undefined;
  // Threads agree on the time of day alone, which somebody may have set meanwhile.
  const spent = Math.min(Math.max(0, timeOfDay() - asked), timeout / 2);
  return timeout - spent;
}

function timeOfDay(): number {
  return performance.timeOrigin + performance.now();
}

/** Runs the program in another thread; the options are checked. */
export function runElsewhere(
  args: Args,
  options: RunOptions,
): CompletedProcess<Uint8Array | string> {
  const mode = textModeOf(options);
  const { text: _1, universalNewlines: _2, encoding: _3, errors: _4, ...rest } = options;
  const input = rest.input === undefined ? undefined : encodeInput(rest.input, mode, "runSync");
  const { returncode, stdout, stderr } = outcomeOf(args, { ...rest, input });
  if (returncode === undefined) {
    throw expired(args, options.timeout!, partOf(stdout, mode), partOf(stderr, mode));
  }
  const all = (pieces: Pieces | null) => pieces === null ? null : collected(pieces, mode).all();
  const completed = new CompletedProcess(args, returncode, all(stdout), all(stderr));
  if (options.check) completed.checkReturncode();
  return completed;
}

function outcomeOf(args: Args, options: RunOptions): Outcome {
  const pool = new ThreadPoolExecutor(1);
  try {
    return pool.submit(runThere, args, options, timeOfDay()).resultSync();
  } finally {
    void pool.shutdown({ wait: false });
  }
}

function collected(pieces: Pieces, mode: TextMode | undefined): Collected {
  const output = new Collected(mode);
  for (const piece of pieces) output.add(piece);
  return output;
}

function partOf(pieces: Pieces | null, mode: TextMode | undefined): Part | undefined {
  if (pieces === null) return undefined;
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  return { get: () => collected(pieces, mode).part().get(), costly: size > FEW };
}
