import { type Future, isCompleted, isOwn, watch } from "./future.ts";

// A cancelled future of ours counts as completed once its executor has acknowledged the cancellation, as in Python. Of a
// foreign one nothing but its public methods is known, and done() must do.

/** Whether `wait` and `asCompleted` count the future as completed. */
export function completed<T>(future: Future<T>): boolean {
  return isOwn(future) ? isCompleted(future) : future.done();
}

/** Calls `listener` once when the future is completed, now or later; the result stops that. */
export function onCompletion<T>(future: Future<T>, listener: () => void): () => void {
  if (completed(future)) {
    listener();
    return () => {};
  }
  if (isOwn(future)) return watch(future, listener);
  let listening = true;
  future.addDoneCallback(() => {
    if (listening) listener();
  });
  return () => listening = false;
}

/** Whether a completed future ended with an error. */
export function failed<T>(future: Future<T>): boolean {
  return !future.cancelled() && future.exceptionSync({ timeout: 0 }) !== null;
}

/** The futures, each once, with what has arrived for them; TypeError where something else is among them. */
export function futureSet<T>(futures: Iterable<Future<T>>, who: string): Set<Future<T>> {
  if (typeof futures?.[Symbol.iterator] !== "function") {
    throw new TypeError(`${who}: futures must be iterable, got ${String(futures)}`);
  }
  const set = new Set(futures);
  for (const future of set) {
    if (typeof future?.addDoneCallback !== "function") {
      throw new TypeError(`${who}: expected futures, got ${String(future)}`);
    }
  }
  // A program that asks again and again without returning to its event loop must see the answer change.
  set.forEach((future) => future.done());
  return set;
}
