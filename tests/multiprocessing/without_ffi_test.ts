// Deno without the permission to call the C library (--allow-ffi).

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { test as nodeTest } from "node:test";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { childrenOf, parentOf } from "./process_table.ts";

const ALLOWED = ["--allow-run", "--allow-read"];
const TIMEOUT = 20_000;

type Program = ChildProcessByStdio<null, Readable, Readable>;

function start(
  program: string,
  name: string,
  flags: readonly string[] = ALLOWED,
  ...rest: string[]
): Program {
  const file = fileURLToPath(new URL(`./programs/${program}.ts`, import.meta.url));
  const args = ["run", "--no-prompt", "--quiet", "--no-check", ...flags, file, name, ...rest];
  return spawn(process.execPath, args, {
    cwd: fileURLToPath(new URL("../../", import.meta.url)),
    stdio: ["ignore", "pipe", "pipe"],
    timeout: TIMEOUT,
  });
}

interface Output {
  readonly lines: readonly string[];
  readonly stderr: string;
}

async function outputOf(program: Program): Promise<Output> {
  const [stdout, stderr] = await Promise.all([
    Array.fromAsync(program.stdout as AsyncIterable<Uint8Array>),
    Array.fromAsync(program.stderr as AsyncIterable<Uint8Array>),
  ].map(async (pieces) => new TextDecoder().decode(concat(await pieces))));
  return { lines: stdout!.split("\n").slice(0, -1), stderr: stderr! };
}

function concat(pieces: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(pieces.flatMap((piece) => [...piece]));
}

async function outcome(
  program: string,
  name: string,
  flags?: readonly string[],
  ...rest: string[]
): Promise<unknown> {
  const { lines, stderr } = await outputOf(start(program, name, flags, ...rest));
  assertEquals(stderr, "");
  assertEquals(lines.length, 1, lines.join("\n"));
  return JSON.parse(lines[0]!);
}

function test(name: string, body: () => Promise<void>): void {
  nodeTest(`17.2 without --allow-ffi: ${name}`, { skip: "Bun" in globalThis }, body);
}

function gives(what: string, name: string, expected: unknown): void {
  test(what, async () => assertEquals(await outcome("without_ffi", name), expected));
}

function poolGives(what: string, name: string, expected: unknown): void {
  test(what, async () => assertEquals(await outcome("without_ffi_pool", name), expected));
}

