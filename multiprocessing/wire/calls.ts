// Calls to objects in other processes, on the side of the caller.

import { deadlineAfter, DeadlineTimer } from "../../_sync/deadline.ts";
import { hold, release } from "../../_thread/hold.ts";
import type { Patience } from "../../queue/options.ts";
import { errorOf, type Head, homeIsGone, type Path, type Plain, type Reply } from "./letters.ts";

/** Milliseconds for which the answer to a call that has timed out may be late: the other process may be busy. */
const GRACE = 250;

/** An object in another process. */
export interface Target {
  readonly home: Path;
  readonly object: string;
  /** Of a pipe: 0 or 1. */
  readonly end: number;
}

export interface CallOptions {
  /** The program may end meanwhile. */
  readonly idle?: boolean;
  /** Takes back what came of a call that nobody waits for any more, by this method. */
  readonly undo?: string;
  /** What it rejects with when no answer has come in time. */
  readonly late?: () => Error;
}

export interface Answer {
  readonly value: Plain | undefined;
  readonly body: Uint8Array;
}

interface Pending {
  readonly to: Path;
  /** Undefined: the other process is gone. */
  settle(reply: Reply | undefined, body: Uint8Array): void;
}

type Send = (head: Head, body?: Uint8Array) => void;

export class Calls {
  readonly #path: Path;
  readonly #send: Send;
  readonly #pending: Map<number, Pending> = new Map();
  #last = 0;

  /** Of the process `path`. */
  constructor(path: Path, send: Send) {
    this.#path = path;
    this.#send = send;
  }

  async call(
    target: Target,
    method: string,
    body: Uint8Array | undefined,
    patience: Patience,
    options: CallOptions = {},
  ): Promise<Answer> {
    patience.signal?.throwIfAborted();
    const asking = this.#ask(target, method, body, patience, options);
    return await (options.idle === true ? asking : held(asking));
  }

  /** The same without an answer. */
  post(target: Target, method: string, body?: Uint8Array): void {
    this.#write(0, target, method, 0, body);
  }

  /** An answer has come. */
  settle(reply: Reply, body: Uint8Array): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    pending?.settle(reply, body);
  }

  /** From those processes no answer will come. */
  fail(gone: (path: Path) => boolean): void {
    for (const [id, pending] of this.#pending) {
      if (!gone(pending.to)) continue;
      this.#pending.delete(id);
      pending.settle(undefined, new Uint8Array(0));
    }
  }

  #ask(
    target: Target,
    method: string,
    body: Uint8Array | undefined,
    { limit, signal }: Patience,
    { undo, late = homeIsGone }: CallOptions,
  ): Promise<Answer> {
    const id = ++this.#last;
    const to = target.home;
    return new Promise((resolve, reject) => {
      const leave = (error: unknown) => {
        stopWaiting();
        this.#send({ kind: "cancel", to, from: this.#path, id });
        // It may have been answered before that arrives.
        this.#pending.set(id, {
          to,
          settle: (reply, body) => {
            const taken = reply !== undefined && reply.error === undefined;
            if (taken && undo !== undefined) this.post(target, undo, body);
          },
        });
        reject(error);
      };
      // The other process looks at the clock itself.
      const deadline = limit === 0 ? Infinity : deadlineAfter(limit + GRACE);
      const timer = new DeadlineTimer(deadline, () => leave(late()));
      const abort = () => leave(signal!.reason);
      const stopWaiting = () => {
        timer.clear();
        signal?.removeEventListener("abort", abort);
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#pending.set(id, {
        to,
        settle(reply, body) {
          stopWaiting();
          if (reply === undefined) reject(homeIsGone());
          else if (reply.error !== undefined) reject(errorOf(reply.error));
          else resolve({ value: reply.value, body });
        },
      });
      try {
        this.#write(id, target, method, limit === Infinity ? null : limit, body);
      } catch (error) {
        // It is too long, say.
        stopWaiting();
        this.#pending.delete(id);
        reject(error);
      }
    });
  }

  #write(
    id: number,
    { home, object, end }: Target,
    method: string,
    limit: number | null,
    body: Uint8Array | undefined,
  ): void {
    this.#send({ kind: "call", to: home, from: this.#path, id, object, end, method, limit }, body);
  }
}

/** Keeps the program alive until the wait is over. */
export async function held<T>(wait: Promise<T>): Promise<T> {
  hold();
  try {
    return await wait;
  } finally {
    release();
  }
}
