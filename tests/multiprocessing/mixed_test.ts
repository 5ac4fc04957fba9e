// Children of the other runtime.

import { test } from "node:test";
import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { self } from "../../_runtime/processes/self.ts";
import { updateProcessState } from "../../_thread/process_state.ts";
import { setExecutable } from "../../multiprocessing/executable.ts";
import { Pipe } from "../../multiprocessing/pipe.ts";
import { Process } from "../../multiprocessing/process.ts";
import { setStartMethod } from "../../multiprocessing/start_method.ts";
import { echo, fail, recur, runtimeName, Upper } from "./process_targets.ts";

const ours = self().kind;
const theirs = ours === "deno" ? "bun" : "deno";
const path = (name: string) =>
  fileURLToPath(new URL(`../../node_modules/.bin/${name}`, import.meta.url));
const options = { skip: !existsSync(path(theirs)) };

async function withExecutable(
  file: string,
  args: readonly string[] | undefined,
  body: () => Promise<void>,
): Promise<void> {
  setExecutable(file, args);
  try {
    await body();
  } finally {
    updateProcessState({ executable: undefined });
  }
}

async function nameOfChild(): Promise<unknown> {
  const [end, far] = Pipe(false);
  const process = new Process({ target: runtimeName, args: [far] });
  process.start();
  const name = await end.recv();
  await process.join();
  assertEquals(process.exitcode, 0);
  return name;
}

test("17.2.2.3 set_executable: children of the other runtime", options, () => {
  return withExecutable(path(theirs), undefined, async () => {
    assertEquals(await nameOfChild(), theirs);
    const [end, far] = Pipe(false);
    const value = { a: [1, new Map([["b", 2n]]), new Date(5)], c: new Float64Array([1.5, -0]) };
    const process = new Process({ target: echo, args: [far, value] });
    process.start();
    assertEquals(await end.recv(), value);
    const upper = new Upper(far, "shouter");
    upper.words = ["x"];
    upper.start();
    assertEquals(await end.recv(), [true, true, "shouter", ["X"]]);
    const failing = new Process({ target: fail });
    for (const each of [process, upper]) await each.join();
    assertEquals([process.exitcode, upper.exitcode, failing.exitcode], [0, 0, undefined]);
  });
});

test("17.2.2.3 set_executable: their children are as they are", options, () => {
  return withExecutable(path(theirs), undefined, async () => {
    const [end, far] = Pipe(false);
    const process = new Process({ target: recur, args: [far, [7]] });
    process.start();
    await process.join();
    const paths: unknown[] = [];
    while (await end.poll()) paths.push(await end.recv());
    assertEquals([process.exitcode, paths], [0, [[7], [7, 0], [7, 1]]]);
  });
});

test("17.2.2.3 set_executable: with switches", options, () => {
  const args = theirs === "deno" ? ["run", "--allow-ffi", "--allow-read"] : ["--smol"];
  return withExecutable(path(theirs), args, async () => {
    assertEquals(await nameOfChild(), theirs);
  });
});

test(
  "17.2.2.3 set_executable: a program by another name is asked what it is",
  options,
  async () => {
    const folder = mkdtempSync(`${tmpdir()}/weft-`);
    try {
      const file = `${folder}/runtime`;
      symlinkSync(path(theirs), file);
      await withExecutable(file, undefined, async () => {
        assertEquals(await nameOfChild(), theirs);
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test("17.2.2.3 set_executable: spares are of the new runtime", options, async () => {
  setStartMethod("forkserver", { force: true });
  try {
    assertEquals(await nameOfChild(), ours);
    await withExecutable(path(theirs), undefined, async () => {
      assertEquals(await nameOfChild(), theirs);
      assertEquals(await nameOfChild(), theirs);
    });
    assertEquals(await nameOfChild(), ours);
  } finally {
    setStartMethod("spawn", { force: true });
  }
});

test("17.2.2.3 set_executable: a program that is no runtime ends without a word", async () => {
  await withExecutable("/bin/true", [], async () => {
    const process = new Process();
    process.start();
    await process.join();
    assertEquals(process.exitcode, 0);
  });
  await withExecutable("/bin/false", undefined, async () => {
    const process = new Process();
    process.start();
    await process.join();
    assertEquals(process.exitcode, 1);
  });
});

test("17.2.2.3 set_executable: wrong arguments are refused by name", () => {
  const error = assertThrows(() => setExecutable(5 as never), TypeError);
  assertStringIncludes(error.message, "path must be a string, got 5");
  assertThrows(() => setExecutable("x", ["a", 1] as never), TypeError, "args must be an array");
});
