// A queue on its way into shared memory, with what it holds and with who waits for it.
//
//   seal (may refuse) ──▶ fill ──▶ settle
//        └──▶ giveUp

import type { LocalLife, Waiting } from "./local_life.ts";
import { kept, type Letter, returnMarks, seal } from "./shared/letter.ts";
import type { QueueMemory } from "./shared/state.ts";
import type { Order } from "./shared/stock.ts";
import { threadReach } from "./shared/thread_reach.ts";
import { SharedLife } from "./shared_life.ts";
import { serve } from "./waiters.ts";

export class Move {
  /** The one that it is going to have. */
  readonly life: SharedLife<unknown>;
  readonly #local: LocalLife<unknown>;
  readonly #reversed: boolean;
  readonly #waiting: Waiting<unknown>;
  readonly #items: Letter[] = [];
  readonly #late: Letter[] = [];

  constructor(local: LocalLife<unknown>, memory: QueueMemory, order: Order<unknown>) {
    this.life = new SharedLife(memory, order, threadReach);
    this.#local = local;
    this.#reversed = order.kind === "lifo";
    this.#waiting = local.waiting();
  }

  /** Makes letters of all items; throws DataCloneError for one that can't be sent. */
  seal(): void {
    for (const [i, item] of this.#local.items().entries()) {
      this.#items.push(kept(seal(item, `queue[${i}]`)));
    }
    for (const [i, { what }] of this.#waiting.putters.entries()) {
      this.#late.push(kept(seal(what, `queue.put[${i}]`)));
    }
  }

  /** Lets items that were to be moved be moved the next time. */
  giveUp(): void {
    this.#items.forEach(returnMarks);
    this.#late.forEach(returnMarks);
  }

  /** Puts the letters into the memory. */
  fill(): void {
    const { life } = this;
    // What is put last into a stack leaves first.
    if (this.#reversed) this.#items.reverse();
    for (const letter of this.#items) life.insert(letter);
    life.adopt(this.#local.unfinished, this.#local.closed);
  }

  /** Lets those who have waited in the thread wait in the memory. */
  settle(): void {
    const { life } = this;
    const { getters, putters, joiners } = this.#waiting;
    for (const waiter of getters) serve(waiter, (patience) => life.get(patience));
    for (const [i, waiter] of putters.entries()) {
      serve(waiter, (patience) => life.putLetter(this.#late[i]!, patience));
    }
    for (const waiter of joiners) serve(waiter, ({ signal }) => life.join(signal));
  }
}
