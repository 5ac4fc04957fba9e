import { registerClass } from "../_transfer/registry.ts";
import type { Store } from "./local_life.ts";
import { Queue, refuseSending, STORE } from "./queue.ts";

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

registerClass("LifoQueue", LifoQueue, { reduce: refuseSending, revive: refuseSending });
