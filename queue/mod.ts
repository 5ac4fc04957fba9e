/**
 * Python's `queue` (17.7): queues for producers and consumers that wait for each other. Within one thread items go
 * through by reference; a queue that is sent to another thread lives in shared memory, and its items are copied.
 *
 * ```ts
 * import { Queue } from "@weft/concurrency/queue";
 *
 * const q = new Queue<string>();
 * setTimeout(() => q.putNowait("an item"), 5);
 * console.log(await q.get());
 * ```
 *
 * ```output
 * an item
 * ```
 *
 * @module
 */

export { Empty, Full, ShutDown } from "./errors.ts";
export { LifoQueue } from "./lifo_queue.ts";
export type { GetOptions, PutOptions, SyncGetOptions, SyncPutOptions } from "./options.ts";
export { PriorityQueue, type PriorityQueueOptions } from "./priority_queue.ts";
export { Queue } from "./queue.ts";
export { SimpleQueue } from "./simple_queue.ts";
export type { SyncWaitOptions, WaitOptions } from "../_sync/options.ts";
export { NotSupportedError, RuntimeError, SystemExit } from "../_runtime/errors.ts";
