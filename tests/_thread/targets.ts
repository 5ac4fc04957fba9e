import {
  exit,
  getIdent,
  interruptMain,
  type LockType,
  type RLock,
  startNewThread,
  task,
} from "@weft/concurrency/_thread";
import { currentThread, enumerate } from "@weft/concurrency/threading";

export type Lock = InstanceType<typeof LockType>;

export function words(count = 4): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

/** Ends with the lock released. */
export const report = task(import.meta, (out: Int32Array, done: Lock) => {
  Atomics.store(out, 0, getIdent());
  done.release();
});

export const count = task(import.meta, (mutex: Lock, out: Int32Array, done: Lock) => {
  Atomics.wait(out, 3, 0, Math.random() * 0.1);
  mutex.acquireSync();
  const left = --out[0]!;
  mutex.release();
  if (left === 0) done.release();
});

export const takeAndGive = task(import.meta, (lock: Lock, out: Int32Array) => {
  lock.acquireSync();
  lock.release();
  Atomics.add(out, 0, 1);
});

export const options = task(
  import.meta,
  (out: Int32Array, done: Lock, more?: Record<string, unknown>) => {
    Atomics.store(out, 0, (more?.value as number) ?? -1);
    done.release();
  },
);

export const leave = task(import.meta, (done: Lock) => {
  done.release();
  exit();
});

export const fail = task(import.meta, function taskThatFails(done: Lock) {
  done.release();
  throw new RangeError("task failed");
});

export const alien = task(import.meta, (out: Int32Array, done: Lock) => {
  const thread = currentThread();
  const known = enumerate().includes(thread);
  const facts = [/^Dummy-\d+$/.test(thread.name), thread.daemon, thread.isAlive(), known];
  Atomics.store(out, 0, facts.every(Boolean) ? 1 : 2);
  Atomics.store(out, 1, thread.ident!);
  done.release();
});

export const interrupt = task(import.meta, (signal: string) => interruptMain(signal));

export const own = task(import.meta, (lock: RLock, out: Int32Array, done: Lock) => {
  Atomics.store(out, 0, lock.acquireSync({ blocking: false }) ? 1 : 2);
  done.release();
});

export const startAnother = task(import.meta, (out: Int32Array, done: Lock) => {
  startNewThread(report, [out, done]);
});
