import { test } from "node:test";
import { assertEquals, assertInstanceOf, assertLess, assertStrictEquals } from "@std/assert";
import { PIPE, Popen, run } from "@weft/concurrency/subprocess";
import { endSuite } from "./run_end_suite.ts";
import { outputSuite } from "./run_output_suite.ts";
import { startSuite } from "./run_start_suite.ts";
import { stdioSuite } from "./run_stdio_suite.ts";
import { asynchronous, errorOf } from "./run_support.ts";

outputSuite(asynchronous);
stdioSuite(asynchronous);
startSuite(asynchronous);
endSuite(asynchronous);

test("17.5.1 run: an abort kills the child, and it rejects with the reason", async () => {
  const controller = new AbortController();
  const reason = new Error("changed my mind");
  const yes = new Popen(["yes"], { stdout: PIPE });
  const running = run(["sh", "-c", "exec 3<&0; sleep 60 & sleep 60"], {
    stdin: yes.stdout,
    signal: controller.signal,
  });
  controller.abort(reason);
  assertStrictEquals(await errorOf(running), reason);
  assertEquals(await yes.wait({ timeout: 10_000 }), -13);
});

test("17.5.1 run: a signal that is aborted already starts nothing", async () => {
  const reason = new Error("never");
  const running = run(["/nowhere/at/all"], { signal: AbortSignal.abort(reason) });
  assertStrictEquals(await errorOf(running), reason);
});

test("17.5.1 run: an abort after the end does nothing", async () => {
  const controller = new AbortController();
  const { returncode } = await run(["true"], { signal: controller.signal });
  controller.abort();
  assertEquals(returncode, 0);
});

test("17.5.1 run: bad arguments reject, nothing is thrown", async () => {
  const running = run(["true"], { shel: true } as unknown as { shell: boolean });
  assertInstanceOf(await errorOf(running), TypeError);
});

test("17.5.1 run: forty at once all end", async () => {
  const start = performance.now();
  const results = await Promise.all(
    Array.from(
      { length: 40 },
      (_, i) => run(["sh", "-c", `cat; exit ${i}`], { input: `${i}`, text: true, stdout: PIPE }),
    ),
  );
  assertEquals(results.map(({ returncode }) => returncode), results.map((_, i) => i));
  assertEquals(results.map(({ stdout }) => stdout), results.map((_, i) => `${i}`));
  assertLess(performance.now() - start, 15_000);
});

test("17.5.1 run: the program's own ends stay open for nobody else", async () => {
  // A child that inherited another one's stdin would keep it from ever seeing its end.
  const first = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
  const second = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
  await first.stdin!.close();
  assertEquals(await first.wait({ timeout: 10_000 }), 0);
  await second.stdin!.close();
  assertEquals(await second.wait({ timeout: 10_000 }), 0);
});
