import type { Store } from "./local_life.ts";
import { registerQueue } from "./crossing.ts";
import { access, Queue, STORE } from "./queue.ts";

class Stack<T> implements Store<T> {
  #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  push(item: T): void {
    this.#items.push(item);
  }

  pop(): T {
    return this.#items.pop() as T;
  }

  clear(): void {
    this.#items = [];
  }

  toArray(): T[] {
    return this.#items.toReversed();
  }
}

/**
 * Python's LifoQueue (17.7): last in, first out.
 *
 * ```ts
 * import { LifoQueue } from "@weft/concurrency/queue";
 *
 * const q = new LifoQueue<string>();
 * q.putNowait("first");
 * q.putNowait("last");
 * console.log(q.getNowait());
 * ```
 *
 * ```output
 * last
 * ```
 */
export class LifoQueue<T = unknown> extends Queue<T> {
  /** @ignore */
  protected override [STORE](): Store<T> {
    return new Stack<T>();
  }
}

registerQueue("LifoQueue", LifoQueue, {
  ...access,
  order: () => ({ kind: "lifo" }),
  create: ({ maxsize }) => new LifoQueue(maxsize),
  module: () => import.meta.url,
});
