// What all threads know of the process that they are in, see multiprocessing/. Kept in this thread alone until there
// are others; then in the shared words:
//
// | word      | value                                      | changed by                                |
// | --------- | ------------------------------------------ | ----------------------------------------- |
// | LOCK      | 1 while one writes, or reads               | whoever does                              |
// | VERSION   | of the state                               | a writer                                  |
// | CHILDREN  | the number that a child was given last     | any thread                                |
// | LENGTH    | bytes of the state; 0: it is that of a     | a writer                                  |
// |           | program that nobody has started as a child |                                           |
// | TEXT      | the state, as JSON                         | a writer                                  |

import { PROCESS_STATE, PROCESS_STATE_WORDS } from "./shared_words.ts";

const LOCK = PROCESS_STATE;
const VERSION = PROCESS_STATE + 1;
const CHILDREN = PROCESS_STATE + 2;
const LENGTH = PROCESS_STATE + 3;
const TEXT = PROCESS_STATE + 4;
const MOST_BYTES = 4 * (PROCESS_STATE_WORDS - 4);
const MOST_SPINS = 1_000_000;

/** Plain data. */
export interface ProcessState {
  readonly name: string;
  /** The numbers of the children on the way to this one. */
  readonly identity: readonly number[];
  readonly daemon: boolean;
  readonly parent?: { readonly pid: number; readonly name: string };
  /** Hexadecimal. */
  readonly authkey?: string;
  readonly startMethod?: string;
  /** URL of the main module of the program that the first of its processes is. */
  readonly main?: string;
  readonly executable?: { readonly file: string; readonly args?: readonly string[] };
  /** Modules that children are to have loaded before they are needed. */
  readonly preload?: readonly string[];
}

const INITIAL: ProcessState = { name: "MainProcess", identity: [], daemon: false };

let words: Int32Array | undefined;
let state = INITIAL;
/** The version of `state`. */
let seen = 0;
let children = 0;

/** The state as it is now. */
export function processState(): ProcessState {
  if (words === undefined || Atomics.load(words, VERSION) === seen) return state;
  return locked(words, read);
}

/** Changes what is given. */
export function updateProcessState(change: Partial<ProcessState>): void {
  if (words === undefined) state = { ...state, ...change };
  else locked(words, (words) => write(words, { ...read(words), ...change }));
}

/** N of the next child, 1 for the first. */
export function nextChildNumber(): number {
  return words === undefined ? ++children : Atomics.add(words, CHILDREN, 1) + 1;
}

/** For the root: there will be other threads, which do not know the main module by themselves. */
export function shareProcessState(shared: Int32Array, main: string | undefined): void {
  Atomics.store(shared, CHILDREN, children);
  write(shared, { ...state, main: state.main ?? main });
  words = shared;
}

/** For a worker. */
export function adoptProcessState(shared: Int32Array): void {
  words = shared;
}

function read(words: Int32Array): ProcessState {
  seen = Atomics.load(words, VERSION);
  const length = Atomics.load(words, LENGTH);
  // A copy: what is shared can't be decoded.
  const text = new TextDecoder().decode(textOf(words).slice(0, length));
  return state = length === 0 ? INITIAL : JSON.parse(text);
}

function write(words: Int32Array, next: ProcessState): void {
  const bytes = new TextEncoder().encode(JSON.stringify(next));
  if (bytes.length > MOST_BYTES) {
    throw new RangeError(
      `what the threads share of their process is too long: ${bytes.length} bytes`,
    );
  }
  textOf(words).set(bytes);
  Atomics.store(words, LENGTH, bytes.length);
  seen = Atomics.add(words, VERSION, 1) + 1;
  state = next;
}

function textOf(words: Int32Array): Uint8Array {
  return new Uint8Array(words.buffer, words.byteOffset + 4 * TEXT, MOST_BYTES);
}

// Held for the time of a few copies; a worker that was ended holding it must not stop the others.
function locked<T>(words: Int32Array, body: (words: Int32Array) => T): T {
  for (let i = 0; i < MOST_SPINS && Atomics.compareExchange(words, LOCK, 0, 1) !== 0; i++);
  try {
    return body(words);
  } finally {
    Atomics.store(words, LOCK, 0);
  }
}
