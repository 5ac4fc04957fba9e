// A gate that tasks of other threads wait at, and that counts who has come.
//
//   [0] how many have come   added to by each of them
//   [1] 1: open              set by the test, once

export type Gate = Int32Array;

const COME = 0;
const OPEN = 1;

export function createGate(): Gate {
  return new Int32Array(new SharedArrayBuffer(8));
}

export function openGate(gate: Gate): void {
  Atomics.store(gate, OPEN, 1);
  Atomics.notify(gate, OPEN);
}

/** Comes to the gate and blocks until it is open. */
export function enterGate(gate: Gate): void {
  Atomics.add(gate, COME, 1);
  Atomics.notify(gate, COME);
  while (Atomics.load(gate, OPEN) === 0) Atomics.wait(gate, OPEN, 0);
}

/** Blocks until `count` have come: without giving the event loop a turn. */
export function startedInGate(gate: Gate, count: number, limit = 10_000): void {
  const end = performance.now() + limit;
  for (;;) {
    const come = Atomics.load(gate, COME);
    if (come >= count) return;
    const left = end - performance.now();
    if (left <= 0) throw new Error(`${come} of ${count} came within ${limit} ms`);
    Atomics.wait(gate, COME, come, left);
  }
}

export function cameToGate(gate: Gate): number {
  return Atomics.load(gate, COME);
}
