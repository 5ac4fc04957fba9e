import { test } from "node:test";
import { spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Outcome, runProgram } from "../../support/run.ts";
import { exists, gone } from "./process_gates.ts";

const program = (name: string) => new URL(`./programs/process/${name}.ts`, import.meta.url);
const run = (name: string): Promise<Outcome> => runProgram(program(name));

/** The program ends by itself with status 0, prints the lines and reports nothing. */
async function prints(name: string, ...lines: string[]): Promise<Outcome> {
  const outcome = await run(name);
  assertEquals(outcome.stderr, "");
  assertEquals(outcome.stdout.split("\n").slice(0, -1), lines);
  assertEquals(outcome.code, 0);
  return outcome;
}

/** The processes that the program has told of are gone, or go at once. */
async function noneLeft(stdout: string): Promise<void> {
  const pids = [...stdout.matchAll(/\b\d+\b/g)].map(([pid]) => Number(pid));
  assert(pids.length > 0, stdout);
  for (const pid of pids) await gone(pid, 2000);
}

test("17.4.3 exit: work submitted without shutdown is finished before the program ends", async () => {
  const { took } = await prints("apple", "apple");
  assert(took >= 1000);
});

test("17.4.3 exit: queued work is finished too, whatever is between it and a worker", async () => {
  const { stdout, stderr, code } = await run("many_apples");
  assertEquals([stderr, code], ["", 0]);
  const lines = [
    ...Array.from({ length: 300 }, (_, i) => `apple ${i}`),
    ...Array.from({ length: 10 }, (_, i) => `pear ${i}`),
  ];
  assertEquals(new Set(stdout.split("\n").slice(0, -1)), new Set(lines));
});

test("17.4.3 exit: an idle pool does not keep the program alive, and loses no output", async () => {
  const { stdout, stderr, code, took } = await run("idle_pool");
  assertEquals([stderr, code], ["", 0]);
  assertEquals(stdout.replaceAll(/[^xy]/g, "").length, 400_002);
  await noneLeft(stdout.replaceAll(/[xy]/g, ""));
  assert(took < 10_000, `${took} ms`);
});

test("17.4.3 exit: a pool that was only waited for by blocking calls ends too", async () => {
  await prints("blocked_pool", "5", "6");
});

test("17.4.3 exit: pools that are dropped without shutdown do not keep the program alive", async () => {
  await prints("dropped_pools", "5");
});

test("17.4.3 exit: failures that nobody asks for are silent", async () => {
  await prints("silent_failures", "true");
});

test("17.4.3 exit: an exit status that was set is kept", async () => {
  const { code, stdout, stderr } = await run("exit_code");
  assertEquals([code, stdout, stderr], [4, "done\n", ""]);
});

test("17.4.3 exit: process.exit ends the program at once, with its status and its workers", async () => {
  const { code, stdout, stderr, took } = await run("exit_status");
  assertEquals([code, stderr], [3, ""]);
  await noneLeft(stdout);
  assert(took < 10_000, `${took} ms`);
});

test("17.4.3 exit: a main part that fails gives status 1 and its error, and ends its workers", async () => {
  const { code, stdout, stderr, took } = await run("main_fails");
  assertEquals(code, 1);
  assertStringIncludes(stderr, "RangeError: the main part fails");
  await noneLeft(stdout);
  assert(took < 10_000, `${took} ms`);
});

test("17.4.3 exit: a task's error that the main part does not catch gives status 1", async () => {
  const { code, stderr } = await run("main_rejects");
  assertEquals(code, 1);
  assertStringIncludes(stderr, "a failure that nobody asks for");
});

test("17.4.3 exit: submit within an exit handler is a RuntimeError, and the program ends", async () => {
  const { code, stdout, stderr } = await run("exit_handler");
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^before\nRuntimeError: .*cannot schedule new futures/);
});

test("17.4.3 exit: a main module that submits without the guard is told so, and ends", async () => {
  const { code, stdout } = await run("unguarded");
  assertStringIncludes(stdout, "RuntimeError");
  assertStringIncludes(stdout, "import.meta.main");
  assertEquals(code, 0);
});

test("17.4.3 exit: pools in threads do their work, and do not keep the program alive", async () => {
  const { code, stdout, stderr, took } = await run("in_threads");
  assertEquals([code, stderr], [0, ""]);
  assertMatch(stdout, /^\d+\napple\n$/);
  await noneLeft(stdout);
  assert(took < 10_000, `${took} ms`);
});

test("17.4.3 exit: a program that is killed takes its workers, and theirs, with it", async () => {
  const args = "Bun" in globalThis ? ["run"] : ["run", "--quiet", "--no-check", "-A"];
  const child = spawn(process.execPath, [...args, fileURLToPath(program("killed"))], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const told = await new Promise<string>((resolve) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      if (text.includes("]")) resolve(text);
    });
  });
  const pids = JSON.parse(told) as number[];
  assertEquals(pids.map(exists), [true, true, true, true]);
  const ended = new Promise((resolve) => child.on("close", resolve));
  child.kill("SIGKILL");
  await ended;
  for (const pid of pids) await gone(pid, 2000);
});

test("17.4.3 exit: 20 pools leave no process, no zombie and no descriptor", async () => {
  await prints("many_pools", '0 ""');
});
