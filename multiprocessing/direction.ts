// One direction of a connection: what this thread does there, one after the other, so that messages stay whole.
//
//   run(op)      done at once, or appended ──▶ whenever the descriptor is ready: the first, again, until it is done
//   runSync(op)  does all that is in front of it, blocking, and then itself

import { mustServe } from "../_sync/blocked_service.ts";
import { Fifo, type Linked } from "../_sync/fifo.ts";
import { Linger } from "../_sync/linger.ts";
import { watch } from "./poller.ts";
import { type Direction, waitReadySync } from "./ready.ts";

/** Sends or receives one message. */
export interface Operation {
  /** Does what can be done just now, with `wait` all; whether it is done. Throws when it has failed. */
  step(fd: number, wait: boolean): boolean;
  /** Does the first of what depends on the other side, if it can be done just now; whether it could. */
  begin?(fd: number): boolean;
  /** It goes on later: whatever it was given must not matter any more. */
  postpone?(): void;
}

interface Waiter extends Linked<Waiter> {
  readonly operation: Operation;
  settle(error?: unknown): void;
}

/** Milliseconds: somewhat more than it takes to wake the other process, so that two who ask and answer meet. */
const MOMENT = 0.1;

const done: Promise<void> = Promise.resolve();

export class OneDirection {
  readonly #owner: { fileno(): number };
  readonly #direction: Direction;
  readonly #waiters: Fifo<Waiter> = new Fifo();
  readonly #linger: Linger = new Linger(MOMENT);
  #unwatch: (() => void) | undefined;

  /** Keeps its owner from being collected while something is under way. */
  constructor(owner: { fileno(): number }, direction: Direction) {
    this.#owner = owner;
    this.#direction = direction;
  }

  get #fd(): number {
    return this.#owner.fileno();
  }

  /** Whether something is under way. */
  get busy(): boolean {
    return this.#waiters.head !== undefined;
  }

  /** Resolves when the operation is done. An abort takes it back; what it has received of a message stays for the next. */
  run(operation: Operation, signal?: AbortSignal): Promise<void> {
    if (!this.busy) {
      try {
        if (operation.step(this.#fd, false)) return done;
      } catch (error) {
        return Promise.reject(error);
      }
    }
    return this.#append(operation, signal);
  }

  #append(operation: Operation, signal: AbortSignal | undefined): Promise<void> {
    operation.postpone?.();
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#remove(waiter);
        waiter.settle(signal!.reason);
      };
      const waiter: Waiter = {
        before: undefined,
        after: undefined,
        operation,
        settle(...failure) {
          signal?.removeEventListener("abort", abort);
          if (failure.length === 0) resolve();
          else reject(failure[0]);
        },
      };
      signal?.addEventListener("abort", abort, { once: true });
      this.#waiters.push(waiter);
      this.#watch();
    });
  }

  /** Does the operation, blocking until those before it and itself are done. */
  runSync(operation: Operation): void {
    for (let first; (first = this.#waiters.head) !== undefined;) {
      this.#finish(first, () => this.#block(first.operation));
    }
    this.#block(operation);
  }

  /** Fails all that is under way. */
  fail(error: Error): void {
    for (let first; (first = this.#waiters.head) !== undefined;) {
      this.#remove(first);
      first.settle(error);
    }
  }

  // In one piece, unless this thread has to look after others meanwhile.
  #block(operation: Operation): void {
    if (operation.begin !== undefined) this.#linger.until(() => operation.begin!(this.#fd));
    while (!operation.step(this.#fd, !mustServe())) {
      waitReadySync(this.#fd, this.#direction, Infinity);
    }
  }

  #serve(): void {
    for (let first; (first = this.#waiters.head) !== undefined;) {
      const { operation } = first;
      if (!this.#finish(first, () => operation.step(this.#fd, false))) return this.#watch();
    }
  }

  /** Whether it has ended. */
  #finish(waiter: Waiter, step: () => boolean | void): boolean {
    try {
      if (step() === false) return false;
      this.#remove(waiter);
      waiter.settle();
    } catch (error) {
      this.#remove(waiter);
      waiter.settle(error);
    }
    return true;
  }

  #remove(waiter: Waiter): void {
    this.#waiters.remove(waiter);
    if (this.busy) return;
    this.#unwatch?.();
    this.#unwatch = undefined;
  }

  #watch(): void {
    this.#unwatch ??= watch(this.#fd, this.#direction, () => {
      this.#unwatch = undefined;
      this.#serve();
    });
  }
}
