/**
 * Python's chapter "Concurrent Execution" for Deno and Bun. Each of Python's modules is an entry point of its own, and
 * costs nothing where it is not imported; here is what they have in common: how a function says that it may run in
 * another thread or process, and the errors of all.
 *
 * | Python             | import                                 |
 * | ------------------ | -------------------------------------- |
 * | concurrent.futures | `@weft/concurrency/concurrent/futures` |
 * | threading          | `@weft/concurrency/threading`          |
 * | multiprocessing    | `@weft/concurrency/multiprocessing`    |
 * | _thread            | `@weft/concurrency/_thread`            |
 * | dummy_threading    | `@weft/concurrency/dummy_threading`    |
 * | _dummy_thread      | `@weft/concurrency/_dummy_thread`      |
 * | sched              | `@weft/concurrency/sched`              |
 * | queue              | `@weft/concurrency/queue`              |
 * | subprocess         | `@weft/concurrency/subprocess`         |
 *
 * ```ts
 * import { task } from "@weft/concurrency";
 * import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
 *
 * export const increment = task(import.meta, (n: number) => n + 1);
 *
 * if (import.meta.main) {
 *   await using executor = new ThreadPoolExecutor(1);
 *   console.log(await executor.submit(increment, 41));
 * }
 * ```
 *
 * @module
 */

export { type AnyFunction, task } from "./_transfer/task.ts";
export { type Tasks, tasks } from "./_transfer/tasks.ts";
export { transfer } from "./_transfer/transfer.ts";
export { NotSupportedError, RuntimeError, SystemExit } from "./_runtime/errors.ts";
export type { SyncWaitOptions, WaitOptions } from "./_sync/options.ts";
