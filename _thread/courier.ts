// Attachments: what can't be bytes, and so can't lie in the memory of a shared queue.
//
//   thread A ── keep(id, values) ──▶ courier ◀── fetch(id) ── thread B
//                                       └───── values ──────────▶
//
// Neither thread need be in its event loop, and A may have ended. The courier is a worker of ours that does nothing
// else, started by the root when anybody first asks: a root that computes just then lets them wait until it is done.

import { RuntimeError } from "../_runtime/errors.ts";
import { dropAlive, holdAlive } from "../_sync/keep_alive.ts";
import { threadParker } from "../_sync/thread_parker.ts";
import {
  type Answer,
  ask,
  isShut,
  type LineEnd,
  type LineMessage,
  Receiver,
  SEQUENCE,
} from "./courier_line.ts";
import { currentThread } from "./current.ts";
// Evaluated for what it registers: the URL that workers import, and the runner in them.
import "./runner.ts";
import { nextAttachment } from "./shared_words.ts";

/**
 * Gives values away, and returns the number to fetch them by, which no other attachments of the program have. Throws
 * what postMessage throws, and nothing has been given away then, but for ArrayBuffers in `transfer` on Deno.
 */
export function keep(values: readonly unknown[], transfer: Transferable[]): number {
  const id = nextAttachment(currentThread().shared);
  client().keep(id, values, transfer);
  return id;
}

/** Resolves to what was kept under that number, once; RuntimeError when it can't be had. */
export function fetch(id: number): Promise<unknown[]> {
  return client().fetch(id);
}

/** The same, blocking the thread. */
export function fetchSync(id: number): unknown[] {
  return client().fetchSync(id);
}

/** Drops what was kept under that number, if it is still there. */
export function forget(id: number): void {
  client().forget(id);
}

type Settle = (answer: Answer) => void;

let own: Client | undefined;

function client(): Client {
  return own ??= new Client();
}

class Client {
  readonly #line: LineEnd = currentThread().line();
  readonly #receiver: Receiver<Answer> = new Receiver(this.#line, "thread");
  readonly #shared: Int32Array = currentThread().shared;
  /** In the order of the answers. */
  readonly #waiters: Settle[] = [];
  #listening = false;

  keep(id: number, values: readonly unknown[], transfer: Transferable[]): void {
    if (!this.#ready()) throw new RuntimeError(ENDED);
    this.#ask(["keep", id, values, transfer], transfer);
  }

  forget(id: number): void {
    if (this.#ready()) this.#ask(["forget", id]);
  }

  async fetch(id: number): Promise<unknown[]> {
    if (!this.#ready()) throw new RuntimeError(ENDED);
    this.#ask(["fetch", id]);
    const answer = new Promise<Answer>((settle) => this.#waiters.push(settle));
    void this.#listen();
    return values(await answer);
  }

  fetchSync(id: number): unknown[] {
    let answer: Answer | undefined;
    if (!this.#ready()) throw new RuntimeError(ENDED);
    this.#ask(["fetch", id]);
    this.#waiters.push((given) => answer = given);
    for (;;) {
      const seen = this.#sequence();
      this.#receive();
      if (answer !== undefined) return values(answer);
      threadParker.wait(this.#line.words, SEQUENCE, seen, Infinity);
    }
  }

  // Whether there is a courier, or will be.
  #ready(): boolean {
    currentThread().callCourier();
    return !isShut(this.#line);
  }

  #ask(message: LineMessage, transfer: Transferable[] = []): void {
    ask(this.#line, this.#shared, message, transfer);
  }

  // While anybody waits without blocking; answers that a blocked wait has met are handed over by then.
  async #listen(): Promise<void> {
    if (this.#listening) return;
    this.#listening = true;
    holdAlive();
    for (;;) {
      const seen = this.#sequence();
      this.#receive();
      if (this.#waiters.length === 0) break;
      const wait = threadParker.waitAsync(this.#line.words, SEQUENCE, seen, Infinity);
      if (wait.async) await wait.value;
    }
    dropAlive();
    this.#listening = false;
  }

  #sequence(): number {
    return Atomics.load(this.#line.words, SEQUENCE);
  }

  #receive(): void {
    // Asked first: what came before has been counted then.
    const shut = isShut(this.#line);
    while (this.#receiver.ready) this.#next();
    if (!shut) return;
    for (const settle of this.#waiters.splice(0)) settle(ENDED);
  }

  #next(): void {
    let answer: Answer;
    try {
      answer = this.#receiver.take();
    } catch (error) {
      answer = `an attachment could not be received: ${error}`;
    }
    this.#waiters.shift()!(answer);
  }
}

const ENDED = "attachments are lost: the courier, a thread of this library that " +
  "keeps them, has ended or could not be started";

function values(answer: Answer): unknown[] {
  if (typeof answer === "string") throw new RuntimeError(answer);
  return answer;
}
