import { test } from "node:test";
import { assertEquals, assertNotEquals } from "@std/assert";
import { currentProcess } from "../../multiprocessing/current.ts";
import { Pipe } from "../../multiprocessing/pipe.ts";
import { Process } from "../../multiprocessing/process.ts";
import { getStartMethod, setStartMethod } from "../../multiprocessing/start_method.ts";
import { Thread } from "../../threading/thread.ts";
import {
  awaitGo,
  lastFor,
  relayGo,
  setStartMethodThere,
  signalParent,
  startInThread,
  tellInThread,
  tellProcess,
} from "./process_targets.ts";

async function inThread<A extends unknown[]>(
  target: (...args: A) => unknown,
  ...args: A
): Promise<void> {
  const thread = new Thread({ target, args });
  thread.start();
  await thread.join();
}

test("17.2.2.3 current_process: the same for all threads of a process", async () => {
  const [ours, theirs] = Pipe(false);
  const { name, pid, authkey } = currentProcess();
  const before = new Process().name;
  await inThread(tellProcess, theirs);
  const told = await ours.recv() as unknown[];
  assertEquals(told.slice(0, 4), [name, pid, [...authkey], null]);
  assertNotEquals(told[4], before);
  assertNotEquals(told[4], new Process().name);
});

test("17.2.2.3 current_process: the same for all threads of a child", async () => {
  const [ours, theirs] = Pipe(false);
  const process = new Process({ target: tellInThread, args: [theirs], name: "the child" });
  process.start();
  const first = await ours.recv() as unknown[];
  const second = await ours.recv() as unknown[];
  await process.join();
  const { pid, authkey } = currentProcess();
  assertEquals(first.slice(0, 4), ["the child", process.pid, [...authkey], pid]);
  assertEquals(second.slice(0, 4), first.slice(0, 4));
  assertEquals([first[4], second[4]].map((name) => /:(\d)$/.exec(name as string)?.[1]), ["1", "2"]);
});

test("17.2.2.3 current_process: what one thread sets, all see", async () => {
  await inThread(setStartMethodThere, "forkserver");
  assertEquals(getStartMethod(), "forkserver");
  setStartMethod("spawn", { force: true });
  const current = currentProcess();
  current.name = "Ä renamed one";
  const [ours, theirs] = Pipe(false);
  try {
    await inThread(tellProcess, theirs);
    assertEquals((await ours.recv() as unknown[])[0], "Ä renamed one");
  } finally {
    current.name = "MainProcess";
  }
});

for (const sync of [false, true]) {
  test(`17.2.2.1 start: in a thread, joined ${sync ? "blocking" : "without blocking"}`, async () => {
    const [ours, theirs] = Pipe(false);
    await inThread(startInThread, theirs, sync);
    assertEquals(await ours.recv(), "from the child");
    assertEquals(await ours.recv(), [0, false, 0]);
  });
}

test("17.2.2.1 join: while the main thread blocks, its threads can start others", () => {
  const [ours, theirs] = Pipe();
  const thread = new Thread({ target: relayGo, args: [ours] });
  thread.start();
  const process = new Process({ target: awaitGo, args: [theirs] });
  process.start();
  process.joinSync();
  assertEquals(process.exitcode, 0);
  thread.joinSync();
});

test("17.2.2.1 join: a signal meanwhile changes nothing", async () => {
  const { process: program } = globalThis as unknown as { process: Program };
  let heard = 0;
  const listener = () => heard++;
  program.on("SIGUSR1", listener);
  try {
    for (const sync of [true, false]) {
      const sender = new Process({ target: signalParent, args: ["SIGUSR1"] });
      const other = new Process({ target: lastFor, args: [300] });
      other.start();
      sender.start();
      if (sync) other.joinSync();
      else await other.join();
      assertEquals(other.exitcode, 0);
      await sender.join();
    }
    while (heard === 0) await new Promise((resolve) => setTimeout(resolve, 1));
  } finally {
    program.off("SIGUSR1", listener);
  }
});

interface Program {
  on(signal: string, listener: () => void): void;
  off(signal: string, listener: () => void): void;
}
