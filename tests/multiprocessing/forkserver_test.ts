import { test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { getContext } from "../../multiprocessing/context.ts";
import { currentProcess } from "../../multiprocessing/current.ts";
import { setForkserverPreload } from "../../multiprocessing/forkserver.ts";
import { Pipe } from "../../multiprocessing/pipe.ts";
import { activeChildren } from "../../multiprocessing/active.ts";

import { self } from "../../_runtime/processes/self.ts";
import { echo, fail, lastFor, lastForever, preloaded, where } from "./process_targets.ts";
import { childrenOf } from "./process_table.ts";

const context = getContext("forkserver");

/** Spares are started when the event loop has turned for a while. */
async function untilSpares(count: number): Promise<number[]> {
  for (;;) {
    const children = childrenOf(self().pid);
    if (children.length === count) return children;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

test("17.2.1.2 forkserver: a spare becomes the child, and another one takes its place", async () => {
  const first = new context.Process();
  first.start();
  await first.join();
  const spares = await untilSpares(2);
  assertEquals(activeChildren(), []);
  const [ours, theirs] = Pipe(false);
  const process = new context.Process({ target: echo, args: [theirs, { a: [1] }], name: "x" });
  process.start();
  assert(spares.includes(process.pid!));
  assertEquals(activeChildren(), [process]);
  assertEquals(await ours.recv(), { a: [1] });
  await process.join();
  assertEquals(process.exitcode, 0);
  const next = await untilSpares(2);
  assertEquals(next.filter((pid) => spares.includes(pid)).length, 1);
});

test("17.2.1.2 forkserver: more at once than there are spares", async () => {
  const processes = Array.from({ length: 5 }, () => {
    const process = new context.Process({ target: lastFor, args: [10] });
    process.start();
    return process;
  });
  for (const process of processes) await process.join();
  assertEquals(processes.map(({ exitcode }) => exitcode), [0, 0, 0, 0, 0]);
  assertEquals(new Set(processes.map(({ pid }) => pid)).size, 5);
});

test("17.2.1.2 forkserver: one after the other while the thread blocks", () => {
  for (let i = 0; i < 5; i++) {
    const process = new context.Process({ target: lastFor, args: [0] });
    process.start();
    process.joinSync();
    assertEquals(process.exitcode, 0);
  }
});

test("17.2.1.2 forkserver: a spare that was killed is replaced", async () => {
  const spares = await untilSpares(2);
  for (const pid of spares) killProcess(pid);
  while (childrenOf(self().pid).length > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  const process = new context.Process();
  process.start();
  await process.join();
  assertEquals(process.exitcode, 0);
  await untilSpares(2);
});

test("17.2.1.2 forkserver: a child is where its parent is", async () => {
  await untilSpares(2);
  const [ours, theirs] = Pipe(false);
  const before = self().cwd();
  self().chdir("/");
  try {
    const process = new context.Process({ target: where, args: [theirs] });
    process.start();
    assertEquals(await ours.recv(), ["/", currentProcess().pid]);
    await process.join();
  } finally {
    self().chdir(before);
  }
});

test("17.2.1.2 forkserver: errors and signals as ever", async () => {
  const failing = new context.Process({ target: lastForever });
  failing.start();
  failing.terminate();
  await failing.join();
  assertEquals(failing.exitcode, -15);
  assert(typeof fail === "function");
});

test("17.2.1.2 forkserver: modules can be loaded beforehand", async () => {
  const [ours, theirs] = Pipe(false);
  setForkserverPreload([
    new URL("./preload_target.ts", import.meta.url).href,
    "file:///not/there.ts",
  ]);
  try {
    // The first one tells that the spares are of no use any more.
    for (const expected of [false, true]) {
      const process = new context.Process({ target: preloaded, args: [theirs] });
      process.start();
      assertEquals(await ours.recv(), expected);
      await process.join();
      await untilSpares(2);
    }
  } finally {
    setForkserverPreload([]);
  }
  assertThrows(() => setForkserverPreload("x" as never), TypeError, "must be an array");
});

function killProcess(pid: number): void {
  (globalThis as unknown as { process: { kill(pid: number, signal: string): void } }).process
    .kill(pid, "SIGKILL");
}
