// What the threads of the tests do.

import {
  activeCount,
  type BoundedSemaphore,
  currentThread,
  enumerate,
  type Event,
  getIdent,
  getNativeId,
  type Lock,
  mainThread,
  type RLock,
  SystemExit,
  task,
  Thread,
  type Timer,
} from "@weft/concurrency/threading";

/** Shared memory for what a thread reports. */
export function words(count = 4): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

export const store = task(import.meta, (out: Int32Array, value: number) => {
  Atomics.store(out, 0, value);
});

export const storeLater = task(import.meta, async (out: Int32Array, value: number) => {
  await new Promise((resolve) => setTimeout(resolve, 10));
  Atomics.store(out, 0, value);
});

export const add = task(import.meta, (out: Int32Array) => {
  Atomics.add(out, 0, 1);
});

export const sum = task(import.meta, (out: Int32Array, ...numbers: number[]) => {
  Atomics.store(out, 0, numbers.reduce((a, b) => a + b, 0));
});

export const kwargs = task(
  import.meta,
  (out: Int32Array, a: number, options?: Record<string, unknown>) => {
    Atomics.store(out, 0, a);
    Atomics.store(out, 1, (options?.b as number) ?? -1);
  },
);

export const waitFor = task(import.meta, (event: Event) => void event.waitSync());

export const awaitEvent = task(import.meta, async (event: Event) => void await event.wait());

export const holdWhile = task(import.meta, (lock: Lock, held: Event, go: Event) => {
  lock.acquireSync();
  held.set();
  go.waitSync();
  lock.release();
});

export const passThrough = task(import.meta, (lock: Lock) => {
  lock.acquireSync();
  lock.release();
});

export const fail = task(import.meta, (message: string) => {
  throw new RangeError(message);
});

export const rejects = task(import.meta, async (message: string) => {
  await Promise.resolve();
  throw new RangeError(message);
});

export const exitSilently = task(import.meta, () => {
  throw new SystemExit(1);
});

export const processExit = task(import.meta, () => process.exit(3));

export const closeSelf = task(import.meta, () => {
  (globalThis as unknown as { close(): void }).close();
});

export const overflow = task(import.meta, (out: Int32Array) => {
  const recurse = (): number => recurse() + 1;
  try {
    recurse();
  } catch (error) {
    Atomics.store(out, 0, error instanceof RangeError ? 1 : 2);
  }
});

export const identify = task(import.meta, (out: Int32Array) => {
  const thread = currentThread();
  Atomics.store(out, 0, thread.ident!);
  Atomics.store(out, 1, getIdent());
  Atomics.store(out, 2, getNativeId());
  Atomics.store(out, 3, thread.nativeId!);
});

export const census = task(import.meta, (names: string[], out: Int32Array) => {
  const found = enumerate().map(({ name }) => name).sort();
  const same = JSON.stringify(found) === JSON.stringify([...names].sort());
  Atomics.store(out, 0, same && activeCount() === names.length ? 1 : 2);
  Atomics.store(out, 1, mainThread().ident!);
});

export const rename = task(import.meta, (thread: Thread, name: string) => {
  thread.name = name;
});

export const describeThread = task(import.meta, (thread: Thread, out: Int32Array, name: string) => {
  Atomics.store(out, 0, thread.ident ?? -1);
  Atomics.store(out, 1, thread.isAlive() ? 1 : 0);
  Atomics.store(out, 2, thread.name === name ? 1 : 0);
  Atomics.store(out, 3, thread.daemon ? 1 : 0);
});

export const joinOther = task(import.meta, (thread: Thread, out: Int32Array) => {
  thread.joinSync();
  Atomics.store(out, 0, thread.isAlive() ? 2 : 1);
});

export const startOther = task(import.meta, (thread: Thread, out: Int32Array) => {
  try {
    thread.start();
  } catch (error) {
    Atomics.store(out, 0, (error as Error).name === "RuntimeError" ? 1 : 2);
  }
});

export const joinSelf = task(import.meta, (out: Int32Array) => {
  try {
    currentThread().joinSync();
  } catch (error) {
    Atomics.store(out, 0, (error as Error).message.includes("current thread") ? 1 : 2);
  }
});

export const startChild = task(
  import.meta,
  (out: Int32Array, go: Event, done: Event, daemon: boolean) => {
    const child = new Thread({ target: childOf, args: [out, go, done] });
    Atomics.store(out, 1, child.daemon === daemon ? 1 : 2);
    child.start();
  },
);

export const childOf = task(import.meta, (out: Int32Array, go: Event, done: Event) => {
  go.waitSync();
  Atomics.store(out, 0, 1);
  done.set();
});

export const nest = task(import.meta, (out: Int32Array, depth: number) => {
  Atomics.add(out, 0, 1);
  if (depth === 0) return;
  const child = new Thread({ target: nest, args: [out, depth - 1] });
  child.start();
  child.joinSync();
});

/** Python's test_various_ops. */
export class Worker extends Thread {
  readonly semaphore: BoundedSemaphore;
  readonly mutex: RLock;
  readonly running: Int32Array;

  constructor(i: number, semaphore: BoundedSemaphore, mutex: RLock, running: Int32Array) {
    super({ name: `<thread ${i}>` });
    this.semaphore = semaphore;
    this.mutex = mutex;
    this.running = running;
  }

  override run() {
    using _permit = this.semaphore.holdSync();
    {
      using _ = this.mutex.holdSync();
      const running = Atomics.add(this.running, 0, 1) + 1;
      if (running > 3) Atomics.store(this.running, 1, 1);
    }
    Atomics.wait(this.running, 3, 0, Math.random() * 0.1);
    using _ = this.mutex.holdSync();
    const running = Atomics.sub(this.running, 0, 1) - 1;
    if (running < 0) Atomics.store(this.running, 1, 1);
  }
}
task(import.meta, Worker);

/** Overrides run, with fields, and calls that of Thread. */
export class Counting extends Thread<[Int32Array, number]> {
  times = 2;
  list: number[] = [];

  constructor(out: Int32Array, value: number) {
    super({ target: addTo, args: [out, value], name: "counting" });
  }

  override async run() {
    for (let i = 0; i < this.times; i++) await super.run();
    this.list.push(1);
    const same = currentThread() === this && this instanceof Counting;
    Atomics.store(new Int32Array(this.seen.buffer), 0, same ? 1 : 2);
  }

  readonly seen = words(1);
}
task(import.meta, Counting);

export const addTo = task(import.meta, (out: Int32Array, value: number) => {
  Atomics.add(out, 0, value);
});

/** Not marked with task. */
export class Unmarked extends Thread {
  override run() {}
}

/** Does nothing of its own in the thread, and so need not be marked. */
export class Named extends Thread<[Int32Array, number]> {
  constructor(out: Int32Array) {
    super({ target: store, args: [out, 5], name: "named" });
  }
}

export const moved = task(import.meta, (bytes: Uint8Array, out: Int32Array) => {
  Atomics.store(out, 0, bytes.length);
});

export const cancel = task(import.meta, (timer: Timer<[Int32Array]>) => timer.cancel());
