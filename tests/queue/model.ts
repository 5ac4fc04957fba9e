// What a queue must do, written down as plainly as it can be: arrays, and a search in each step.

export interface Entry {
  readonly key: number;
  readonly id: number;
}

/** An outcome of a call, or of one that waits, whose number is `id`. */
export interface Outcome {
  readonly id: number;
  readonly what: string;
}

/** Where the entry that leaves next is among those in the order of their arrival; there is one. */
export type Order = (entries: readonly Entry[]) => number;

export const firstIn: Order = () => 0;
export const lastIn: Order = (entries) => entries.length - 1;
export const lowest: Order = (entries) =>
  entries.reduce((best, { key }, i) => key < entries[best]!.key ? i : best, 0);

export class Model {
  entries: Entry[] = [];
  getters: number[] = [];
  putters: { id: number; entry: Entry }[] = [];
  joiners: number[] = [];
  unfinished = 0;
  closed = false;
  /** What has come of calls since this was emptied. */
  outcomes: Outcome[] = [];

  constructor(readonly order: Order, readonly room: number) {}

  /** `waits`: whether the call waits when there is no room; else its outcome is `otherwise`. */
  put(id: number, entry: Entry, waits: boolean, otherwise = "Full"): void {
    if (this.closed) this.#settle(id, "ShutDown");
    else if (this.entries.length < this.room) {
      this.#add(id, entry);
      if (this.getters.length > 0 && this.entries.length > 0) {
        this.#settle(this.getters.shift()!, this.#remove());
      }
    } else if (waits) this.putters.push({ id, entry });
    else this.#settle(id, otherwise);
  }

  get(id: number, waits: boolean, otherwise = "Empty"): void {
    if (this.entries.length > 0) {
      this.#settle(id, this.#remove());
      while (this.putters.length > 0 && this.entries.length < this.room) {
        const { id, entry } = this.putters.shift()!;
        this.#add(id, entry);
      }
    } else if (this.closed) this.#settle(id, "ShutDown");
    else if (waits) this.getters.push(id);
    else this.#settle(id, otherwise);
  }

  taskDone(id: number): void {
    if (this.unfinished === 0) return this.#settle(id, "RangeError");
    this.#finish(1);
    this.#settle(id, "done");
  }

  join(id: number, waits: boolean): void {
    if (this.unfinished === 0) this.#settle(id, "done");
    else if (waits) this.joiners.push(id);
    else this.#settle(id, "RuntimeError");
  }

  /** Nothing comes of it when the call does not wait any more. */
  abort(id: number): void {
    const before = this.waiting;
    this.getters = this.getters.filter((waiter) => waiter !== id);
    this.joiners = this.joiners.filter((waiter) => waiter !== id);
    this.putters = this.putters.filter((waiter) => waiter.id !== id);
    if (this.waiting < before) this.#settle(id, "aborted");
  }

  shutdown(immediate: boolean): void {
    this.closed = true;
    if (immediate) {
      this.#finish(Math.min(this.entries.length, this.unfinished));
      this.entries = [];
    }
    for (const id of this.getters.splice(0)) this.#settle(id, "ShutDown");
    for (const { id } of this.putters.splice(0)) this.#settle(id, "ShutDown");
  }

  get waiting(): number {
    return this.getters.length + this.putters.length + this.joiners.length;
  }

  // A key that is NaN has no order.
  #add(id: number, entry: Entry): void {
    if (Number.isNaN(entry.key)) return this.#settle(id, "TypeError");
    this.entries.push(entry);
    this.unfinished++;
    this.#settle(id, "done");
  }

  #remove(): string {
    return `got ${this.entries.splice(this.order(this.entries), 1)[0]!.id}`;
  }

  #finish(count: number): void {
    this.unfinished -= count;
    if (this.unfinished > 0) return;
    for (const id of this.joiners.splice(0)) this.#settle(id, "done");
  }

  #settle(id: number, what: string): void {
    this.outcomes.push({ id, what });
  }
}
