// Parking where no other thread can see the words: sleepers are promises in queues of this thread.
import { NotSupportedError } from "../_runtime/errors.ts";
import { DeadlineTimer } from "./deadline.ts";
import { Fifo, type Linked } from "./fifo.ts";
import type { AsyncWait, Parker, WaitResult } from "./parker.ts";

interface Sleeper extends Linked<Sleeper> {
  wake(result: "ok" | "timed-out"): void;
}

// By byte of the buffer, so that two views of the same memory meet.
const sleepers: WeakMap<ArrayBufferLike, Map<number, Fifo<Sleeper>>> = new WeakMap();

/** Sleeps on words of this thread alone; can't block. */
export const localParker: Parker = {
  wait(words: Int32Array, index: number, expected: number, timeout: number): WaitResult {
    if (words[index] !== expected) return "not-equal";
    if (timeout <= 0) return "timed-out";
    throw new NotSupportedError(
      "blocking needs memory shared between threads and Atomics.wait, which this platform, or " +
        "the object's memory, does not offer; use the asynchronous form (without Sync) instead",
    );
  },

  waitAsync(words: Int32Array, index: number, expected: number, timeout: number): AsyncWait {
    if (words[index] !== expected) return { async: false, value: "not-equal" };
    if (timeout <= 0) return { async: false, value: "timed-out" };
    const value = new Promise<"ok" | "timed-out">((resolve) => {
      const queue = queueOf(words, index);
      const timer = new DeadlineTimer(performance.now() + timeout, () => leave("timed-out"));
      const sleeper: Sleeper = { before: undefined, after: undefined, wake: leave };
      queue.push(sleeper);

      function leave(result: "ok" | "timed-out"): void {
        timer.clear();
        queue.remove(sleeper);
        if (queue.head === undefined) dropQueue(words, index);
        resolve(result);
      }
    });
    return { async: true, value };
  },

  notify(words: Int32Array, index: number, count: number): number {
    const queue = sleepers.get(words.buffer)?.get(byteOf(words, index));
    let woken = 0;
    while (queue?.head !== undefined && woken < count) {
      queue.head.wake("ok");
      woken++;
    }
    return woken;
  },
};

function queueOf(words: Int32Array, index: number): Fifo<Sleeper> {
  let queues = sleepers.get(words.buffer);
  if (queues === undefined) sleepers.set(words.buffer, queues = new Map());
  const byte = byteOf(words, index);
  let queue = queues.get(byte);
  if (queue === undefined) queues.set(byte, queue = new Fifo());
  return queue;
}

function dropQueue(words: Int32Array, index: number): void {
  sleepers.get(words.buffer)?.delete(byteOf(words, index));
}

function byteOf(words: Int32Array, index: number): number {
  return words.byteOffset + index * words.BYTES_PER_ELEMENT;
}
