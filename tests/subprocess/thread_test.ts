import { test } from "node:test";
import process from "node:process";
import { assert, assertEquals, assertInstanceOf, assertRejects } from "@std/assert";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { CalledProcessError, TimeoutExpired } from "@weft/concurrency/subprocess";
import { Thread } from "@weft/concurrency/threading";
import * as targets from "./thread_targets.ts";
import { until, zombies } from "./proc.ts";

const THREADS = 4;
const RUNS = 50;

for (
  const [what, target] of [
    ["run", targets.runMany],
    ["runSync", targets.runManySync],
    ["communicate", targets.communicateMany],
    ["communicateSync", targets.communicateSyncMany],
  ] as const
) {
  test(`17.5 threads: ${THREADS} threads have ${RUNS} children each, by ${what}`, async () => {
    await using pool = new ThreadPoolExecutor(THREADS);
    const futures = Array.from(
      { length: THREADS },
      (_, i) => pool.submit(target, RUNS, i * RUNS),
    );
    for (const future of futures) assertEquals(await future, RUNS);
    await until(() => zombies().length === 0, () => `no zombies, but ${zombies()}`);
  });
}

test("17.5 threads: a child that the runtime has not started ends there, too", async () => {
  await using pool = new ThreadPoolExecutor(1);
  assertEquals(await pool.submit(targets.special), [3, -9, 4, 5]);
});

test("17.5 threads: in a threading.Thread", async () => {
  const out = new Int32Array(new SharedArrayBuffer(12));
  const thread = new Thread({ target: targets.storeCode, args: [out] });
  thread.start();
  await thread.join();
  assertEquals([...out], [9, 8, process.pid]);
});

for (const sync of [false, true]) {
  const what = sync ? "runSync" : "run";

  test(`17.5 threads: CalledProcessError arrives whole from ${what} in a thread`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const error = await assertRejects(async () => await pool.submit(targets.fails, "code", sync));
    assertInstanceOf(error, CalledProcessError);
    const { name, returncode, cmd, output, stdout, stderr, message } = error;
    const script = "echo out; echo err >&2; exit 3";
    assertEquals(
      [name, returncode, cmd, output, stdout, stderr],
      ["CalledProcessError", 3, ["sh", "-c", script], "out\n", "out\n", "err\n"],
    );
    assertEquals(message, `Command '['sh', '-c', '${script}']' returned non-zero exit status 3.`);
    assert(error.stack!.includes("thread_targets.ts"), error.stack);
  });

  test(`17.5 threads: TimeoutExpired arrives whole from ${what} in a thread`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const error = await assertRejects(async () => await pool.submit(targets.fails, "late", sync));
    assertInstanceOf(error, TimeoutExpired);
    const { name, timeout, output, stdout, stderr } = error;
    assertEquals(
      [name, timeout, output, stdout, stderr],
      ["TimeoutExpired", 200, "out\n", "out\n", "err\n"],
    );
  });

  test(`17.5 threads: an error of the start arrives whole from ${what} in a thread`, async () => {
    await using pool = new ThreadPoolExecutor(1);
    const error = await assertRejects(
      async () => await pool.submit(targets.fails, "missing", sync),
      Error,
    );
    const { code, filename } = error as Error & { code: string; filename: string };
    assertEquals([code, filename], ["ENOENT", "/missing/program"]);
  });
}
