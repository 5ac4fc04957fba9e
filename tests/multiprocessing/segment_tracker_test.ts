import { test } from "node:test";
import process from "node:process";
import { assert, assertEquals } from "@std/assert";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { SharedMemory } from "@weft/concurrency/multiprocessing/shared_memory";
import { PIPE, Popen, run } from "@weft/concurrency/subprocess";
import { processes } from "../../_runtime/processes/mod.ts";
import { posixSpawn } from "../../_runtime/processes/posix_spawn.ts";
import { trackerDescriptor } from "../../_runtime/processes/segment_tracker.ts";
import { runs, statusOf, until, zombies } from "../subprocess/proc.ts";
import {
  command,
  exists,
  linksOf,
  names,
  outputOf,
  own,
  trackersOf,
} from "./shared_memory_support.ts";
import * as targets from "./shared_memory_targets.ts";

async function gone(segments: readonly string[]): Promise<void> {
  await until(() => !segments.some(exists), () => `gone: ${segments.filter(exists)}`);
}

type Child = Popen<{ stdin: typeof PIPE; stdout: typeof PIPE; text: true }>;

interface Waiting {
  readonly child: Child;
  readonly segments: string[];
  /** Of the tracker of the child. */
  readonly tracker: number;
  nextLine(): Promise<string>;
}

/** Calls `body` with a program that has created segments and waits to be killed; which it is in the end. */
async function whileWaiting(
  [name, ...args]: [(typeof names)[number], ...string[]],
  body: (waiting: Waiting) => Promise<void>,
): Promise<void> {
  const child = new Popen(command(name, ...args), {
    stdin: PIPE,
    stdout: PIPE,
    text: true,
    processGroup: 0,
  });
  try {
    const output = child.stdout![Symbol.asyncIterator]();
    const nextLine = async () => {
      let line = "";
      while (!line.endsWith("\n")) line += (await output.next()).value;
      return line.trim();
    };
    const segments = (await nextLine()).split(" ");
    assert(segments.every(exists));
    const [tracker, ...others] = trackersOf(child.pid);
    assertEquals(others, []);
    await body({ child, segments, tracker: tracker!, nextLine });
  } finally {
    child.kill();
    await child.wait();
  }
}

for (const name of names) {
  for (const how of ["end", "throw"]) {
    test(`17.2 tracker: segments of a program on ${name} are gone when it has come to its ${how}`, async () => {
      const { stdout, stderr } = await run(command(name, "create", "3", how), {
        captureOutput: true,
        text: true,
        timeout: 20_000,
      });
      const segments = stdout!.trim().split(" ");
      assertEquals(segments.length, 3, stderr!);
      if (how === "end") assertEquals(stderr, "");
      await gone(segments);
    });
  }

  test(`17.2 tracker: segments of a program on ${name} are gone when it was killed`, () =>
    whileWaiting([name, "create", "20", "wait"], async ({ child, segments, tracker }) => {
      child.kill();
      assertEquals(await child.wait(), -9);
      await gone(segments);
      await until(() => !runs(tracker), "the tracker's end");
    }));
}

test("17.2 tracker: it is nobody's child, in a session of its own, and has nothing of the program's", () =>
  // deno-lint-ignore require-await
  whileWaiting([own, "create", "1", "wait"], async ({ child, tracker }) => {
    const status = statusOf(tracker)!;
    assert(status.parent !== child.pid);
    assert(status.session !== statusOf(child.pid)!.session);
    const links = new Set(linksOf(tracker).map((link) => link.replace(/\d+/, "N")));
    assertEquals([...links].sort(), ["/dev/null", "pipe:[N]"]);
  }));

test("17.2 tracker: Ctrl-C ends the program alone, and then the segments", () =>
  whileWaiting([own, "create", "2", "wait"], async ({ child, segments }) => {
    await run(["sh", "-c", `kill -INT -${child.pid}`]);
    await child.wait();
    await gone(segments);
  }));

test("17.2 tracker: what is not tracked stays", async () => {
  const name = await outputOf(own, "create", "1", "end", "untracked");
  using memory = new SharedMemory({ name });
  memory.unlink();
});

test("17.2 tracker: another's segment of the same name stays", () => {
  const name = `test_same_${own}_${process.pid}`;
  return whileWaiting([own, "create", "1", "wait", "track", name], async ({ child, tracker }) => {
    using first = new SharedMemory({ name });
    first.unlink();
    using second = new SharedMemory({ name, create: true, size: 8 });
    child.kill();
    await until(() => !runs(tracker), "the tracker's end");
    assert(exists(name));
    second.unlink();
  });
});

test("17.2 tracker: one serves all threads of a process", async () => {
  using memory = new SharedMemory({ create: true, size: 8 });
  await using pool = new ThreadPoolExecutor(3);
  const created = await Promise.all([1, 2, 3].map((size) => pool.submit(targets.create, size)));
  assertEquals(trackersOf(process.pid).length, 1);
  assertEquals(zombies(), []);
  for (const name of [memory.name, ...created]) {
    using memory = new SharedMemory({ name });
    memory.unlink();
  }
});

test("17.2 tracker: one that was killed is followed by another, which knows of everything", () =>
  whileWaiting([own, "tracker-killed"], async ({ child, segments, tracker, nextLine }) => {
    process.kill(tracker, "SIGKILL");
    await until(() => !runs(tracker), "the tracker's end");
    await child.stdin!.getWriter().write("go on\n");
    segments.push(await nextLine());
    await child.wait();
    await gone(segments);
  }));

test("17.2 tracker: segments of a child that has its pipe live as long as the parent", async () => {
  const libc = processes().libc()!;
  const pipe = trackerDescriptor(libc);
  const [read, write] = libc.pipe();
  const [file, ...args] = command(own, "create", "1", "end");
  const pid = posixSpawn(libc, {
    file: file!,
    argv: [file!, ...args],
    env: undefined,
    cwd: undefined,
    fds: new Map([[1, write], [pipe, pipe]]),
    closeOthers: true,
    session: false,
    group: undefined,
    restoreSignals: true,
  });
  libc.close(write);
  assert(typeof pid === "number", String(pid));
  await until(() => libc.reap(pid) !== undefined, "the child's end", 20_000);
  const output = new Uint8Array(100);
  const name = new TextDecoder().decode(output.subarray(0, libc.read(read, output))).trim();
  libc.close(read);
  using memory = new SharedMemory({ name });
  assertEquals(trackersOf(process.pid).length, 1);
  memory.unlink();
});
