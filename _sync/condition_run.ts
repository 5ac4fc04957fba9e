import { DeadlineTimer } from "./deadline.ts";
import { Fifo, type Linked } from "./fifo.ts";
import type { Parker } from "./parker.ts";
import type { WaitList } from "./wait_list.ts";

/** One asynchronous waiter. */
export interface Member extends Linked<Member> {
  /** It was notified; final only while the lock is held. */
  notified: boolean;
  /** Set once it sleeps. */
  wake: (() => void) | undefined;
}

/** The asynchronous waiters of one slot of a WaitList, all in this thread, of which one sleep serves them all. */
export class Run {
  /** The slot; another's once the run is closed. */
  readonly slot: number;
  /** The slot was given back. */
  closed = false;

  readonly #words: Int32Array;
  readonly #list: WaitList;
  readonly #parker: Parker;
  readonly #members: Fifo<Member> = new Fifo();
  #delivered = 0;
  #asleep = false;
  #kicked = false;

  /** Takes a slot at the end of `list`; the lock must be held. */
  constructor(words: Int32Array, list: WaitList, parker: Parker) {
    this.#words = words;
    this.#list = list;
    this.#parker = parker;
    this.slot = list.append();
  }

  /** A new last member, already counted in the slot; the lock must be held. */
  add(): Member {
    const member: Member = {
      before: undefined,
      after: undefined,
      notified: false,
      wake: undefined,
    };
    this.#members.push(member);
    return member;
  }

  /** Resolves when `member` is notified, at the deadline, or on abort; to true if it was the abort. */
  sleep(member: Member, deadline: number, signal: AbortSignal | undefined): Promise<boolean> {
    if (deadline === Infinity && signal === undefined) {
      return new Promise((resolve) => {
        member.wake = () => resolve(false);
        this.deliver();
      });
    }
    return new Promise((resolve) => {
      const end = (aborted: boolean) => {
        timer.clear();
        signal?.removeEventListener("abort", abort);
        member.wake = undefined;
        resolve(aborted);
      };
      const abort = () => end(true);
      const timer = new DeadlineTimer(deadline, () => end(false));
      signal?.addEventListener("abort", abort, { once: true });
      member.wake = () => end(false);
      this.deliver();
    });
  }

  /** Hands the notifications of the slot to its members. */
  deliver(): void {
    while (!this.closed) {
      const notified = Atomics.load(this.#words, this.#list.notified(this.slot));
      for (; this.#delivered !== notified; this.#delivered++) {
        const member = this.#members.head!;
        this.#members.remove(member);
        member.notified = true;
        member.wake?.();
      }
      if (this.#asleep || this.#members.head === undefined) return;
      const { slot } = this;
      const wait = this.#parker.waitAsync(
        this.#words,
        this.#list.notified(slot),
        notified,
        Infinity,
      );
      if (!wait.async) continue;
      this.#asleep = true;
      wait.value.then(() => {
        this.#asleep = false;
        this.deliver();
      });
    }
  }

  /** Delivers before the event loop turns; for notifications that come from this thread. */
  kick(): void {
    if (this.#kicked) return;
    this.#kicked = true;
    queueMicrotask(() => {
      this.#kicked = false;
      this.deliver();
    });
  }

  /** Ends the wait of `member`; true if it was notified. The lock must be held. */
  finish(member: Member): boolean {
    this.deliver();
    if (!member.notified) {
      this.#members.remove(member);
      this.#list.leave(this.slot);
    }
    if (!this.closed && this.#members.head === undefined) this.#close();
    return member.notified;
  }

  #close(): void {
    this.closed = true;
    // A sleep that outlived the run would take the notifications of the slot's next owner.
    if (this.#asleep) this.#parker.notify(this.#words, this.#list.notified(this.slot), Infinity);
    this.#list.free(this.slot);
  }
}
