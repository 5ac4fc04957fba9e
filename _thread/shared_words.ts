// Words that all threads of a program share; made by the root, sent to each worker first.
//
//   [0]  the root's inbox, see inbox.ts
//   [1]  the identifier that was given out last; added to by any thread

const WORDS = 2;
const LAST_IDENT = 1;
/** Identifier of the root thread. */
export const ROOT_IDENT = 1;

export function createSharedWords(): Int32Array {
  const words = new Int32Array(new SharedArrayBuffer(4 * WORDS));
  Atomics.store(words, LAST_IDENT, ROOT_IDENT);
  return words;
}

/** An identifier that no thread of the program has had. */
export function nextIdent(words: Int32Array): number {
  return Atomics.add(words, LAST_IDENT, 1) + 1;
}
