import { test } from "node:test";
import { Buffer } from "node:buffer";
import { fileURLToPath } from "node:url";
import { assertEquals, assertGreaterOrEqual } from "@std/assert";
import {
  CalledProcessError,
  DEVNULL,
  PIPE,
  run,
  type RunOptions,
  STDOUT,
} from "@weft/concurrency/subprocess";
import { type Case, cases } from "./against_python_cases.ts";
import { asynchronous, blocking, type Form, hasLibc, onBun } from "./run_support.ts";

type Outcome = Record<string, unknown>;

const hasPython = await run(["python3", "-c", ""], { stderr: DEVNULL })
  .then(({ returncode }) => returncode === 0, () => false);

async function byPython(): Promise<Outcome[]> {
  const script = fileURLToPath(new URL("./against_python.py", import.meta.url));
  const input = JSON.stringify(cases);
  const { stdout } = await run(["python3", script], {
    input,
    text: true,
    stdout: PIPE,
    check: true,
  });
  return JSON.parse(stdout!);
}

async function byUs(form: Form, { args, options = {} }: Case): Promise<Outcome> {
  const { input, merged, ...others } = options;
  const bytes = typeof input === "object" ? Uint8Array.from(input) : input;
  const ours: RunOptions = { ...others, stdout: PIPE, stderr: merged ? STDOUT : PIPE };
  if (input === undefined) ours.stdin = DEVNULL;
  else ours.input = bytes;
  let failed = false;
  let result;
  try {
    result = await form.run(args, ours);
  } catch (error) {
    if (!(error instanceof CalledProcessError)) {
      const { code, filename } = error as { code?: string; filename?: string };
      if (code === undefined) throw error;
      return { code, filename };
    }
    result = error;
    failed = true;
  }
  const { returncode, stdout, stderr } = result;
  return { failed, returncode, stdout: plain(stdout), stderr: plain(stderr) };
}

function plain(output: Uint8Array | string | null): unknown {
  return output instanceof Uint8Array ? Buffer.from(output).toString("latin1") : output;
}

test("17.5.1 against Python: there are enough cases", () => assertGreaterOrEqual(cases.length, 60));

for (const form of [asynchronous, blocking]) {
  test(
    `17.5.1 against Python: ${form.name} gives the same as subprocess.run`,
    { skip: !hasPython },
    async () => {
      const expected = await byPython();
      for (const [i, one] of cases.entries()) {
        // Deno can't give a program another name.
        if (one.options?.executable !== undefined && !hasLibc && !onBun) continue;
        assertEquals(await byUs(form, one), expected[i], JSON.stringify(one));
      }
    },
  );
}
