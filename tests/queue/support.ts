// What the tests of the queues have in common.

import { LifoQueue, PriorityQueue, Queue } from "@weft/concurrency/queue";
import { pack } from "../../_transfer/pack.ts";

/** A kind of queue, and the order in which it gives back 111, 333, 222. */
export interface Kind {
  readonly name: string;
  readonly order: readonly number[];
  make<T>(maxsize?: number): Queue<T>;
}

export const kinds: readonly Kind[] = [
  {
    name: "Queue",
    order: [111, 333, 222],
    make: <T>(maxsize?: number) => new Queue<T>(maxsize),
  },
  {
    name: "LifoQueue",
    order: [222, 333, 111],
    make: <T>(maxsize?: number) => new LifoQueue<T>(maxsize),
  },
  {
    name: "PriorityQueue",
    order: [111, 222, 333],
    make: <T>(maxsize?: number) => new PriorityQueue<T>(maxsize),
  },
];

export function kind(name: string): Kind {
  return kinds.find((kind) => kind.name === name)!;
}

/** The queue, in shared memory as if it had been sent. */
export function shared<Q extends object>(q: Q): Q {
  pack(q, "queue");
  return q;
}

/** The kinds, as queues in shared memory. */
export const sharedKinds: readonly Kind[] = kinds.map((kind) => ({
  ...kind,
  name: `shared ${kind.name}`,
  make: <T>(maxsize?: number) => shared(kind.make<T>(maxsize)),
}));

/** Lets everything happen that can happen now. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

export type State = "pending" | "resolved" | "rejected";

/** What has become of a promise by now. */
export function stateOf(promise: Promise<unknown>): Promise<State> {
  return Promise.race<State>([
    promise.then(() => "resolved", () => "rejected"),
    turn().then(() => "pending"),
  ]);
}

/** All items of a queue at once. */
export function drain<T>(q: { empty(): boolean; getNowait(): T }): T[] {
  const items: T[] = [];
  while (!q.empty()) items.push(q.getNowait());
  return items;
}

/** An error by name, a value as it is: outcomes that can be compared. */
export function outcome<T>(promise: Promise<T>): Promise<T | string> {
  return promise.catch((error) => (error as Error).name);
}
