import { test } from "node:test";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Pipe } from "../../multiprocessing/pipe.ts";
import { Process } from "../../multiprocessing/process.ts";
import { runProgram } from "../support/run.ts";
import { atExit, exitNow, exitWith, leaveChildren, leaveThreads } from "./process_targets.ts";

const program = new URL("./programs/exit_codes.ts", import.meta.url);

async function outcome(target: string, ...args: unknown[]) {
  const { code, stdout, stderr } = await runProgram(program, [target, JSON.stringify(args)]);
  assertEquals(code, 0);
  const exitcode = Number(/^exitcode (-?\d+)$/m.exec(stderr)?.[1]);
  return { exitcode, stdout, stderr };
}

for (const [given, exitcode] of [[null, 0], [0, 0], [3, 3], [300, 44]] as const) {
  test(`17.2.2.1 exitcode: SystemExit with ${given} gives ${exitcode}`, async () => {
    const process = new Process({ target: exitWith, args: [given] });
    process.start();
    await process.join();
    assertEquals(process.exitcode, exitcode);
  });
}

test("17.2.2.1 exitcode: SystemExit with a text prints it and gives 1", async () => {
  const { exitcode, stderr } = await outcome("exitWith", "that is all");
  assertEquals([exitcode, stderr], [1, "that is all\nexitcode 1\n"]);
});

test("17.2.2.1 exitcode: the runtime's own exit", async () => {
  const process = new Process({ target: exitNow, args: [7] });
  process.start();
  await process.join();
  assertEquals(process.exitcode, 7);
});

test("17.2.2.1 exitcode: 1 after an error, which is shown with stack and cause", async () => {
  const { exitcode, stderr } = await outcome("fail");
  assertEquals(exitcode, 1);
  assert(stderr.startsWith("Process child:\nRangeError: it went wrong\n"), stderr);
  assertStringIncludes(stderr, "process_targets.ts");
  assertStringIncludes(stderr, "Caused by: TypeError: the reason");
});

test("17.2.2.1 exitcode: 1 after an error in a timer, or a rejection that nobody handles", async () => {
  for (const [target, text] of [["failLater", "in a timer"], ["failUnheard", "of nobody"]]) {
    const { exitcode, stderr } = await outcome(target!);
    assertEquals(exitcode, 1);
    assertStringIncludes(stderr, `Process child:\nRangeError: ${text}`);
  }
});

test("17.2.2.1 exitcode: 1 when run() can't come to its end any more", async () => {
  const { exitcode, stderr } = await outcome("never");
  assertEquals(exitcode, 1);
  assertStringIncludes(stderr, "Process child:\nRuntimeError: nothing is left");
});

test("17.2.2.1 Process: it ends when run() has come to its end, whatever is left", async () => {
  assertEquals(await outcome("leaveTimer"), {
    exitcode: 0,
    stdout: "",
    stderr: "exitcode 0\n",
  });
});

for (const stream of [false, true]) {
  test(`17.2.2.1 Process: all that it has written gets out (${stream ? "stream" : "console"})`, async () => {
    const { exitcode, stdout } = await outcome("write", 30_000, stream);
    assertEquals([exitcode, stdout.length], [0, 3_000_000]);
  });
}

test("17.2.2.1 Process: one that has closed its stdout ends well", async () => {
  const { exitcode, stderr } = await outcome("closeStdout");
  assertEquals([exitcode, stderr], [0, "exitcode 0\n"]);
});

test("17.2.2.1 Process: what is to be done at the exit of the program is done", async () => {
  const [ours, theirs] = Pipe(false);
  const process = new Process({ target: atExit, args: [theirs] });
  process.start();
  theirs.close();
  await process.join();
  assertEquals([process.exitcode, ours.recvSync()], [0, "exit"]);
});

for (const [what, target] of [["threads", leaveThreads], ["children", leaveChildren]] as const) {
  test(`17.2.2.1 Process: it waits for its ${what} that are no daemons`, async () => {
    const [ours, theirs] = Pipe(false);
    const process = new Process({ target, args: [theirs] });
    process.start();
    theirs.close();
    await process.join();
    assertEquals(process.exitcode, 0);
    assert(ours.pollSync());
    assertEquals(ours.recvSync(), "thread");
  });
}
