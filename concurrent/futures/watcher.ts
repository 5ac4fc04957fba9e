// A thread that looks after descriptors for another one, which may be blocked, or busy: whatever happens to them, it
// bumps that one's inbox.
//
//   worker process ── byte ──▶ bell ──┐
//   its end ── pidfd ─────────────────┼─▶ poll(2) in the watcher ── bump ──▶ inbox of the owner ──▶ drain()
//   room in its socket ───────────────┘
//
// | words        |                                                       | changed by                          |
// | ------------ | ----------------------------------------------------- | ----------------------------------- |
// | STOP         | 1: end                                                | owner                               |
// | USED         | places ever used                                      | owner, only grows                   |
// | place: fd    | what is watched                                       | owner, before its state             |
// | place: state | 0 nothing, 1 its end or input, 2 room for output,     | owner: 0, 3 → 1, 2; any → 0         |
// |              | 3 has happened                                        | watcher: 1, 2 → 3 (compare-exchange) |
//
// The owner writes a byte into the bell after a change, so that the watcher looks again.

import { POLLIN, POLLOUT } from "../../_runtime/processes/mod.ts";
import { createRecord, inbox } from "../../_thread/current.ts";
import { hold, release } from "../../_thread/hold.ts";
import { bump } from "../../_thread/inbox.ts";
import { type JobMessage, JobState } from "../../_thread/job.ts";
import { Job } from "../../_thread/start.ts";
import { pack } from "../../_transfer/pack.ts";
import { unpack } from "../../_transfer/unpack.ts";
import { closeFd, libcFor } from "../../multiprocessing/descriptors.ts";
import { Handle } from "../../multiprocessing/handle.ts";
import type { Block } from "../../multiprocessing/heap.ts";
import { giveBlock, takeBlock } from "./process_blocks.ts";
import { entryModule } from "./process_entry.ts";
import { BELL_BYTES, RUNG } from "./process_words.ts";

const STOP = 0;
const USED = 1;
const FIRST = 2;
/** Of a place. */
const FD = 0;
const STATE = 1;
const PLACE = 2;

const Watch = { NOTHING: 0, END: 1, ROOM: 2, HAPPENED: 3 } as const;

interface WatcherData {
  readonly words: Int32Array;
  readonly bell: number;
  readonly rung: unknown;
  readonly parts: unknown[] | undefined;
}

/** The owner's side. */
export class Watcher {
  /** The word that all who ring the bell share, see process_words.ts. */
  readonly rung: Block = takeBlock(BELL_BYTES);
  /** The end of the bell that is written to. */
  readonly bell: Handle;
  readonly #heard: number;
  readonly #job: Job;
  readonly #words: Int32Array;
  readonly #free: number[] = [];
  #stopped = false;

  /** For so many places. */
  constructor(places: number) {
    const libc = libcFor("ProcessPoolExecutor");
    const [heard, bell] = libc.pipe();
    this.#heard = heard;
    this.bell = new Handle(bell);
    this.#words = new Int32Array(new SharedArrayBuffer(4 * (FIRST + PLACE * places)));
    const record = createRecord({ name: "weft watcher", daemon: true, listed: false });
    const { value, parts } = pack(this.rung, "rung");
    const data: WatcherData = { words: this.#words, bell: heard, rung: value, parts };
    this.#job = new Job("watcher", entryModule(), record, data, { fresh: true });
  }

  /** Watches for the end of a process, by its pidfd; the place where that will be seen. */
  watchEnd(fd: number): number {
    return this.#watch(fd, Watch.END);
  }

  /** Watches for room in a socket; the place where that will be seen. */
  watchRoom(fd: number): number {
    return this.#watch(fd, Watch.ROOM);
  }

  /** Whether the thread has ended by itself, and would tell of nothing. */
  get lost(): boolean {
    return !this.#stopped && this.#job.state >= JobState.FINISHED;
  }

  /** Whether what was to be seen there has happened. */
  happened(place: number): boolean {
    return Atomics.load(this.#words, place + STATE) === Watch.HAPPENED;
  }

  /** Frees a place; its descriptor may be closed then. */
  forget(place: number): void {
    Atomics.store(this.#words, place + STATE, Watch.NOTHING);
    this.#free.push(place);
  }

  /** Resolves when the thread has ended; those who rang the bell have ended before. */
  stop(): Promise<void> {
    this.#stopped = true;
    Atomics.store(this.#words, STOP, 1);
    this.#ring();
    hold();
    return new Promise((resolve) => {
      const ended = () => {
        if (this.#job.state < JobState.FINISHED) return;
        inbox().remove(source);
        release();
        closeFd(this.#heard);
        closeFd(this.bell.fd);
        giveBlock(this.rung);
        resolve();
      };
      const source = { urgent: true, drain: ended };
      inbox().add(source);
    });
  }

  #watch(fd: number, what: number): number {
    const place = this.#free.pop() ?? FIRST + PLACE * Atomics.add(this.#words, USED, 1);
    Atomics.store(this.#words, place + FD, fd);
    Atomics.store(this.#words, place + STATE, what);
    this.#ring();
    return place;
  }

  #ring(): void {
    libcFor("ProcessPoolExecutor").write(this.bell.fd, new Uint8Array(1));
  }
}

/** What the thread does. */
export function beWatcher({ data, owner }: JobMessage): void {
  const { words, bell, rung, parts } = data as WatcherData;
  watch(words, bell, new Int32Array((unpack(rung, parts) as Block).buffer), owner);
}

function watch(words: Int32Array, bell: number, rung: Int32Array, owner: Int32Array): void {
  const libc = libcFor("ProcessPoolExecutor");
  const bytes = new Uint8Array(64);
  while (Atomics.load(words, STOP) === 0) {
    const { entries, places } = list(words, bell);
    libc.poll(new Uint8Array(entries.buffer), entries.length / 2, Infinity);
    if (entries[1]! >>> 16 !== 0) libc.read(bell, bytes);
    // Also at the end of one who may have been about to ring.
    Atomics.store(rung, RUNG, 0);
    places.forEach(([place, state], i) => {
      if (entries[2 * i + 3]! >>> 16 === 0) return;
      Atomics.compareExchange(words, place + STATE, state, Watch.HAPPENED);
    });
    bump(owner);
  }
}

/** What struct pollfd holds of the bell and of everything that is watched, and the places of that. */
function list(
  words: Int32Array,
  bell: number,
): { entries: Int32Array; places: [place: number, state: number][] } {
  const entries = [bell, POLLIN];
  const places: [number, number][] = [];
  const used = Atomics.load(words, USED);
  for (let place = FIRST; place < FIRST + PLACE * used; place += PLACE) {
    const state = Atomics.load(words, place + STATE);
    if (state !== Watch.END && state !== Watch.ROOM) continue;
    entries.push(words[place + FD]!, state === Watch.END ? POLLIN : POLLOUT);
    places.push([place, state]);
  }
  return { entries: new Int32Array(entries), places };
}
