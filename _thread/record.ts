// What all threads know of a thread while it lives.
//
// | word         | value                                       | changed by                                          |
// | ------------ | ------------------------------------------- | --------------------------------------------------- |
// | STATE        | 0 free                                      | whoever finds the thread ended: → 0, after IDENT    |
// |              | 1 being written                             | its creator: 0 → 1                                  |
// |              | 2 not started, 3 started                    | its creator                                         |
// | IDENT        | of the thread, 0: it has ended              | its creator; whoever finds it ended: → 0, once      |
// | NATIVE       | the operating system's identifier, or 0     | the thread                                          |
// | FLAGS        | DAEMON, LISTED                              | its creator, before the start                       |
// | ENDINGS      | threads that have ended in this record      | whoever finds it ended                              |
// | SLEEPERS     | blocked in waiting for the end              | such a waiter: +1 before its last look, -1          |
// | +6 +7        | those who wait without blocking, see line.ts | the lines                                          |
// | LAST         | IDENT of the thread that has ended last      | whoever finds it ended; its next creator: → 0       |
// | LENGTH, NAME | UTF-16 units of the name, and these         | anybody, under NAME_LOCK                            |
//
// A record is used again; identifiers are not, so a record whose IDENT is another one speaks of another thread. Until
// it is used again, the rest still holds.

import { RuntimeError } from "../_runtime/errors.ts";
import { remaining } from "../_sync/deadline.ts";
import { blockUntil, Line } from "../_sync/line.ts";
import type { WaitOptions } from "../_sync/options.ts";
import { severalCpus } from "../_sync/several_cpus.ts";
import { threadParker } from "../_sync/thread_parker.ts";
import {
  FIRST_RECORD,
  MOST_RECORDS,
  NAME_UNITS,
  nextIdent,
  RECORD_WORDS,
  RECORDS_USED,
} from "./shared_words.ts";

const STATE = 0;
const IDENT = 1;
const NATIVE = 2;
const FLAGS = 3;
const ENDINGS = 4;
const SLEEPERS = 5;
const LINE = 6;
const LENGTH = 8;
const NAME_LOCK = 9;
const LAST = 10;
const NAME = 11;

const FREE = 0;
const WRITING = 1;
const UNSTARTED = 2;
const STARTED = 3;

/** Milliseconds. */
const MOMENT = 0.05;
const MOST_SPINS = 100_000;

const DAEMON = 1;
const LISTED = 2;

export interface RecordOptions {
  readonly name: string;
  readonly daemon: boolean;
  /** Whether enumerate() shows it. */
  readonly listed: boolean;
}

export class ThreadRecord {
  readonly words: Int32Array;
  /** The number of the record. */
  readonly slot: number;
  /** The thread's identifier. */
  readonly ident: number;
  readonly #at: number;
  #line: Line | undefined;
  // What was seen last, for when the record speaks of another thread.
  #name = "";
  #native = 0;
  #daemon = false;

  /** An existing record: what `slot` and `ident` say, in any thread. */
  constructor(words: Int32Array, slot: number, ident: number) {
    this.words = words;
    this.slot = slot;
    this.ident = ident;
    this.#at = FIRST_RECORD + slot * RECORD_WORDS;
  }

  static create(words: Int32Array, { name, daemon, listed }: RecordOptions): ThreadRecord {
    const record = new ThreadRecord(words, takeSlot(words), nextIdent(words));
    const at = record.#at;
    Atomics.store(words, at + LAST, 0);
    Atomics.store(words, at + NATIVE, 0);
    Atomics.store(words, at + FLAGS, (daemon ? DAEMON : 0) | (listed ? LISTED : 0));
    Atomics.store(words, at + IDENT, record.ident);
    record.name = name;
    Atomics.store(words, at + STATE, UNSTARTED);
    return record;
  }

