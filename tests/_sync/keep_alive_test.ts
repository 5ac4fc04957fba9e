import { execFile } from "node:child_process";
import process from "node:process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { assert, assertEquals } from "@std/assert";

test("a pending asynchronous wait keeps the program alive, and one that is over does not", async () => {
  const file = "./fixtures/waits_for_an_unreferenced_timer.ts";
  const script = fileURLToPath(new URL(file, import.meta.url));
  const args = "Deno" in globalThis ? ["run", "--no-check", script] : [script];
  const began = performance.now();
  const output = await new Promise<string>((resolve) => {
    execFile(process.execPath, args, { timeout: 30_000 }, (error, stdout, stderr) => {
      resolve(stdout + (error === null ? "" : `failed: ${error.message} ${stderr}`));
    });
  });
  assertEquals(output, "mutex true\ncondition true\nflag true\nover\n");
  assert(performance.now() - began < 20_000);
});
