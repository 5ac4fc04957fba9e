import { createWords } from "../_sync/words.ts";
import { currentIdent } from "./ident.ts";

/** Where the objects of a class live, and with whom. */
export interface Place {
  /** So many zeroed words for a new object. */
  words(count: number): Int32Array;
  /** Who calls, as the owner of a lock: an integer from 1 to 2^30-1. */
  owner(): number;
  /** As Python's multiprocessing takes them: a negative timeout is 0, and one without blocking means nothing. */
  readonly lenientTimeouts: boolean;
}

/** Static member of a class whose objects live elsewhere than between the threads of a program. */
export const PLACE: unique symbol = Symbol("place");

/** A class that may have a place of its own. */
export type Placed = object & { readonly [PLACE]?: Place };

const threads: Place = { words: createWords, owner: currentIdent, lenientTimeouts: false };

/** The place of a class's objects. */
export function placeOf(Class: Placed): Place {
  return Class[PLACE] ?? threads;
}
