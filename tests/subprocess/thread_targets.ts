// What the threads of thread_test.ts do.

import process from "node:process";
import { task } from "@weft/concurrency/threading";
import { PIPE, Popen, run, runSync, STDOUT } from "@weft/concurrency/subprocess";
import { until } from "./proc.ts";

/** Runs children one after the other; how many gave what they should. */
export const runMany = task(import.meta, async (count: number, from: number) => {
  let fine = 0;
  for (let i = from; i < from + count; i++) {
    const { stdout, returncode } = await run(["sh", "-c", `cat; exit ${i % 7}`], {
      input: `spam ${i}`,
      captureOutput: true,
      text: true,
    });
    if (stdout === `spam ${i}` && returncode === i % 7) fine++;
  }
  return fine;
});

export const runManySync = task(import.meta, (count: number, from: number) => {
  let fine = 0;
  for (let i = from; i < from + count; i++) {
    const { stdout, returncode } = runSync(["sh", "-c", `cat; exit ${i % 7}`], {
      input: `spam ${i}`,
      captureOutput: true,
      text: true,
    });
    if (stdout === `spam ${i}` && returncode === i % 7) fine++;
  }
  return fine;
});

export const communicateMany = task(import.meta, async (count: number, from: number) => {
  let fine = 0;
  for (let i = from; i < from + count; i++) {
    const child = new Popen(["sh", "-c", "cat; echo err >&2"], {
      stdin: PIPE,
      stdout: PIPE,
      stderr: STDOUT,
      text: true,
    });
    const [stdout, stderr] = await child.communicate(`${i}\n`);
    if (stdout === `${i}\nerr\n` && stderr === null && child.returncode === 0) fine++;
  }
  return fine;
});

export const communicateSyncMany = task(import.meta, (count: number, from: number) => {
  let fine = 0;
  for (let i = from; i < from + count; i++) {
    const child = new Popen(["cat"], { stdin: PIPE, stdout: PIPE, text: true });
    const [stdout] = child.communicateSync(`${i}\n`);
    if (stdout === `${i}\n` && child.returncode === 0) fine++;
  }
  return fine;
});

/** A child that the runtime has not started: how it ends, by every way to learn of it. */
export const special = task(import.meta, async () => {
  const start = (script: string) => new Popen(["sh", "-c", script], { processGroup: 0 });
  const waited = await start("sleep 0.05; exit 3").wait();
  const killed = start("sleep 30");
  killed.kill();
  const blocked = start("exit 4").waitSync();
  const polled = start("exit 5");
  await until(() => polled.poll() !== null, "the child's end");
  return [waited, await killed.wait(), blocked, polled.returncode];
});

export const fails = task(import.meta, async (kind: string, sync: boolean) => {
  const script = kind === "late"
    ? "echo out; echo err >&2; sleep 30"
    : "echo out; echo err >&2; exit 3";
  const args = kind === "missing" ? ["/missing/program"] : ["sh", "-c", script];
  const options = {
    captureOutput: true,
    text: true,
    check: true,
    ...(kind === "late" && { timeout: 200 }),
  };
  if (sync) runSync(args, options);
  else await run(args, options);
});

export const storeCode = task(import.meta, async (out: Int32Array) => {
  Atomics.store(out, 0, await new Popen(["sh", "-c", "exit 9"]).wait());
  Atomics.store(out, 1, runSync(["sh", "-c", "exit 8"]).returncode);
  Atomics.store(out, 2, process.pid);
});
