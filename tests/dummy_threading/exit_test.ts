import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { runProgram } from "../support/run.ts";

const program = new URL("programs/exit.ts", import.meta.url);

test("17.8 Thread: the program waits for a thread that is no daemon", async () => {
  const { code, stdout } = await runProgram(program, ["non-daemon"]);
  assertEquals([code, stdout], [0, "main\nthread\n"]);
});

test("17.8 Thread: the program does not wait for a daemon", async () => {
  const { code, stdout } = await runProgram(program);
  assertEquals([code, stdout], [0, "main\n"]);
});
