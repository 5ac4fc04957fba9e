import { runtime } from "../_runtime/mod.ts";
import { localParker } from "./local_parker.ts";
import { mappedParker } from "./mapped.ts";
import type { Parker } from "./parker.ts";
import { threadParker } from "./thread_parker.ts";

/** `count` zeroed words: shared between threads where the platform has threads, else of this thread only. */
export function createWords(count: number): Int32Array {
  const { threads, waitAsync } = runtime().capabilities();
  return threads && waitAsync
    ? new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT))
    : new Int32Array(count);
}

/** The parker that serves words of this kind of memory. */
export function parkerOf(words: Int32Array): Parker {
  return isShared(words.buffer) ? threadParker : mappedParker(words.buffer) ?? localParker;
}

function isShared(buffer: ArrayBufferLike): boolean {
  // The global is absent in browsers without cross-origin isolation.
  return typeof SharedArrayBuffer === "function" && buffer instanceof SharedArrayBuffer;
}