  get ended(): boolean {
    return Atomics.load(this.words, this.#at + IDENT) !== this.ident;
  }

  /** Whether the record still speaks of this thread, be it of its past. */
  get #valid(): boolean {
    return !this.ended || Atomics.load(this.words, this.#at + LAST) === this.ident;
  }

  get started(): boolean {
    return this.ended || Atomics.load(this.words, this.#at + STATE) === STARTED;
  }

  get alive(): boolean {
    return Atomics.load(this.words, this.#at + STATE) === STARTED && !this.ended;
  }

  start(): void {
    Atomics.store(this.words, this.#at + STATE, STARTED);
  }

  /** Shows the thread in enumerate() from here on. */
  list(): void {
    if (!this.ended) Atomics.or(this.words, this.#at + FLAGS, LISTED);
  }

  get daemon(): boolean {
    const daemon = (Atomics.load(this.words, this.#at + FLAGS) & DAEMON) !== 0;
    return this.#valid ? (this.#daemon = daemon) : this.#daemon;
  }

  set daemon(on: boolean) {
    this.#daemon = on;
    if (this.ended) return;
    if (on) Atomics.or(this.words, this.#at + FLAGS, DAEMON);
    else Atomics.and(this.words, this.#at + FLAGS, ~DAEMON);
  }

  /** 0 where it is not known. */
  get nativeId(): number {
    const native = Atomics.load(this.words, this.#at + NATIVE);
    return this.#valid ? (this.#native = native) : this.#native;
  }

  set nativeId(id: number) {
    this.#native = id;
    if (!this.ended) Atomics.store(this.words, this.#at + NATIVE, id);
  }

  get name(): string {
    if (!this.#valid) return this.#name;
    const units = this.#underNameLock(() => {
      const length = Atomics.load(this.words, this.#at + LENGTH);
      return this.#nameUnits().slice(0, length);
    });
    // Another thread's by now, perhaps.
    if (!this.#valid) return this.#name;
    const name = String.fromCharCode(...units);
    // A name that was cut to fit is known in full where it was set.
    if (!(units.length === NAME_UNITS && this.#name.startsWith(name))) this.#name = name;
    return this.#name;
  }

  set name(name: string) {
    this.#name = name;
    if (this.ended) return;
    const length = Math.min(name.length, NAME_UNITS);
    this.#underNameLock(() => {
      const units = this.#nameUnits();
      for (let i = 0; i < length; i++) units[i] = name.charCodeAt(i);
      Atomics.store(this.words, this.#at + LENGTH, length);
    });
  }

  /** Lets everybody know that the thread has ended; true for the first to say so. */
  end(): boolean {
    const { words } = this;
    const at = this.#at;
    if (Atomics.compareExchange(words, at + IDENT, this.ident, 0) !== this.ident) return false;
    Atomics.store(words, at + LAST, this.ident);
    Atomics.store(words, at + STATE, FREE);
    this.wake();
    return true;
  }

  /** Wakes those who wait for the end; again, if a worker that did so may have been ended in the middle of it. */
  wake(): void {
    const { words } = this;
    const at = this.#at;
    Atomics.add(words, at + ENDINGS, 1);
    if (Atomics.load(words, at + SLEEPERS) !== 0) {
      threadParker.notify(words, at + ENDINGS, Infinity);
    }
    if (Atomics.load(words, at + LINE) !== 0) this.#waiters().wake(false);
  }

  /** Resolves to true when the thread has ended, to false at the timeout. */
  async wait(options?: WaitOptions): Promise<boolean> {
    const over = await this.#waiters().wait(options, 0, this.ended);
    this.#remember();
    return over;
  }

  /** Blocks until the thread has ended; false at the deadline. */
  waitSync(deadline: number): boolean {
    const over = this.ended || (deadline === Infinity && this.#endsSoon()) ||
      this.#sleep(deadline);
    this.#remember();
    return over;
  }

  // While it can still be read.
  #remember(): void {
    void [this.name, this.daemon, this.nativeId];
  }

  #sleep(deadline: number): boolean {
    const { words } = this;
    const at = this.#at;
    let seen = 0;
    Atomics.add(words, at + SLEEPERS, 1);
    try {
      return blockUntil(
        () => {
          seen = Atomics.load(words, at + ENDINGS);
          return this.ended;
        },
        () => threadParker.wait(words, at + ENDINGS, seen, remaining(deadline)),
        deadline,
      );
    } finally {
      Atomics.sub(words, at + SLEEPERS, 1);
    }
  }

  // Going to sleep and being woken takes longer than many a thread.
  #endsSoon(): boolean {
    if (!severalCpus()) return false;
    const end = performance.now() + MOMENT;
    do {
      for (let i = 0; i < 32; i++) if (this.ended) return true;
    } while (performance.now() < end);
    return false;
  }

  #waiters(): Line {
    return this.#line ??= new Line(this.words, this.#at + LINE, threadParker, () => this.ended);
  }

  #nameUnits(): Uint16Array {
    const byte = this.words.byteOffset + 4 * (this.#at + NAME);
    return new Uint16Array(this.words.buffer, byte, NAME_UNITS);
  }

  // Held for a copy of a few hundred bytes: not worth a sleep. A worker that was ended holding it must not stop the
  // others; the worst that they can get is a name that is partly another one.
  #underNameLock<T>(body: () => T): T {
    const lock = this.#at + NAME_LOCK;
    for (let i = 0; i < MOST_SPINS && Atomics.compareExchange(this.words, lock, 0, 1) !== 0; i++);
    try {
      return body();
    } finally {
      Atomics.store(this.words, lock, 0);
    }
  }
}

/** Whether the thread with that identifier has not ended. */
export function isRunning(words: Int32Array, ident: number): boolean {
  const used = Atomics.load(words, RECORDS_USED);
  for (let slot = 0; slot < used; slot++) {
    if (Atomics.load(words, FIRST_RECORD + slot * RECORD_WORDS + IDENT) === ident) return true;
  }
  return false;
}

/** The threads that are alive and listed, oldest first. */
export function listedThreads(words: Int32Array): ThreadRecord[] {
  const records: ThreadRecord[] = [];
  const used = Atomics.load(words, RECORDS_USED);
  for (let slot = 0; slot < used; slot++) {
    const at = FIRST_RECORD + slot * RECORD_WORDS;
    const ident = Atomics.load(words, at + IDENT);
    if (ident === 0 || Atomics.load(words, at + STATE) !== STARTED) continue;
    if ((Atomics.load(words, at + FLAGS) & LISTED) === 0) continue;
    const record = new ThreadRecord(words, slot, ident);
    if (!record.ended) records.push(record);
  }
  return records.sort((a, b) => a.ident - b.ident);
}

function takeSlot(words: Int32Array): number {
  const used = Atomics.load(words, RECORDS_USED);
  for (let slot = 0; slot < MOST_RECORDS; slot++) {
    const state = FIRST_RECORD + slot * RECORD_WORDS + STATE;
    if (Atomics.compareExchange(words, state, FREE, WRITING) !== FREE) continue;
    let before = used;
    while (before <= slot) {
      const found = Atomics.compareExchange(words, RECORDS_USED, before, slot + 1);
      if (found === before) break;
      before = found;
    }
    return slot;
  }
  throw new RuntimeError(`can't start new thread: there are ${MOST_RECORDS} threads`);
}
