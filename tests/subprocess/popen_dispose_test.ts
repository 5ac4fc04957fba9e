import { test } from "node:test";
import { assertEquals, assertStrictEquals } from "@std/assert";
import { PIPE, Popen } from "@weft/concurrency/subprocess";
import { errorOf } from "./run_support.ts";

test("17.5.1.2 await using: closes the pipes and waits for the child", async () => {
  let child: Popen;
  {
    await using inner = new Popen(["cat"], { stdin: PIPE, stdout: PIPE, stderr: PIPE });
    child = inner;
    assertStrictEquals(child.returncode, null);
  }
  assertEquals(child.returncode, 0);
});

test("17.5.1.2 await using: it does not kill, and the error inside comes out", async () => {
  let child: Popen | undefined;
  const error = await errorOf(async () => {
    await using inner = new Popen(["sh", "-c", "cat; exit 6"], { stdin: PIPE });
    child = inner;
    throw new Error("inside");
  });
  assertEquals([error.message, child!.returncode], ["inside", 6]);
});

test("17.5.1.2 await using: a child that writes to the closed pipe dies of it", async () => {
  let child: Popen;
  {
    await using inner = new Popen(["yes"], { stdout: PIPE });
    child = inner;
  }
  assertEquals(child.returncode, -13);
});
