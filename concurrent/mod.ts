/**
 * Python's `concurrent` package (17.3), whose one module is `concurrent.futures`.
 *
 * ```ts
 * import { futures } from "@weft/concurrency/concurrent";
 *
 * await using executor = new futures.ThreadPoolExecutor(1);
 * console.log(await executor.submit((a: number, b: number) => a ** b, 323, 2));
 * ```
 *
 * @module
 */

export * as futures from "./futures/mod.ts";
