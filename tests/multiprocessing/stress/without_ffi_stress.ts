// Many processes on Deno without the permission to call the C library (--allow-ffi).

import { test as nodeTest } from "node:test";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { assertEquals } from "@std/assert";
import { run } from "@weft/concurrency/subprocess";

const program = fileURLToPath(new URL("../programs/without_ffi_crowd.ts", import.meta.url));

async function outcome(name: string, seed: number): Promise<unknown> {
  const flags = ["--no-prompt", "--quiet", "--no-check", "--allow-run", "--allow-read"];
  const { stdout, stderr } = await run(
    [process.execPath, "run", ...flags, program, name, `${seed}`],
    {
      cwd: new URL("../../../", import.meta.url),
      captureOutput: true,
      text: true,
      timeout: 20_000,
    },
  );
  assertEquals(stderr, "", `seed ${seed}`);
  return JSON.parse(stdout!);
}

function test(name: string, body: () => Promise<void>): void {
  nodeTest(`17.2 without --allow-ffi: ${name}`, { skip: "Bun" in globalThis }, body);
}

test("three producers and three consumers lose nothing", async () => {
  assertEquals(await outcome("flow", 0), [900, true, true]);
});

test("twelve children are killed at any moment, and whoever waits for them hears of it", async () => {
  const seed = Math.floor(Math.random() * 2 ** 32);
  assertEquals(await outcome("kills", seed), [], `seed ${seed}`);
});
