// Objects that are the same in every thread: each thread has its own JavaScript object over the same words.
//
//   lock in A ── shared: { kind, words, … } ──▶ structured clone ──▶ rehydrate() in B ──▶ lock in B
//
// `shared` is an own, enumerable property, so even a plain postMessage carries it; its getter notes that other threads
// may know the object from now on. Where a thread meets an object that it already has, it gets that very one, see
// identity.ts.

import { RuntimeError } from "../_runtime/errors.ts";
import { registerClass } from "../_transfer/registry.ts";
import { isMapped } from "../_sync/mapped.ts";
import { find, IDENTIFIER_WORDS, identify, remember } from "./identity.ts";
import { type Placed, placeOf } from "./place.ts";

/** What structured clone carries of a shared object. */
export interface SharedForm {
  /** Name of the class. */
  readonly kind: string;
  /** The memory. */
  readonly words: Int32Array;
}

let given: Int32Array | undefined;
const revivers = new Map<string, (form: SharedForm) => SharedObject>();

/** Words for a new object of that class, and those of its identifier. */
export function wordsFor(Class: Placed, count: number): Int32Array {
  const words = given ?? placeOf(Class).words(count + IDENTIFIER_WORDS);
  given = undefined;
  return words;
}

/** Whether the words that the next call of `wordsFor` returns hold the state of an object already. */
export function adopting(): boolean {
  return given !== undefined;
}

/** Runs a constructor that calls `wordsFor` and gets these words, which hold the state of an object already. */
export function over<T>(words: Int32Array, construct: () => T): T {
  given = words;
  try {
    return construct();
  } finally {
    given = undefined;
  }
}

interface SharedKind {
  readonly kind: string;
  /** What the form has besides its words. */
  readonly more: (object: never) => object;
}
const kinds = new Map<object, SharedKind>();

const SHARED: PropertyDescriptor & ThisType<SharedObject> = {
  enumerable: true,
  get() {
    return share(this);
  },
};

/** The memory of an object. */
export let wordsOf: (object: SharedObject) => Int32Array;
/** Whether others may know the object; with `set`, they may from now on. */
export let isKnown: (object: SharedObject, set?: true) => boolean;

/** The base of locks, events and the like. */
export abstract class SharedObject {
  static {
    wordsOf = (object) => object.#words;
    isKnown = (object, set) => set ? object.#known = true : object.#known;
  }

  readonly #words: Int32Array;
  #known = false;

  /** Over its words, see `wordsFor`. */
  constructor(words: Int32Array) {
    this.#words = words;
    // A plain postMessage can't carry what processes share.
    if (!isMapped(words.buffer)) Object.defineProperty(this, "shared", SHARED);
  }
}

/** What crosses; from now on other threads may know the object. */
function share(object: SharedObject): SharedForm {
  const words = wordsOf(object);
  const { kind, more } = kindOf(object);
  if (!isShared(words)) throw new TypeError(`this ${kind} belongs to one thread and can't be sent`);
  if (!isKnown(object)) {
    isKnown(object, true);
    identify(object, words);
  }
  return { kind, words, ...more(object as never) };
}

function kindOf(object: SharedObject): SharedKind {
  let at = Object.getPrototypeOf(object);
  while (!kinds.has(at)) at = Object.getPrototypeOf(at);
  return kinds.get(at)!;
}

/** Throws RuntimeError for a blocking wait without end for what only this thread could bring about. */
export function refuseDeadlock(object: SharedObject, call: string, state: string): void {
  const words = wordsOf(object);
  const mapped = isMapped(words.buffer);
  if (isKnown(object) || !(mapped || isShared(words))) return;
  const other = mapped ? "thread or process" : "thread";
  throw new RuntimeError(
    `${call} would deadlock: ${state}, and no other ${other} has this object to change that; ` +
      `use the asynchronous form (without Sync), or send the object to another ${other} first`,
  );
}

/** Makes the objects of a class sendable; `create` makes one over the form's words. */
export function registerShared<T extends SharedObject, F extends SharedForm = SharedForm>(
  kind: string,
  Class: abstract new (...args: never[]) => T,
  module: () => string,
  create: (form: F) => T,
  more: (object: T) => object = () => ({}),
): void {
  const revive = (form: SharedForm) =>
    (find(form.words) as SharedObject | undefined) ?? arrive(form, create as never);
  kinds.set(Class.prototype, { kind, more });
  revivers.set(kind, revive);
  registerClass<abstract new () => SharedObject>(kind, Class as never, {
    reduce: share,
    revive: (data) => revive(data as SharedForm),
    own: ["shared"],
    module,
  });
}

function arrive(form: SharedForm, create: (form: SharedForm) => SharedObject): SharedObject {
  const object = over(form.words, () => create(form));
  isKnown(object, true);
  remember(object, form.words);
  return object;
}

/**
 * The object that a thread made of what structured clone left of it: of a lock, event, … that another thread has sent
 * by plain `postMessage`, alone or in arrays and plain objects. It is the same primitive, and within one thread the
 * same object.
 *
 * @param data What was received; anything else in it stays as it is.
 */
export function rehydrate<T>(data: T): T {
  return restore(data, new Map()) as T;
}

function restore(data: unknown, done: Map<object, unknown>): unknown {
  if (typeof data !== "object" || data === null) return data;
  const seen = done.get(data);
  if (seen !== undefined) return seen;
  const form = (data as { shared?: Partial<SharedForm> }).shared;
  if (form?.words instanceof Int32Array && revivers.has(form.kind!)) {
    if (!isShared(form.words)) throw new TypeError(`this ${form.kind} was copied, not shared`);
    const fields = Object.entries(form).map(([key, value]) => [key, restore(value, done)]);
    return revivers.get(form.kind!)!(Object.fromEntries(fields) as SharedForm);
  }
  const prototype = Object.getPrototypeOf(data);
  if (!Array.isArray(data) && prototype !== Object.prototype) return data;
  done.set(data, data);
  for (const [key, value] of Object.entries(data)) {
    const restored = restore(value, done);
    if (restored !== value) Object.assign(data, { [key]: restored });
  }
  return data;
}

function isShared(words: Int32Array): boolean {
  return typeof SharedArrayBuffer === "function" && words.buffer instanceof SharedArrayBuffer;
}
