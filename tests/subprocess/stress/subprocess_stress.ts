// deno run -A subprocess_stress.ts [rounds] [seed], or bun run …: much data, and many children of every kind.

import { createHash } from "node:crypto";
import process from "node:process";
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

async function large(random: (below: number) => number): Promise<void> {
  const input = noise(BIG, random);
  // Everything on both streams, interleaved as the system has it.
  const args = ["tee", "/dev/stderr"];
  const options = { stdin: PIPE, stdout: PIPE, stderr: PIPE } as const;
  for (const how of ["communicate", "communicateSync"] as const) {
    const start = performance.now();
    const child = new Popen(args, options);
    const outputs = how === "communicate"
      ? await child.communicate(input)
      : child.communicateSync(input);
    const took = performance.now() - start;
    assertEquals(child.returncode, 0);
    for (const output of outputs) {
      assertEquals(output!.length, BIG);
      assertEquals(hash(output!), hash(input));
    }
    const speed = 3 * 100 / (took / 1000);
    console.log(`${how}: 3 x 100 MiB in ${took.toFixed()} ms, ${speed.toFixed()} MiB/s`);
  }
}

interface Plan {
  readonly script: string;
  readonly input: string;
  readonly timeout: number | undefined;
  readonly returncode: number;
  readonly stdout: string;
  readonly stderr: string;
}

function plan(random: (below: number) => number): Plan {
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

async function children(count: number, random: (below: number) => number): Promise<void> {
  const start = performance.now();
  const options = { captureOutput: true, text: true, check: true } as const;
  const busy = new Set<Promise<void>>();
  for (let i = 0; i < count; i++) {
    const expected = plan(random);
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
  console.log(`${count} children in ${(performance.now() - start).toFixed()} ms`);
}

if (import.meta.main) {
  const rounds = Number(process.argv[2] ?? 1);
  const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
  console.log(`seed ${seed}`);
  const random = randomSource(seed);
  await run(["cat"], { input: "", captureOutput: true, text: true });
  const before = descriptors();
  for (let round = 0; round < rounds; round++) {
    await large(random);
    await children(300, random);
  }
  await until(() => zombies().length === 0, () => `no zombies, but ${zombies()}`);
  await until(() => descriptors() <= before, () => `${before} descriptors, not ${descriptors()}`);
  console.log("all accounted for");
}