async function until(ready: () => boolean, what: string): Promise<void> {
  const end = performance.now() + TIMEOUT / 2;
  while (!ready()) {
    if (performance.now() > end) throw new Error(`${what}: it has not happened`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

gives("a child has its name, its parent, its key, and an exit code", "process", [
  [null, true, "number"],
  ["bob", true, "MainProcess", true, 32, "x"],
  0,
  false,
  0,
]);
gives("a subclass of Process takes its fields along", "subclass", ["hello from anna", 0]);
gives("children are ended by terminate, kill and interrupt", "signals", [-15, -9, -2]);
gives("both start methods start children", "contexts", ["spawn", "forkserver"]);
gives("a program that is not there is ENOENT, and nothing is started", "missing", [
  "ENOENT",
  null,
  0,
]);
gives("what can't be sent is refused at the start", "unsendable", [25, null]);
gives("join has a timeout and a signal; joinSync names the flag while it runs", "joinLater", [
  true,
  true,
  "RangeError",
  -9,
]);
gives("a pipe carries values both ways, and ends with its child", "pipe", [
  [true, true, true, true],
  [false, false],
  0,
  "EOFError",
  "EPIPE",
]);
gives("a pipe of one direction works within one process, blocking as well", "oneWay", [
  [true, false, false, true],
  "x",
  true,
  "EBADF",
  "EOFError",
  true,
  "Connection",
]);
gives("a pipe carries bytes", "bytes", [[0, 3, 2, 0], 2, 0, "RangeError", false]);
gives("a killed child's end is closed", "killedEnd", ["EOFError", "EPIPE", -9]);
gives("who sends faster than is received has to wait", "pressure", [
  true,
  10_000_000,
  0,
  "EPIPE",
]);
gives("who waits at an end that is closed hears of it", "closedWhileWaiting", ["EBADF", true]);
gives("wait takes connections and sentinels", "wait", [true, 0, 2]);
gives("a queue is filled by several children", "queue", [
  [1, 2, 3, 4, 5],
  [true, 0, "Empty", 6],
  "Empty",
  [0, 0],
]);
gives("a SimpleQueue is filled by a child", "simpleQueue", [[1, 2], "x", true, 0]);
gives("a bounded queue lets a child wait", "boundedQueue", [["Full", "Full"], [1, 2, 3, 4], 0]);
gives("a JoinableQueue is joined", "joinableQueue", [5050, "RangeError", [0, 0]]);
gives("a child that was killed while it waited takes nothing", "abandonedGet", "mine");
gives("a grandchild has its grandparent's queue, and its own pipe", "tree", [
  ["Process-1:1", "over two wires"],
  "EOFError",
  0,
]);
gives("blocking forms that would have to wait name the flag", "blockingForms", [
  ["getSync", "getNowait", "qsize", "putSync", "recvSync", "pollSync"],
  0,
]);
gives("a thread can neither be sent a queue nor start a process; the flag is named", "thread", [
  "NotSupportedError",
  true,
  ["NotSupportedError", true],
]);
gives("children leave nothing behind", "leftovers", []);

test("children may be of Bun", async () => {
  const bun = fileURLToPath(new URL("../../node_modules/.bin/bun", import.meta.url));
  const [length, items, codes] = await outcome("without_ffi", "bun", ALLOWED, bun) as unknown[];
  assertEquals([length, items, codes], [300_000, ["1", "bun", "two"], [0, 0, 0]]);
});

test("all that needs shared memory names the flag", async () => {
  const made = await outcome("without_ffi", "sharedMemory") as [string, unknown][];
  for (const [name, named] of made) assertEquals(named, true, name);
});

test("a child writes where its parent does", async () => {
  const { lines } = await outputOf(start("without_ffi", "output"));
  assertEquals(lines, ["said by the child", "0"]);
});

test("exit codes are those of exit, of an error, and of a promise that nothing settles", async () => {
  const { lines, stderr } = await outputOf(start("without_ffi", "codes"));
  assertEquals(lines.at(-1), "[7,1,1,0]");
  assertStringIncludes(stderr, "Process Process-2:\nTypeError: wrong");
  assertStringIncludes(stderr, "Process Process-3:\nRuntimeError: nothing is left");
});

test("the program waits for its children, and ends those that are daemons", async () => {
  const { lines, stderr } = await outputOf(start("without_ffi", "unawaited"));
  assertEquals(lines, [
    `"the program has nothing else to do"`,
    "the child has ended",
  ]);
  assertEquals(stderr, "");
});

for (
  const [name, flags] of [
    ["--allow-run alone", ["--allow-run"]],
    ["-A --deny-ffi", ["-A", "--deny-ffi"]],
  ] as const
) {
  test(`children start with ${name}, and have no more`, async () => {
    assertEquals(await outcome("without_ffi", "subclass", flags), ["hello from anna", 0]);
  });
}

test("without --allow-run the error names both flags", async () => {
  const { stderr } = await outputOf(start("without_ffi", "output", ["--allow-read"]));
  assertStringIncludes(stderr, "NotSupportedError");
  assertStringIncludes(stderr, "--allow-ffi");
  assertStringIncludes(stderr, "--allow-run");
});

for (const name of ["spinning", "exits", "uncaught"]) {
  test(`a child that does nothing but compute ends with its parent: ${name}`, async () => {
    const program = start("without_ffi", name);
    const ended = once(program, "exit");
    const output = outputOf(program);
    const [line] = await once(program.stdout, "data") as [Uint8Array];
    const child = Number(new TextDecoder().decode(line));
    // The child, and its guard.
    const family = name === "spinning" ? childrenOf(program.pid!) : [child];
    if (name === "spinning") {
      assertEquals(family.length, 2);
      program.kill("SIGKILL");
    }
    await ended;
    await until(() => family.every((pid) => parentOf(pid) === undefined), "they end");
    await output;
  });
}

poolGives("a pool sends values both ways", "submit", [49, [null, true, false, 0.5], true, true]);
poolGives("a pool maps", "map", 300);
poolGives("a pool's errors arrive whole, and it goes on", "errors", [
  true,
  "no",
  3,
  "DataCloneError",
  "RuntimeError",
  9,
]);
poolGives("what a pool has not begun can be cancelled", "cancel", [
  [true, true, false],
  [false, false, true],
]);
poolGives("what waits for a busy process is done by an idle one", "stealing", true);
poolGives("blocking for a pool's result names the flag", "blocking", [
  "NotSupportedError",
  true,
  1,
]);
poolGives("a pool's processes are initialized", "initializer", 5);
poolGives("a pool replaces its processes", "replaced", 3);
poolGives("a process that exits breaks its pool", "broken", [[true, true, true], 5]);
poolGives("a pool's processes are killed", "ended", "BrokenProcessPool");
poolGives("a pool's task is sent a connection", "connection", "by a pipe");
poolGives("a pool that nobody shuts down lets the program end", "left", 81);
