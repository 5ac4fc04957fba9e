/**
 * The queues that processes share (17.2.2.2).
 *
 * @module
 */

export { JoinableQueue } from "./queues/joinable_queue.ts";
export { Queue } from "./queues/queue.ts";
export { SimpleQueue } from "./queues/simple_queue.ts";
