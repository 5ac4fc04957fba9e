import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { runProgram } from "../support/run.ts";

function run(name: string, ...args: string[]) {
  return runProgram(new URL(`./programs/${name}.ts`, import.meta.url), args);
}

test("17.1.3 Lock, RLock: signals are handled during an acquire, which keeps its deadline and goes on", async () => {
  const { code, stdout, stderr } = await run("signals");
  assertEquals([code, stderr], [0, ""]);
  assertEquals(stdout, "false true\ntrue true\nfalse true\ntrue true\n");
});

test("17.1 Ctrl-C: while the main thread joins, its listener runs", async () => {
  const { code, stdout, stderr } = await run("ctrl_c", "handler");
  assertEquals([code, stdout, stderr], [0, "handler\nend of main\n", ""]);
});

test("17.1 Ctrl-C: without a listener it ends the program, threads and all", async () => {
  const { code, stdout, took } = await run("ctrl_c");
  assert(code !== 0);
  assertEquals(stdout, "");
  assert(took < 5000);
});
