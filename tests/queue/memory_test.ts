import { test } from "node:test";
import { assert, assertStrictEquals } from "@std/assert";
import { runProgram } from "../support/run.ts";

test(
  "17.7 Queue: 600 shared queues of a mebibyte, no longer referenced anywhere, are reclaimed",
  {
    timeout: 60_000,
  },
  async () => {
    const { code, stdout, stderr } = await runProgram(
      new URL("./programs/reclaimed.ts", import.meta.url),
      [],
      50_000,
    );
    assertStrictEquals(code, 0, stderr);
    assert(Number(stdout) < 300, `${stdout} MiB are still there`);
  },
);
