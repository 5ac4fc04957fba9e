// Waking a worker takes longer than a quick job. A worker that has ended one looks for the next a moment before it goes
// back to its event loop, and the root hands it over there.
//
// | value   | meaning                                        | set by                           |
// | ------- | ---------------------------------------------- | -------------------------------- |
// | AWAY    | in its event loop, or at work                  | worker; root, when it takes back |
// | LOOKS   | would take a job                               | worker                           |
// | CLAIMED | a job is being posted to its control port      | root: LOOKS →                    |
// | HANDED  | it is there                                    | root                             |

import { severalCpus } from "../_sync/several_cpus.ts";

const STATE = 1;

const AWAY = 0;
const LOOKS = 1;
const CLAIMED = 2;
const HANDED = 3;

/** Milliseconds. */
const MOMENT = 0.05;
/** Jobs in a row after which the event loop gets its turn. */
const ROW = 64;

/** Words of a worker: requests to the root (see root.ts), and the state of this. */
export const WORKER_WORDS = 2;

let row = 0;

/** For the worker: whether a job has been handed over within a moment. */
export function awaitJob(words: Int32Array): boolean {
  if (!severalCpus() || ++row % ROW === 0) return false;
  Atomics.store(words, STATE, LOOKS);
  const end = performance.now() + MOMENT;
  do {
    for (let i = 0; i < 32; i++) if (Atomics.load(words, STATE) !== LOOKS) return taken(words);
  } while (performance.now() < end);
  return Atomics.compareExchange(words, STATE, LOOKS, AWAY) !== LOOKS && taken(words);
}

// A claim takes as long as posting a message.
function taken(words: Int32Array): boolean {
  while (Atomics.load(words, STATE) === CLAIMED);
  return Atomics.exchange(words, STATE, AWAY) === HANDED;
}

/** For the root: posts a job to a worker that looks for one; false if it does not. */
export function handOver(words: Int32Array, post: () => void): boolean {
  if (Atomics.compareExchange(words, STATE, LOOKS, CLAIMED) !== LOOKS) return false;
  let state = AWAY;
  try {
    post();
    state = HANDED;
  } finally {
    Atomics.store(words, STATE, state);
  }
  return true;
}
