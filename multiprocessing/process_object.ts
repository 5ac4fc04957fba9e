// Objects that are the same in every process: each thread of each has its own JavaScript object over the same block.
//
//   lock in A ── { block, … } ──▶ reduction.ts ──▶ lock in B, the one it has if it has it already
//
// Locks, events and the like are those of threading over another memory, see PLACE.

import { currentOwner } from "../_sync/futex_parker.ts";
import type { Place } from "../_thread/place.ts";
import { isKnown, over, type SharedObject, wordsOf } from "../_thread/shared_object.ts";
import { registerClass } from "../_transfer/registry.ts";
import { allocate, type Block, blockOf } from "./heap.ts";

/** Where the objects of multiprocessing live. */
export const processPlace: Place = {
  words: (count) => new Int32Array(allocate(4 * count).buffer),
  owner: currentOwner,
  lenientTimeouts: true,
};

interface Form {
  readonly block: Block;
}

const objects = new WeakMap<ArrayBufferLike, WeakRef<SharedObject>>();

/** Makes the objects of a class sendable; `create` makes one over the form's block. */
export function registerProcessObject<T extends SharedObject, F extends object = object>(
  kind: string,
  Class: abstract new (...args: never[]) => T,
  module: () => string,
  create: (form: F) => T,
  more: (object: T) => F = () => ({} as F),
): void {
  registerClass<abstract new () => T>(`multiprocessing.${kind}`, Class as never, {
    reduce(object): Form {
      isKnown(object, true);
      const { buffer } = wordsOf(object);
      objects.set(buffer, new WeakRef(object));
      return { block: blockOf(buffer)!, ...more(object) };
    },
    revive(data) {
      const form = data as Form & F;
      const { buffer } = form.block;
      const known = objects.get(buffer)?.deref();
      if (known !== undefined) return known as T;
      const object = over(new Int32Array(buffer), () => create(form));
      isKnown(object, true);
      objects.set(buffer, new WeakRef(object));
      return object;
    },
    module,
  });
}
