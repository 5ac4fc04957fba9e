// What the threads of the contended rows do: take a lock so many times, all beginning together.
import {
  type Barrier,
  type Condition,
  type Event,
  type Lock,
  task,
} from "@weft/concurrency/threading";

/** Milliseconds from the common start to the end of this thread, and its longest wait. */
export interface Contended {
  ms: number;
  longest: number;
}

export const contend = task(
  import.meta,
  (lock: Lock, shared: Int32Array, times: number, threads: number): Contended =>
    run(shared, times, threads, () => void lock.acquireSync(), () => lock.release()),
);

export const contendRaw = task(
  import.meta,
  (words: Int32Array, shared: Int32Array, times: number, threads: number): Contended =>
    run(shared, times, threads, () => lockRaw(words), () => unlockRaw(words)),
);

function run(
  shared: Int32Array,
  times: number,
  threads: number,
  take: () => void,
  give: () => void,
): Contended {
  Atomics.add(shared, 0, 1);
  while (Atomics.load(shared, 0) < threads);
  const start = performance.now();
  let longest = 0;
  for (let i = 0; i < times; i++) {
    const asked = performance.now();
    take();
    longest = Math.max(longest, performance.now() - asked);
    shared[1]!++;
    give();
  }
  return { ms: performance.now() - start, longest };
}

// The futex lock as everybody writes it: 0 free, 1 held, 2 held and wanted.
function lockRaw(words: Int32Array): void {
  if (Atomics.compareExchange(words, 0, 0, 1) === 0) return;
  while (Atomics.exchange(words, 0, 2) !== 0) Atomics.wait(words, 0, 2);
}

function unlockRaw(words: Int32Array): void {
  if (Atomics.exchange(words, 0, 0) === 2) Atomics.notify(words, 0, 1);
}

/** Two threads hand over to each other; `side` is 0 or 1. */
export const eventTurns = task(
  import.meta,
  (events: [Event, Event], side: number, turns: number) => {
    const [mine, other] = side === 0 ? events : [events[1], events[0]];
    for (let i = 0; i < turns; i++) {
      mine.waitSync();
      mine.clear();
      other.set();
    }
  },
);

export const eventTurnsAsync = task(
  import.meta,
  async (events: [Event, Event], side: number, turns: number) => {
    const [mine, other] = side === 0 ? events : [events[1], events[0]];
    for (let i = 0; i < turns; i++) {
      await mine.wait();
      mine.clear();
      other.set();
    }
  },
);

export const conditionTurns = task(
  import.meta,
  (condition: Condition, turn: Int32Array, side: number, turns: number) => {
    condition.acquireSync();
    for (let i = 0; i < turns; i++) {
      while (turn[0] !== side) condition.waitSync();
      turn[0] = 1 - side;
      condition.notify();
    }
    condition.release();
  },
);

export const conditionTurnsAsync = task(
  import.meta,
  async (condition: Condition, turn: Int32Array, side: number, turns: number) => {
    await condition.acquire();
    for (let i = 0; i < turns; i++) {
      while (turn[0] !== side) await condition.wait();
      turn[0] = 1 - side;
      condition.notify();
    }
    condition.release();
  },
);

export const rawTurns = task(import.meta, (turn: Int32Array, side: number, turns: number) => {
  for (let i = 0; i < turns; i++) {
    while (Atomics.load(turn, 0) !== side) Atomics.wait(turn, 0, 1 - side);
    Atomics.store(turn, 0, 1 - side);
    Atomics.notify(turn, 0, 1);
  }
});

export const rawTurnsAsync = task(
  import.meta,
  async (turn: Int32Array, side: number, turns: number) => {
    // Atomics.waitAsync keeps no worker alive.
    const alive = setInterval(() => {}, 1000);
    for (let i = 0; i < turns; i++) {
      while (Atomics.load(turn, 0) !== side) {
        const wait = Atomics.waitAsync(turn, 0, 1 - side);
        if (wait.async) await wait.value;
      }
      Atomics.store(turn, 0, 1 - side);
      Atomics.notify(turn, 0, 1);
    }
    clearInterval(alive);
  },
);

export const barrierRounds = task(import.meta, (barrier: Barrier, rounds: number) => {
  for (let i = 0; i < rounds; i++) barrier.waitSync();
});

/** Two threads meet by counting up to the next multiple of two. */
export const rawRounds = task(import.meta, (words: Int32Array, rounds: number) => {
  for (let i = 0; i < rounds; i++) {
    const arrived = Atomics.add(words, 0, 1) + 1;
    if (arrived === 2 * (i + 1)) {
      Atomics.store(words, 1, i + 1);
      Atomics.notify(words, 1, 1);
    } else while (Atomics.load(words, 1) <= i) Atomics.wait(words, 1, i);
  }
});

export const begin = task(import.meta, (begun: Event, go: Event) => {
  begun.set();
  go.waitSync();
});
