/** What a member of a Fifo must have; the Fifo alone writes it. */
export interface Linked<T> {
  /** The member in front. */
  before: T | undefined;
  /** The member behind. */
  after: T | undefined;
}

/** First in, first out, but a member may leave from anywhere at the same low cost: waiters give up. */
export class Fifo<T extends Linked<T>> {
  /** The first member. */
  head: T | undefined = undefined;
  #tail: T | undefined = undefined;

  /** Appends `member`, which must be in no Fifo. */
  push(member: T): void {
    member.before = this.#tail;
    if (this.#tail === undefined) this.head = member;
    else this.#tail.after = member;
    this.#tail = member;
  }

  /** Takes `member` out, which must be in this Fifo. */
  remove(member: T): void {
    const { before, after } = member;
    if (before === undefined) this.head = after;
    else before.after = after;
    if (after === undefined) this.#tail = before;
    else after.before = before;
    member.before = member.after = undefined;
  }
}
