import { RuntimeError } from "../../_runtime/errors.ts";
import { hold, holdSync, type Lockable } from "../../_sync/hold.ts";
import type { AcquireOptions, SyncAcquireOptions } from "../../_sync/options.ts";
import { registerClass } from "../../_transfer/registry.ts";
import { RLock } from "../locks.ts";
import { SharedValue } from "./raw_value.ts";
import type { SharedNumbers } from "./raw_array.ts";
import { codeOf } from "./shared_arrays.ts";
import { textOf, writeText } from "./text.ts";
import { type Numbers, stored, type TypeCode } from "./typecodes.ts";

/** A shared object and the lock that guards it. It can be sent to processes and threads. */
export abstract class SynchronizedBase<O> implements Lockable {
  readonly #object: O;
  readonly #lock: Lockable;

  /** See `synchronized`. */
  constructor(object: O, lock: Lockable) {
    this.#object = object;
    this.#lock = lock;
  }

  /** The object itself, unguarded. */
  getObj(): O {
    return this.#object;
  }

  /** The lock. */
  getLock(): Lockable {
    return this.#lock;
  }

  /** Takes the lock. */
  acquire(options?: AcquireOptions): Promise<boolean> {
    return this.#lock.acquire(options);
  }

  /** Takes the lock, blocking. */
  acquireSync(options?: SyncAcquireOptions): boolean {
    return this.#lock.acquireSync(options);
  }

  /** Gives the lock back. */
  release(): void {
    this.#lock.release();
  }

  /** Python's `with value:` is `using _ = await value.hold()`. */
  hold(options?: { signal?: AbortSignal }): Promise<Disposable> {
    return hold(this, options);
  }

  /** The same, blocking: `using _ = value.holdSync()`. */
  holdSync(): Disposable {
    return holdSync(this);
  }

  /** Calls `body` with the lock held. */
  protected guarded<T>(body: (object: O) => T): T {
    this.#lock.acquireSync();
    try {
      return body(this.#object);
    } finally {
      this.#lock.release();
    }
  }
}

/** One value and its lock. Each reading and each writing is guarded; for both as one step, hold it. */
export class Synchronized<T> extends SynchronizedBase<SharedValue<T>> {
  /** The value. */
  get value(): T {
    return this.guarded((object) => object.value);
  }

  set value(value: T) {
    this.guarded((object) => object.value = value);
  }
}

/** An array and its lock. Each access is guarded; for several as one step, hold it. */
export class SynchronizedArray<T, C extends TypeCode = TypeCode>
  extends SynchronizedBase<SharedNumbers<C> & ArrayLike<T>>
  implements Iterable<T> {
  /** Elements. */
  get length(): number {
    return this.getObj().length;
  }

  /** The element at that index, from the end when it is negative; undefined: there is none. */
  at(index: number): T | undefined {
    return this.guarded((numbers) => numbers[index < 0 ? numbers.length + index : index]);
  }

  /**
   * Writes an element; a negative index counts from the end.
   *
   * @throws RangeError when there is no such element.
   * @throws TypeError for a value of another type.
   */
  set(index: number, value: T): void {
    this.guarded((numbers) => {
      const at = index < 0 ? numbers.length + index : index;
      if (!Number.isInteger(at) || at < 0 || at >= numbers.length) {
        throw new RangeError(
          `set: index must be an integer within an array of ${numbers.length}, got ${index}`,
        );
      }
      (numbers as unknown as Record<number, unknown>)[at] = stored(codeOf(numbers)!, value, "set");
    });
  }

  /** A copy of the elements from `start` to before `end`; negative ones count from the end. */
  slice(start?: number, end?: number): T[] {
    return this.guarded((numbers) => Array.prototype.slice.call(numbers, start, end));
  }

  /** The elements, each as it is when its turn comes. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (let i = 0; i < this.length; i++) yield this.at(i)!;
  }
}

/** An array of bytes ("c") and its lock. */
export class SynchronizedString extends SynchronizedArray<number, "c"> {
  /** The characters up to the first NUL; one written is followed by a NUL if there is room. */
  get value(): string {
    return this.guarded(textOf);
  }

  set value(text: string) {
    this.guarded((bytes) => writeText(bytes as unknown as Uint8Array, text));
  }

  /** A copy of all bytes; what is written may be shorter. */
  get raw(): Uint8Array {
    return this.guarded((bytes) => Uint8Array.from(bytes));
  }

  set raw(bytes: Uint8Array) {
    this.guarded((own) => {
      if (bytes.length > own.length) {
        throw new RangeError(`raw must have at most ${own.length} bytes, got ${bytes.length}`);
      }
      (own as unknown as Uint8Array).set(bytes);
    });
  }
}

/**
 * Python's synchronized (17.2.2.6.1): guards an object that RawValue or RawArray made, by that lock or a new RLock.
 *
 * ```ts
 * import { RawValue, synchronized } from "@weft/concurrency/multiprocessing/sharedctypes";
 *
 * const counter = synchronized(RawValue("i", 7));
 * using _ = counter.holdSync();
 * counter.value += 1;
 * console.log(counter.value);
 * ```
 *
 * ```output
 * 8
 * ```
 *
 * @throws RuntimeError when it is synchronized already.
 * @throws TypeError when it is no such object, or `lock` no lock.
 */
export function synchronized<T>(object: SharedValue<T>, lock?: Lockable): Synchronized<T>;
/** The same for bytes. */
export function synchronized(object: SharedNumbers<"c">, lock?: Lockable): SynchronizedString;
/** The same for an array. */
export function synchronized<T>(
  object: ArrayBufferView<ArrayBuffer> & ArrayLike<T>,
  lock?: Lockable,
): SynchronizedArray<T>;
export function synchronized(object: object, lock?: Lockable): SynchronizedBase<unknown> {
  return guard(object, lock, "synchronized");
}

/** The same, for one of that name. */
export function guard(
  object: object,
  given: Lockable | null | undefined,
  who: string,
): SynchronizedBase<unknown> {
  if (object instanceof SynchronizedBase) throw new RuntimeError("object already synchronized");
  if (given !== undefined && given !== null && typeof given.acquireSync !== "function") {
    throw new TypeError(`${who}: lock must be true, false or a lock, got ${String(given)}`);
  }
  if (object instanceof SharedValue) return new Synchronized(object, given ?? new RLock());
  const code = codeOf(object);
  if (code === undefined) {
    throw new TypeError(`${who}: needs what RawValue or RawArray made, got ${String(object)}`);
  }
  const Class = code === "c" ? SynchronizedString : SynchronizedArray;
  return new Class(object as Numbers as never, given ?? new RLock());
}

for (const Class of [Synchronized, SynchronizedArray, SynchronizedString]) {
  registerClass<abstract new (...args: never[]) => SynchronizedBase<unknown>>(
    `multiprocessing.${Class.name}`,
    Class as never,
    {
      reduce: (object) => [object.getObj(), object.getLock()],
      revive: (data) =>
        new (Class as typeof Synchronized)(...data as [SharedValue<unknown>, Lockable]),
      module: () => import.meta.url,
    },
  );
}
