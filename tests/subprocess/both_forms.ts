// Both forms of run, for what must hold in each.
import { assertEquals } from "@std/assert";
import {
  type Args,
  type CompletedProcess,
  run,
  type RunOptions,
  runSync,
} from "@weft/concurrency/subprocess";

export type Options = Omit<RunOptions, "signal">;
export type Form = (args: Args, options: Options) => Promise<CompletedProcess<string | Uint8Array>>;
export const FORMS: readonly Form[] = [
  (args, options) => run(args, options),
  // deno-lint-ignore require-await
  async (args, options) => runSync(args, options),
];

/** What a script says, run by each form. */
export async function says(script: string, options: Options = {}): Promise<string[]> {
  const all = { captureOutput: true, text: true, ...options } as const;
  const ends = [await run(["sh", "-c", script], all), runSync(["sh", "-c", script], all)];
  return ends.map(({ stdout, stderr, returncode }) => {
    assertEquals([stderr, returncode], ["", 0]);
    return stdout as string;
  });
}
