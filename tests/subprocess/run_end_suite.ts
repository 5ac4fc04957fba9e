// How a program ends, or is ended; for run and runSync.

import { test } from "node:test";
import {
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertMatch,
  assertStrictEquals,
} from "@std/assert";
import {
  CalledProcessError,
  PIPE,
  Popen,
  SubprocessError,
  TimeoutExpired,
} from "@weft/concurrency/subprocess";
import { errorOf, type Form, hasLibc, text } from "./run_support.ts";

export function endSuite({ name, sync, run }: Form): void {
  const promise = (what: string) => `17.5.1 ${name}: ${what}`;
  // Each of these is another way through the library.
  const ways = [{}, { captureOutput: true }, { timeout: 15_000 }] as const;

  test(promise("every exit status from 0 to 255 is the returncode"), async () => {
    const codes = Array.from({ length: 256 }, (_, i) => i);
    for (const code of codes) {
      assertEquals((await run(["sh", "-c", `exit ${code}`])).returncode, code);
    }
  });

  for (const [i, way] of ways.entries()) {
    test(promise(`death by signal N is returncode -N (${Object.keys(ways[i]!)})`), async () => {
      for (
        const [signal, number] of [["KILL", 9], ["TERM", 15], ["40", 40], ["SEGV", 11]] as const
      ) {
        const { returncode } = await run(["sh", "-c", `kill -${signal} $$`], way);
        assertEquals(returncode, -number);
      }
      const { returncode } = await run(["sh", "-c", "exit 137"], way);
      assertEquals(returncode, 137);
    });
  }

  test(promise("check: 0 is fine"), async () => {
    assertEquals((await run(["true"], { check: true })).returncode, 0);
  });

  test(
    promise("check: any other code is a CalledProcessError with all that is known"),
    async () => {
      const args = ["sh", "-c", "printf out; printf err >&2; exit 3"];
      const error = await errorOf(run(args, { check: true, captureOutput: true }));
      assertInstanceOf(error, CalledProcessError);
      assertInstanceOf(error, SubprocessError);
      assertEquals(error.returncode, 3);
      assertEquals(error.cmd, args);
      assertEquals([text(error.stdout as Uint8Array), text(error.stderr as Uint8Array)], [
        "out",
        "err",
      ]);
      assertStrictEquals(error.output, error.stdout);
      const plain = await errorOf(run("exit 1", { shell: true, check: true }));
      assertEquals(plain.message, "Command 'exit 1' returned non-zero exit status 1.");
      assertStrictEquals((plain as CalledProcessError).output, null);
    },
  );

  test(promise("check: death by signal says which"), async () => {
    const error = await errorOf(run(["sh", "-c", "kill -9 $$"], { check: true }));
    assertInstanceOf(error, CalledProcessError);
    assertEquals(error.returncode, -9);
    assertMatch(error.message, /died with .*SIGKILL/);
  });

  test(promise("checkReturncode of the result does the same"), async () => {
    (await run(["true"])).checkReturncode();
    const result = await run(["false"], { stdout: PIPE, text: true });
    const error = await errorOf(() => result.checkReturncode());
    assertInstanceOf(error, CalledProcessError);
    assertEquals([error.returncode, error.output], [1, ""]);
  });

  test(promise("timeout: the child is killed, and what it wrote is in the error"), async () => {
    const args = ["sh", "-c", "printf so; printf far >&2; exec sleep 60"];
    const start = performance.now();
    const error = await errorOf(run(args, { timeout: 500, captureOutput: true }));
    assertLess(performance.now() - start, 5000);
    assertInstanceOf(error, TimeoutExpired);
    assertInstanceOf(error, SubprocessError);
    assertEquals(error.timeout, 500);
    assertEquals(error.cmd, args);
    assertEquals([text(error.stdout as Uint8Array), text(error.stderr as Uint8Array)], [
      "so",
      "far",
    ]);
    assertMatch(error.message, /timed out after 500/);
  });

  test(promise("timeout: the output is text in text mode"), async () => {
    const args = ["sh", "-c", "printf so; exec sleep 60"];
    const error = await errorOf(run(args, { timeout: 500, stdout: PIPE, text: true }));
    assertInstanceOf(error, TimeoutExpired);
    assertEquals([error.stdout, error.stderr], ["so", null]);
  });

  test(promise("timeout: without pipes, too"), async () => {
    const error = await errorOf(run(["sleep", "60"], { timeout: 50 }));
    assertInstanceOf(error, TimeoutExpired);
    assertEquals([error.stdout, error.stderr], [null, null]);
  });

  test(promise("timeout: holds while a grandchild keeps the pipe"), async () => {
    for (const script of ["sleep 60; true", "sleep 60 & wait", "setsid sleep 3 & sleep 60"]) {
      const start = performance.now();
      const error = await errorOf(run(script, { shell: true, timeout: 150, captureOutput: true }));
      assertInstanceOf(error, TimeoutExpired);
      assertLess(performance.now() - start, 2500, script);
    }
  });

  test(promise("timeout: a child that does not read its input is no reason to wait"), async () => {
    const input = new Uint8Array(1 << 20);
    const start = performance.now();
    assertInstanceOf(await errorOf(run(["sleep", "60"], { input, timeout: 100 })), TimeoutExpired);
    assertLess(performance.now() - start, 5000);
  });

  test(promise("timeout: grandchildren are killed, too"), { skip: sync && !hasLibc }, async () => {
    // Whoever reads from yes keeps it alive.
    const yes = new Popen(["yes"], { stdout: PIPE });
    const script = "exec 3<&0; sleep 60 & sleep 60";
    const error = await errorOf(
      run(["sh", "-c", script], { stdin: yes.stdout, timeout: 300 }),
    );
    assertInstanceOf(error, TimeoutExpired);
    assertEquals(await yes.wait({ timeout: 10_000 }), -13);
  });

  test(promise("timeout: one in time changes nothing"), async () => {
    const result = await run(["cat"], { input: "x", text: true, stdout: PIPE, timeout: 15_000 });
    assertEquals([result.returncode, result.stdout], [0, "x"]);
  });

  test(promise("timeout: 0 and a wrong one"), async () => {
    assertInstanceOf(await errorOf(run(["sleep", "60"], { timeout: 0 })), TimeoutExpired);
    const wrong = { timeout: "1" as unknown as number };
    assertInstanceOf(await errorOf(run(["true"], wrong)), TypeError);
  });
}
