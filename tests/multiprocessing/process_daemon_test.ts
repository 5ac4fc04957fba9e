import { test } from "node:test";
import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { RuntimeError } from "../../_runtime/errors.ts";
import { Pipe } from "../../multiprocessing/pipe.ts";
import { Process } from "../../multiprocessing/process.ts";
import { runProgram } from "../support/run.ts";
import { lastForever, startAnother } from "./process_targets.ts";
import { parentOf } from "./process_table.ts";

async function run(how: string) {
  const { code, stdout, stderr, took } = await runProgram(
    new URL("./programs/ending.ts", import.meta.url),
    [how],
  );
  const [pid, ...lines] = stdout.split("\n");
  assertEquals(parentOf(Number(pid)), Number(pid) === 0 ? parentOf(0) : undefined);
  return { code, lines: lines.join("\n"), stderr, took };
}

test("17.2.2.1 daemon: it is inherited, and can't be set after the start", () => {
  const process = new Process({ target: lastForever, daemon: true });
  assertEquals([process.daemon, new Process().daemon], [true, false]);
  assertThrows(() => process.daemon = 1 as never, TypeError, "daemon must be a boolean, got 1");
  process.start();
  assertThrows(() => process.daemon = false, RuntimeError, "process has already started");
  process.kill();
  process.joinSync();
});

test("17.2.2.1 daemon: a daemonic process can't have children", async () => {
  const [ours, theirs] = Pipe(false);
  const process = new Process({ target: startAnother, args: [theirs], daemon: true });
  process.start();
  assertEquals(await ours.recv(), [true, "daemonic processes are not allowed to have children"]);
  await process.join();
});

test("17.2.2.1 daemon: the program ends, and the daemon with it", async () => {
  const { code, lines, stderr } = await run("daemon");
  assertEquals([code, lines, stderr], [0, "", ""]);
});

test("17.2.2.1 Process: the program waits for its children that are no daemons", async () => {
  for (const how of ["", "blocked", "unjoined"]) {
    const { code, lines, stderr } = await run(how);
    assertEquals([code, stderr], [0, ""]);
    if (how !== "unjoined") assertEquals(lines, "the child is done\n");
  }
});

test("17.2.2.1 Process: it waits for those that its threads have started, too", async () => {
  const { code, lines, stderr } = await run("thread");
  assertEquals([code, lines, stderr], [0, "the child is done\n", ""]);
});

for (const how of ["throw", "timer", "rejection"]) {
  test(`17.2.2.1 Process: after an uncaught error (${how}) the program waits all the same`, async () => {
    const { code, lines, stderr } = await run(how);
    assertEquals([code, lines], [1, "the child is done\n"]);
    assertMatch(stderr, /RangeError: main failed|error: main failed/);
  });
}

test("17.2.2.1 Process: exit, too, waits for the children", async () => {
  const { code, lines } = await run("exit");
  assertEquals([code, lines], [3, "the child is done\n"]);
});

test("17.2.2.1 Process: spares keep no program, and go with it", async () => {
  const { code, stderr, took } = await run("spares");
  assertEquals([code, stderr], [0, ""]);
  assert(took < 5000);
});

test("17.2.3.2 a program without a guard is told so, and ends", async () => {
  const { code, stdout, stderr } = await runProgram(
    new URL("./programs/unguarded.ts", import.meta.url),
  );
  assertEquals([code, stdout], [0, "1\n"]);
  assertStringIncludes(stderr, "import.meta.main");
});
