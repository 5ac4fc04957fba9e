// A thread's way to the courier and back; made by the root.
//
//   thread ── messages, ASKED ──▶ courier
//      ▲                             │
//      └──── answers, ANSWERED ──────┘
//
// | word     | value                                              | changed by                        |
// | -------- | -------------------------------------------------- | --------------------------------- |
// | SEQUENCE | any; slept on by the thread, blocking or not       | courier, root: +1, see inbox.ts   |
// | ASKED    | messages that the thread has put into its port     | the thread, after putting         |
// | ANSWERED | answers that the courier has put into its own      | the courier, likewise             |
// | SHUT     | 1: there will be no more answers                   | root                              |
//
// The courier sleeps on one word for all lines, see shared_words.ts. With the counts each side knows exactly what the
// other has put into its port, before the event loop has had a turn.

import { runtime } from "../_runtime/mod.ts";
import { bump } from "./inbox.ts";
import { COURIER_SEQUENCE } from "./shared_words.ts";

export const SEQUENCE = 0;
const ASKED = 1;
const ANSWERED = 2;
const SHUT = 3;
const WORDS = 4;

/** One end of a line. */
export interface LineEnd {
  readonly port: MessagePort;
  readonly words: Int32Array;
}

/** What a thread puts into its line. Of an answer, a text says why there is none. */
export type LineMessage =
  | readonly ["keep", id: number, values: readonly unknown[], moved: readonly Transferable[]]
  | readonly ["fetch", id: number]
  | readonly ["forget", id: number]
  // Of the root alone: lines of other threads.
  | readonly ["open", line: number, port: MessagePort, words: Int32Array]
  | readonly ["close", line: number];
export type Answer = unknown[] | string;

/** The two ends of a new line. */
export function createLine(): [thread: LineEnd, courier: LineEnd] {
  const { port1, port2 } = new MessageChannel();
  const words = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  return [{ port: port1, words }, { port: port2, words }];
}

/** For the thread; `shared` are the words of the program. */
export function ask(
  { port, words }: LineEnd,
  shared: Int32Array,
  message: LineMessage,
  transfer: Transferable[] = [],
): void {
  // A Set, because Deno's receiveMessageOnPort walks through anything else.
  port.postMessage(new Set([message]), transfer);
  Atomics.add(words, ASKED, 1);
  Atomics.add(shared, COURIER_SEQUENCE, 1);
  Atomics.notify(shared, COURIER_SEQUENCE);
}

/** For the courier. */
export function answer(
  { port, words }: LineEnd,
  message: Answer,
  transfer: Transferable[] = [],
): void {
  port.postMessage(new Set([message]), transfer);
  Atomics.add(words, ANSWERED, 1);
  bump(words);
}

/** For the root: the courier has ended. */
export function shut({ words }: LineEnd): void {
  Atomics.store(words, SHUT, 1);
  bump(words);
}

/** For the thread: whether there will be no answers but those that are there. */
export function isShut({ words }: LineEnd): boolean {
  return Atomics.load(words, SHUT) !== 0;
}

/** Takes what the other side puts into a line. */
export class Receiver<T> {
  readonly #line: LineEnd;
  readonly #count: number;
  #taken = 0;

  constructor(line: LineEnd, side: "thread" | "courier") {
    this.#line = line;
    this.#count = side === "thread" ? ANSWERED : ASKED;
  }

  /** Whether there is anything to take. */
  get ready(): boolean {
    return this.#taken !== Atomics.load(this.#line.words, this.#count);
  }

  /** The next one, of those that are there; what the platform throws when it can't be deserialised. */
  take(): T {
    this.#taken = (this.#taken + 1) | 0;
    const received = runtime().receiveMessage(this.#line.port);
    if (received === undefined) throw new Error("the message was lost");
    const [message] = received.message as Set<T>;
    return message!;
  }
}
