import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { processes } from "../../_runtime/processes/mod.ts";
import { closeFd } from "../../multiprocessing/descriptors.ts";
import { Pipe } from "../../multiprocessing/pipe.ts";
import { whenReady } from "../../multiprocessing/poller.ts";
import { Process } from "../../multiprocessing/process.ts";
import { family, spareFamily, threadFamily } from "./crash_targets.ts";
import { childrenOf, parentOf } from "./process_table.ts";

const LIMIT = 10_000;

/** Whether the process ends. */
async function ends(pid: number): Promise<boolean> {
  const fd = processes().libc()!.pidfd(pid);
  if (fd < 0) return true;
  const ended = await whenReady(fd, "read", { timeout: LIMIT });
  closeFd(fd);
  return ended;
}

for (const how of ["kill", "terminate"] as const) {
  for (const blocks of [true, false]) {
    test(`17.2 ${how} of a process ends its children and theirs, ${blocks ? "blocked" : "waiting"}`, async () => {
      const [ours, theirs] = Pipe(false);
      const process = new Process({ target: family, args: [theirs, 2, blocks] });
      process.start();
      const pids = [];
      for (let i = 0; i < 5; i++) pids.push(await ours.recv() as number);
      assertEquals(pids[0], process.pid);
      process[how]();
      await process.join();
      assertEquals(process.exitcode, how === "kill" ? -9 : -15);
      for (const pid of pids) assert(await ends(pid), `${pid} of ${pids}`);
    });
  }
}

test("17.2 kill of a process ends the child that one of its threads has started", async () => {
  const [ours, theirs] = Pipe(false);
  const process = new Process({ target: threadFamily, args: [theirs] });
  process.start();
  const pids = [await ours.recv() as number, await ours.recv() as number];
  process.kill();
  for (const pid of pids) assert(await ends(pid), `${pid} of ${pids}`);
  await process.join();
});

test("17.2 kill of a process ends the spares that it keeps", async () => {
  const [ours, theirs] = Pipe(false);
  const process = new Process({ target: spareFamily, args: [theirs] });
  process.start();
  const pid = await ours.recv() as number;
  assertEquals(await ours.recv(), "spares");
  const spares = childrenOf(pid);
  assertEquals(spares.length, 2);
  process.kill();
  await process.join();
  for (const spare of spares) assert(await ends(spare));
});

test("17.2 a child that has ended is no zombie, although nobody has joined it", async () => {
  const { pid } = processTable();
  const process = new Process({ target: () => {} });
  process.start();
  const child = process.pid!;
  assertEquals(parentOf(child), pid);
  assert(await ends(child));
  // The event loop has to turn for it.
  while (parentOf(child) !== undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  assertEquals(process.exitcode, 0);
});

function processTable(): { pid: number } {
  return (globalThis as unknown as { process: { pid: number } }).process;
}
