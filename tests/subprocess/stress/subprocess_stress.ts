// Much data, and many children of every kind. SEED repeats a run.

import { createHash } from "node:crypto";
import process from "node:process";
import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import {
  CalledProcessError,
  PIPE,
  Popen,
  run,
  runSync,
  TimeoutExpired,
} from "@weft/concurrency/subprocess";
import { randomSource } from "../../support/random.ts";
import { descriptors, until, zombies } from "../proc.ts";

const MIB = 1 << 20;
const BIG = 100 * MIB;

const hash = (bytes: Uint8Array) => createHash("sha1").update(bytes).digest("hex");

function noise(size: number, random: (below: number) => number): Uint8Array {
  const block = Uint8Array.from({ length: 99_991 }, () => random(256));
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += block.length) {
    bytes.set(block.subarray(0, Math.min(block.length, size - at)), at);
  }
  return bytes;
}

const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
const random = randomSource(seed);

for (const how of ["communicate", "communicateSync"] as const) {
  test(`stress: ${how} brings 100 MiB in and out, on both streams, interleaved (SEED=${seed})`, {
    timeout: 60_000,
  }, async () => {
    const input = noise(BIG, random);
    // Everything on both streams, interleaved as the system has it.
    const child = new Popen(["tee", "/dev/stderr"], { stdin: PIPE, stdout: PIPE, stderr: PIPE });
    const outputs = how === "communicate"
      ? await child.communicate(input)
      : child.communicateSync(input);
    assertEquals(child.returncode, 0);
    for (const output of outputs) {
      assertEquals(output!.length, BIG);
      assertEquals(hash(output!), hash(input));
    }
  });
}

interface Plan {
  readonly script: string;
  readonly input: string;
  readonly timeout: number | undefined;
  readonly returncode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function plan(): Plan {
  const signal = [1, 2, 9, 13, 15, 0, 0, 0, 0][random(9)]!;
  const code = random(3) === 0 ? 0 : random(256);
  const late = random(8) === 0;
  const [out, err] = [random(4) === 0 ? random(300_000) : random(300), random(2_000)];
  const input = "i".repeat(random(5) === 0 ? random(300_000) : random(300));
  const end = late ? "sleep 30" : signal > 0 ? `kill -${signal} $$` : `exit ${code}`;
  return {
    script:
      `${random(2) === 0 ? "cat" : "cat - /dev/null"}; head -c ${out} /dev/zero | tr '\\0' o; ` +
      `head -c ${err} /dev/zero | tr '\\0' e >&2; ${end}`,
    input,
    timeout: late ? 1 + random(300) : random(2) === 0 ? 60_000 : undefined,
    returncode: signal > 0 ? -signal : code,
    stdout: input + "o".repeat(out),
    stderr: "e".repeat(err),
  };
}

function check(expected: Plan, sync: boolean, end: unknown): void {
  const { timeout } = expected;
  const late = timeout !== undefined && timeout < 1000;
  const what = `${sync ? "runSync" : "run"} ${expected.script}: ${end}`;
  if (late) {
    assert(end instanceof TimeoutExpired, what);
    assert(expected.stdout.startsWith(end.stdout as string), what);
    assert(expected.stderr.startsWith(end.stderr as string), what);
    return;
  }
  if (expected.returncode !== 0) assert(end instanceof CalledProcessError, what);
  const { returncode, stdout, stderr } = end as CalledProcessError;
  assertEquals(returncode, expected.returncode, what);
  assert(stdout === expected.stdout && stderr === expected.stderr, `${what}: other output`);
}

async function children(count: number): Promise<void> {
  const options = { captureOutput: true, text: true, check: true } as const;
  const busy = new Set<Promise<void>>();
  for (let i = 0; i < count; i++) {
    const expected = plan();
    const { script, input, timeout } = expected;
    const sync = random(10) === 0;
    if (sync) {
      let end: unknown;
      try {
        end = runSync(["sh", "-c", script], { ...options, input, timeout });
      } catch (error) {
        end = error;
      }
      check(expected, true, end);
      continue;
    }
    if (busy.size >= 30) await Promise.race(busy);
    const checked = run(["sh", "-c", script], { ...options, input, timeout })
      .then((end) => end, (error: unknown) => error)
      .then((end) => {
        check(expected, false, end);
        busy.delete(checked);
      });
    busy.add(checked);
  }
  await Promise.all(busy);
}

test(
  `stress: 300 children of every kind are all accounted for, and nothing is left (SEED=${seed})`,
  {
    timeout: 120_000,
  },
  async () => {
    await run(["cat"], { input: "", captureOutput: true, text: true });
    const before = descriptors();
    await children(300);
    await until(() => zombies().length === 0, () => `no zombies, but ${zombies()}`);
    await until(() => descriptors() <= before, () => `${before} descriptors, not ${descriptors()}`);
  },
);
