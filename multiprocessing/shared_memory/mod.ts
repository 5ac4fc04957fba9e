/**
 * Python's `multiprocessing.shared_memory` (17.2): memory with a name, which other threads and processes, Python's among
 * them, map by that name; and a list of fixed length in it. Linux; on Deno with `--allow-ffi`.
 *
 * ```ts
 * import { SharedMemory } from "@weft/concurrency/multiprocessing/shared_memory";
 *
 * using a = new SharedMemory({ create: true, size: 10 });
 * a.buf.set([22, 33, 44, 55]);
 *
 * // In another process, by the name alone:
 * using b = new SharedMemory({ name: a.name });
 * b.buf[0] = 7;
 *
 * console.log(a.buf.slice(0, 4).join());
 * a.unlink();
 * ```
 *
 * ```output
 * 7,33,44,55
 * ```
 *
 * @module
 */
export type { ShareableItem } from "./item.ts";
export { ShareableList, type ShareableListOptions } from "./shareable_list.ts";
export { SharedMemory, type SharedMemoryOptions } from "./shared_memory.ts";
export { NotSupportedError, RuntimeError, SystemExit } from "../../_runtime/errors.ts";
