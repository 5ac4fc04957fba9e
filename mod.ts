/**
 * Python's chapter "Concurrent Execution" for Deno and Bun: real threads, and pools of them. Each of Python's modules is
 * an entry point of its own (`@weft/concurrency/concurrent/futures`, …); here they all are, by Python's names.
 *
 * ```ts
 * import { concurrent } from "@weft/concurrency";
 *
 * await using executor = new concurrent.futures.ThreadPoolExecutor(1);
 * console.log(await executor.submit((n: number) => n + 1, 41));
 * ```
 *
 * @module
 */

export * as concurrent from "./concurrent/mod.ts";
export { type AnyFunction, task } from "./_transfer/task.ts";
export { type Tasks, tasks } from "./_transfer/tasks.ts";
export { transfer } from "./_transfer/transfer.ts";
export { NotSupportedError, RuntimeError, SystemExit } from "./_runtime/errors.ts";
