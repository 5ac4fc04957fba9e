// Which objects of this thread stand for what in shared memory. The last two words of such an object are its
// identifier, given when it is first shared: where a thread meets an object that it already has, it gets that very one.

import { currentThread } from "./current.ts";
import { nextObject, programNumber } from "./shared_words.ts";

/** Words of an identifier. */
export const IDENTIFIER_WORDS = 2;

// Of the words, from their end.
const PROGRAM = -2;
const NUMBER = -1;

const objects = new Map<number, WeakRef<object>>();
let collected: FinalizationRegistry<number> | undefined;

/** Gives the object, whose words these are, its identifier. */
export function identify(object: object, words: Int32Array): void {
  const { length } = words;
  const program = currentThread().shared;
  // The program first: whoever sees a number sees it too.
  Atomics.store(words, length + PROGRAM, programNumber(program));
  Atomics.store(words, length + NUMBER, nextObject(program));
  remember(object, words);
}

/** This thread's object over these words, if it has one. */
export function find(words: Int32Array): object | undefined {
  return objects.get(identity(words))?.deref();
}

/** Makes it the object over these words, which have an identifier. */
export function remember(object: object, words: Int32Array): void {
  const id = identity(words);
  objects.set(id, new WeakRef(object));
  collected ??= new FinalizationRegistry((id) => {
    if (objects.get(id)?.deref() === undefined) objects.delete(id);
  });
  collected.register(object, id);
}

function identity(words: Int32Array): number {
  const { length } = words;
  return Atomics.load(words, length + PROGRAM) * 2 ** 32 +
    (Atomics.load(words, length + NUMBER) >>> 0);
}
