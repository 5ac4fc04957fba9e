import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { runProgram } from "../support/run.ts";

test("17.8: where asynchronous code can't be followed threads work all the same, and the isolate is one owner", async () => {
  const program = new URL("programs/one_owner.ts", import.meta.url);
  const { code, stdout, stderr } = await runProgram(program);
  assertEquals([code, stderr], [0, ""]);
  assertEquals(JSON.parse(stdout), {
    current: "MainThread",
    sameIdent: true,
    sharedLocal: 1,
    sameOwner: true,
    ownIdent: true,
    listed: ["MainThread", "worker"],
    alive: true,
    lockHeld: true,
    after: true,
    ended: true,
    timer: true,
    barrier: [0, 1],
    notified: true,
    low: true,
  });
});
