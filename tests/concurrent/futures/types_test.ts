// What the compiler promises; the type check of the tests is the test.
import { test } from "node:test";
import { assertEquals } from "@std/assert";
import {
  asCompleted,
  Future,
  ThreadPoolExecutor,
  wait,
} from "@weft/concurrency/concurrent/futures";

function finished<T>(value: T): Future<T> {
  const future = new Future<T>();
  future.setResult(value);
  return future;
}

test("17.4.1 Executor.submit: arguments and result are inferred, promises unwrapped", async () => {
  await using pool = new ThreadPoolExecutor(1);
  const length: number = await pool.submit(async (text: string) => (await text).length, "four");
  // @ts-expect-error: the argument is a number
  const wrong = pool.submit((n: number) => n, "text");
  assertEquals([length, await wrong as unknown], [4, "text"]);
});

test("17.4.5 wait, asCompleted: the futures may have different results", async () => {
  const [a, b] = [finished(1), finished("two")];
  const same: Set<Future<number>> = (await wait([a, a])).done;
  const mixed: Set<Future<unknown>> = (await wait([a, b])).done;
  const seen: unknown[] = [];
  for await (const future of asCompleted([a, b])) seen.push(await future.result());
  assertEquals([same.size, mixed.size, seen], [1, 2, [1, "two"]]);
});

test("17.4.4 Future: one of a narrower result is one of a wider", async () => {
  const wide: Future<unknown> = finished(1);
  assertEquals(await wide, 1);
});
