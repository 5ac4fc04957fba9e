/**
 * Python's multiprocessing.connection: connections between processes, and waiting for several of them.
 *
 * @module
 */
import "../wire/mod.ts";

export { Connection } from "../connection.ts";
export { wait, type WaitObject, waitSync } from "../wait.ts";
export type { Waitable } from "../waitable.ts";
export type { SyncWaitOptions, WaitOptions } from "../../_sync/options.ts";
