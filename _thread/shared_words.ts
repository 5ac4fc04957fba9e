// Words that all threads of a program share; made by the root, sent to each worker first.
//
//   [0]      the root's inbox, see inbox.ts
//   [1]      the identifier that was given out last; added to by any thread
//   [2]      the identifier of a shared object that was given out last; likewise
//   [3] [4]  the numbers of the last "Thread-N" and "Dummy-N"; likewise
//   [5]      records ever used; only grows
//   [6]      a random number, 21 bits, that tells the programs apart of which several may be in one process: a worker
//            that the user made is one of its own
//   [7]      the identifier of the root, whose record is the first
//   [8]      1: the root will run no more code, and only waits for threads
//   [9]      whether there is a courier, see CourierState
//   [10]     slept on by the courier; added to by any thread that has put something into its line
//   [11]     the number of attachments that was given out last; added to by any thread
//   [12]     the descriptor that the poller waits for, 0: there is none; see multiprocessing/poller.ts
//   [13] …   the records of the threads, see record.ts
//   behind   for each record a word, slept on by its thread; added to by the poller
//   behind   what is known of the process, see process_state.ts

const LAST_IDENT = 1;
const LAST_OBJECT = 2;
const LAST_NAME = 3;
const LAST_DUMMY = 4;
export const RECORDS_USED = 5;
const PROGRAM = 6;
const ROOT = 7;
const OVER = 8;
export const COURIER = 9;
export const COURIER_SEQUENCE = 10;
const LAST_ATTACHMENT = 11;
export const POLLER = 12;
export const FIRST_RECORD = 13;

/** NONE → ASKED by any thread; ASKED → STARTED → ENDED by the root. */
export const CourierState = { NONE: 0, ASKED: 1, STARTED: 2, ENDED: 3 } as const;

/** Threads that can live at a time. */
export const MOST_RECORDS = 4096;
/** UTF-16 units of a thread's name that other threads can see. */
export const NAME_UNITS = 128;
const NAME_WORDS = NAME_UNITS / 2;
export const RECORD_WORDS: number = 11 + NAME_WORDS;
export const FIRST_READY: number = FIRST_RECORD + MOST_RECORDS * RECORD_WORDS;
/** See process_state.ts. */
export const PROCESS_STATE: number = FIRST_READY + MOST_RECORDS;
export const PROCESS_STATE_WORDS = 4096;
const SHARED_WORDS = PROCESS_STATE + PROCESS_STATE_WORDS;

/** Identifier of the root thread of a program. */
export const ROOT_IDENT = 1;

/** Memory for a program whose root has that identifier. */
export function createSharedWords(rootIdent: number): Int32Array {
  const words = new Int32Array(new SharedArrayBuffer(4 * SHARED_WORDS));
  Atomics.store(words, LAST_IDENT, rootIdent - 1);
  Atomics.store(words, ROOT, rootIdent);
  Atomics.store(words, PROGRAM, Math.floor(Math.random() * 2 ** 21));
  return words;
}

/** Identifier of the root thread. */
export function rootIdent(words: Int32Array): number {
  return Atomics.load(words, ROOT);
}

/** The root will run no more code. */
export function setRootOver(words: Int32Array): void {
  Atomics.store(words, OVER, 1);
}

/** Whether code of the root's can still run. */
export function isRootOver(words: Int32Array): boolean {
  return Atomics.load(words, OVER) !== 0;
}

/** A number that other programs of the same process do not have, as good as certainly. */
export function programNumber(words: Int32Array): number {
  return Atomics.load(words, PROGRAM);
}

/** An identifier that no thread of the program has had. */
export function nextIdent(words: Int32Array): number {
  return Atomics.add(words, LAST_IDENT, 1) + 1;
}

/** A number, not 0, that no other shared object of the program has. */
export function nextObject(words: Int32Array): number {
  return (Atomics.add(words, LAST_OBJECT, 1) + 1) | 0;
}

/** A number above 0 for attachments; none comes again before 2 ** 31 others. */
export function nextAttachment(words: Int32Array): number {
  for (;;) {
    const number = (Atomics.add(words, LAST_ATTACHMENT, 1) + 1) & 0x7fffffff;
    if (number !== 0) return number;
  }
}

/** Asks the root for a courier; true for the first to do so. */
export function askForCourier(words: Int32Array): boolean {
  return Atomics.load(words, COURIER) === CourierState.NONE &&
    Atomics.compareExchange(words, COURIER, CourierState.NONE, CourierState.ASKED) ===
      CourierState.NONE;
}

/** N of the next "Thread-N". */
export function nextThreadNumber(words: Int32Array): number {
  return Atomics.add(words, LAST_NAME, 1) + 1;
}

/** N of the next "Dummy-N". */
export function nextDummyNumber(words: Int32Array): number {
  return Atomics.add(words, LAST_DUMMY, 1) + 1;
}
