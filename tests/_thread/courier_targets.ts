// What the threads of the courier's tests do.

import process from "node:process";
import { task } from "@weft/concurrency/threading";
import { fetch, fetchSync, forget, keep } from "../../_thread/courier.ts";

export function words(count = 4): Int32Array {
  return new Int32Array(new SharedArrayBuffer(4 * count));
}

/** Sets a word and wakes who waits for it. */
export function signal(out: Int32Array, index: number, value = 1): void {
  Atomics.store(out, index, value);
  Atomics.notify(out, index);
}

/** What the word is once it is not 0. */
export function awaitSignal(out: Int32Array, index: number): number {
  while (Atomics.load(out, index) === 0) Atomics.wait(out, index, 0);
  return Atomics.load(out, index);
}

/** Adds 1 to memory that was kept. */
export const addTo = task(import.meta, (id: number) => {
  Atomics.add(fetchSync(id)[0] as Int32Array, 0, 1);
});

export const addToLater = task(import.meta, async (id: number) => {
  Atomics.add((await fetch(id))[0] as Int32Array, 0, 1);
});

/** Says in [1] that it is there, and fetches when [2] says so. */
export const addToWhenTold = task(import.meta, (id: number, out: Int32Array) => {
  signal(out, 1);
  awaitSignal(out, 2);
  Atomics.add(fetchSync(id)[0] as Int32Array, 0, 1);
});

export const addToLaterWhenTold = task(import.meta, async (id: number, out: Int32Array) => {
  signal(out, 1);
  awaitSignal(out, 2);
  Atomics.add((await fetch(id))[0] as Int32Array, 0, 1);
});

/** The number of kept memory in [0], which holds 5. */
export const keepMemory = task(import.meta, (out: Int32Array) => {
  signal(out, 0, keep([words(1).fill(5)], []));
});

/** The number of kept memory that holds i, in [i]; ends when `count` threads have done so, by the last word. */
export const keepTogether = task(import.meta, (out: Int32Array, i: number, count: number) => {
  Atomics.store(out, i, keep([words(1).fill(i)], []));
  const last = out.length - 1;
  if (Atomics.add(out, last, 1) === count - 1) Atomics.notify(out, last);
  for (let n; (n = Atomics.load(out, last)) < count;) Atomics.wait(out, last, n);
});

/** What it has kept and fetched again, in [1]. */
export const keepAndFetch = task(import.meta, (out: Int32Array) => {
  const [memory] = fetchSync(keep([words(1).fill(5)], [])) as [Int32Array];
  signal(out, 1, memory[0]);
});

export const keepMemoryAndExit = task(import.meta, (out: Int32Array) => {
  signal(out, 0, keep([words(1).fill(5)], []));
  process.exit(3);
});

export const forgetIt = task(import.meta, (id: number) => forget(id));

/**
 * The number of a kept port in [0]; a message before, one after, and one when [1] is set. How many replies came, in
 * [2], when the three have come back in order.
 */
export const talk = task(import.meta, async (out: Int32Array) => {
  const { port1, port2 } = new MessageChannel();
  const replies: unknown[] = [];
  const done = new Promise<void>((resolve) => {
    port1.onmessage = ({ data }) => {
      replies.push(data);
      if (replies.length === 3) resolve();
    };
  });
  port1.postMessage("one");
  const id = keep([port2], [port2]);
  port1.postMessage("two");
  signal(out, 0, id);
  awaitSignal(out, 1);
  port1.postMessage("three");
  await done;
  port1.close();
  signal(out, 2, replies.join() === "one,two,three" ? 3 : -1);
});

/** Sends three messages of a kept port back, which come as events. */
export const echo = task(import.meta, async (id: number) => {
  const [port] = fetchSync(id) as [MessagePort];
  await new Promise<void>((resolve) => {
    let count = 0;
    port.addEventListener("message", ({ data }) => {
      port.postMessage(data);
      if (++count === 3) resolve();
    });
    port.start();
  });
  port.close();
});

/**
 * Tries to fetch all of them, by one way and the other, in an order of its own: [i] of `got` is how many threads have
 * got the i-th, of `refused` how many have not.
 */
export const fetchAll = task(
  import.meta,
  async (ids: Int32Array, got: Int32Array, refused: Int32Array, step: number) => {
    const pending: Promise<void>[] = [];
    for (let n = 0; n < ids.length; n++) {
      const i = (n * step) % ids.length;
      const tell = (values: unknown[]) => {
        const right = (values[0] as Int32Array)[0] === i;
        Atomics.add(got, i, right ? 1 : 1000);
      };
      const refuse = () => void Atomics.add(refused, i, 1);
      if (n % 3 !== 0) pending.push(fetch(ids[i]!).then(tell, refuse));
      else {
        try {
          tell(fetchSync(ids[i]!));
        } catch {
          refuse();
        }
      }
    }
    await Promise.all(pending);
  },
);

/** Keeps memory again and again, its number in [0]; [1] says that it was fetched. */
export const keepMany = task(import.meta, (out: Int32Array, rounds: number) => {
  for (let round = 1; round <= rounds; round++) {
    Atomics.store(out, 1, 0);
    Atomics.store(out, 0, keep([words(1).fill(round)], []));
    awaitSignal(out, 1);
  }
});

/** Fetches each the very moment that its number is known; [2] counts those that were right. */
export const fetchMany = task(import.meta, (out: Int32Array, rounds: number) => {
  for (let round = 1; round <= rounds; round++) {
    let id: number;
    while ((id = Atomics.exchange(out, 0, 0)) === 0);
    try {
      const [memory] = fetchSync(id) as [Int32Array];
      if (memory[0] === round) Atomics.add(out, 2, 1);
    } finally {
      signal(out, 1);
    }
  }
});
