// Waiting on words of mappings without blocking. A thread that does so has a sleeper, a worker that blocks on all of
// these words at once (futex_waitv).
//
//   owner ── table, CONTROL ──▶ sleeper ◀── wake by any process
//     ▲                            │
//     └── SEQUENCE ────────────────┘      then the owner looks itself which words have changed
//
// Until the sleeper runs, and where there can be none, and for more words than one sleep can be on, the owner looks
// every millisecond.

import { Futex } from "../_runtime/processes/futex.ts";
import { DeadlineTimer } from "../_sync/deadline.ts";
import type { AsyncSleepers } from "../_sync/futex_parker.ts";
import { createRecord } from "../_thread/current.ts";
import { currentIdent } from "../_thread/ident.ts";
import { type JobMessage, registerJob } from "../_thread/job.ts";
import { Job } from "../_thread/start.ts";
import { libcFor } from "./descriptors.ts";
import {
  ASLEEP,
  CONTROL,
  COUNT,
  createSleeperWords,
  ENTRY_WORDS,
  MOST_ENTRIES,
  OWNER,
  SEQUENCE,
  SleeperState,
  STATE,
  TABLE,
  TICKS,
  WOKEN,
} from "./sleeper_words.ts";

interface Entry {
  readonly words: Int32Array;
  readonly index: number;
  readonly expected: number;
  readonly address: number;
  /** In the table. */
  place: number;
  settle(result: "ok" | "timed-out"): void;
}

registerJob("sleeper", async ({ data }: JobMessage) => {
  const { beSleeper } = await import("./sleeper_worker.ts");
  beSleeper(data as Int32Array);
});

/** The asynchronous sleeps of one thread. */
export class Sleepers implements AsyncSleepers {
  readonly #words: Int32Array = createSleeperWords();
  readonly #libc = libcFor("waiting for other processes");
  readonly #futex = Futex.create(this.#libc)!;
  readonly #entries: Entry[] = [];
  readonly #bases: WeakMap<ArrayBufferLike, number> = new WeakMap();
  #ticks = 0;
  #listening = false;
  #timer: ReturnType<typeof setInterval> | undefined;

  sleep(
    words: Int32Array,
    index: number,
    expected: number,
    deadline: number,
  ): Promise<"ok" | "timed-out"> {
    return new Promise((resolve) => {
      const timer = new DeadlineTimer(deadline, () => {
        this.#remove(entry);
        this.#changed();
        resolve("timed-out");
      });
      const entry: Entry = {
        words,
        index,
        expected,
        address: this.#addressOf(words, index),
        place: 0,
        settle(result) {
          timer.clear();
          resolve(result);
        },
      };
      this.#place(entry, this.#entries.length);
      this.#changed();
      this.#start();
      this.#lookBySelf();
      this.#listen();
    });
  }

  wake(words: Int32Array, index: number, count: number): number {
    if (this.#entries.length === 0) return 0;
    const address = this.#addressOf(words, index);
    return this.#settle((entry) => entry.address === address, count);
  }

  #settle(chosen: (entry: Entry) => boolean, most: number): number {
    const settled = this.#entries.filter(chosen).slice(0, most);
    if (settled.length === 0) return 0;
    for (const entry of settled) this.#remove(entry);
    this.#changed();
    for (const entry of settled) entry.settle("ok");
    return settled.length;
  }

  #place(entry: Entry, place: number): void {
    this.#entries[place] = entry;
    entry.place = place;
    if (place >= MOST_ENTRIES) return;
    const at = TABLE + place * ENTRY_WORDS;
    this.#words[at] = entry.address;
    this.#words[at + 1] = entry.address / 2 ** 32;
    this.#words[at + 2] = entry.expected;
  }

  #remove({ place }: Entry): void {
    const last = this.#entries.pop()!;
    if (last.place !== place) this.#place(last, place);
  }

  #changed(): void {
    const words = this.#words;
    Atomics.store(words, COUNT, Math.min(this.#entries.length, MOST_ENTRIES));
    Atomics.add(words, CONTROL, 1);
    if (Atomics.load(words, ASLEEP) !== 0) {
      this.#futex.wake(words.subarray(CONTROL, CONTROL + 1), 1);
    }
  }

  #start(): void {
    const words = this.#words;
    Atomics.store(words, OWNER, currentIdent());
    const { NONE, STARTING, UNABLE } = SleeperState;
    if (Atomics.compareExchange(words, STATE, NONE, STARTING) !== NONE) return;
    try {
      const record = createRecord({ name: "sleeper", daemon: true, listed: false });
      new Job("sleeper", import.meta.url, record, words, { fresh: true });
    } catch {
      Atomics.store(words, STATE, UNABLE);
    }
  }

  get #mustLook(): boolean {
    return this.#entries.length > MOST_ENTRIES ||
      (this.#entries.length > 0 && Atomics.load(this.#words, STATE) !== SleeperState.READY);
  }

  #lookBySelf(): void {
    if (this.#timer !== undefined || !this.#mustLook) return;
    this.#timer = setInterval(() => {
      this.#look();
      if (this.#mustLook) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    }, 1);
    (this.#timer as { unref?(): void }).unref?.();
  }

  async #listen(): Promise<void> {
    if (this.#listening) return;
    this.#listening = true;
    while (this.#entries.length > 0) {
      const seen = Atomics.load(this.#words, SEQUENCE);
      this.#look();
      const wait = Atomics.waitAsync(this.#words, SEQUENCE, seen);
      if (wait.async) await wait.value;
    }
    this.#listening = false;
  }

  #look(): void {
    const words = this.#words;
    const ticks = Atomics.load(words, TICKS);
    const everybody = ticks !== this.#ticks;
    this.#ticks = ticks;
    const woken = (Atomics.exchange(words, WOKEN + 1, 0) >>> 0) * 2 ** 32 +
      (Atomics.exchange(words, WOKEN, 0) >>> 0);
    const chosen = (entry: Entry) =>
      everybody || entry.address === woken ||
      Atomics.load(entry.words, entry.index) !== entry.expected;
    // The sleeper sleeps on nothing until this has been done.
    if (this.#settle(chosen, Infinity) === 0) this.#changed();
  }

  #addressOf(words: Int32Array, index: number): number {
    let base = this.#bases.get(words.buffer);
    if (base === undefined) {
      base = Number(this.#libc.foreign.address(new Uint8Array(words.buffer)));
      this.#bases.set(words.buffer, base);
    }
    return base + words.byteOffset + 4 * index;
  }
}
