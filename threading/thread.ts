import { runtime } from "../_runtime/mod.ts";
import { createRecord, currentThread as workerThread } from "../_thread/current.ts";
import { ThreadRecord } from "../_thread/record.ts";
import { nextDummyNumber, nextThreadNumber } from "../_thread/shared_words.ts";
import { cloneError } from "../_transfer/clone_error.ts";
import { submitSite } from "../_transfer/submit_site.ts";
import { entryOf, registerClass } from "../_transfer/registry.ts";
import { BaseThread, friend, type Life, type ThreadSystem, type Work } from "./base_thread.ts";
import { callHook, type ExceptHookArgs, exceptHookArgs, reportException } from "./excepthook.ts";
import { launch } from "./launch.ts";
import { setThreadModule } from "./thread_main.ts";
import type { ThreadOptions } from "./thread_options.ts";
import { Watch } from "./watch.ts";
import type { SyncWaitOptions, WaitOptions } from "../_sync/options.ts";

let hook: ((args: ExceptHookArgs<Thread>) => void) | undefined;
/** Threads of which this one has an object, by identifier. */
const threads = new Map<number, WeakRef<Thread>>();
let collected: FinalizationRegistry<number> | undefined;
/** The objects of threads that live, or of which something may still have to be told. */
const watches = new WeakMap<object, Watch>();
let handle: Life | undefined;
let current: Thread | undefined;
let localNumber = 0;

const system: ThreadSystem = {
  nextNumber: () =>
    runtime().capabilities().threads ? nextThreadNumber(workerThread().shared) : ++localNumber,
  current: () => currentThread(),
  launch: (thread, work) => startThread(thread as Thread, work),
};

/**
 * Python's Thread (17.1.2): a thread of its own, with its own memory. What it does is a function, or the method `run`
 * of a subclass that is marked with `task`; arguments, and the fields of a subclass, are sent.
 *
 * It lasts until the promise that its target, or `run`, returned has settled. What that returned is lost: use
 * `concurrent.futures` for results.
 *
 * ```ts
 * import { Lock, task, Thread } from "@weft/concurrency/threading";
 *
 * export const work = task(import.meta, (lock: Lock, counter: Int32Array) => {
 *   for (let i = 0; i < 1000; i++) {
 *     using _ = lock.holdSync();
 *     counter[0]++;
 *   }
 * });
 *
 * if (import.meta.main) {
 *   const counter = new Int32Array(new SharedArrayBuffer(4));
 *   const lock = new Lock();
 *   const threads = [1, 2].map(() => new Thread({ target: work, args: [lock, counter] }));
 *   for (const thread of threads) thread.start();
 *   for (const thread of threads) await thread.join();
 *   console.log(counter[0]);
 * }
 * ```
 *
 * ```output
 * 2000
 * ```
 */
// deno-lint-ignore no-explicit-any
export class Thread<A extends unknown[] = any[]> extends BaseThread<A> {
  /** A thread that is not started yet. */
  constructor(options?: ThreadOptions<A>) {
    const life = handle;
    handle = undefined;
    super(system, options, life);
  }

  /**
   * Resolves when the thread has ended (17.1.2 `join`) and its creator's excepthook has run, or at the timeout; ask
   * `isAlive` which. A negative timeout is 0. Rejects with RuntimeError before the start and in the thread itself,
   * with the signal's reason on abort.
   */
  override async join(options?: WaitOptions): Promise<void> {
    await super.join(options);
    if (!this.isAlive()) await watches.get(this)?.settle();
  }

  /**
   * The same, blocking; a hook set with `setExcepthook` runs later.
   *
   * @throws RuntimeError before the start, and in the thread itself.
   */
  override joinSync(options?: SyncWaitOptions): void {
    super.joinSync(options);
  }
}

/** The Thread object of the calling thread (17.1 `current_thread`). */
export function currentThread(): Thread {
  if (!runtime().capabilities().threads) return current ??= loneThread();
  const { record } = workerThread();
  if (current?.ident === record.ident) return current;
  return current = objectOf(record) ?? alien(record);
}

/** The object of this thread for the one that the record describes. */
export function threadOf(record: ThreadRecord): Thread {
  return objectOf(record) ?? createHandle(record);
}

// A thread that was not started by this module gets a name and is shown from here on, as in Python.
function alien(record: ThreadRecord): Thread {
  if (record.name === "") {
    record.name = `Dummy-${nextDummyNumber(record.words)}`;
    record.list();
  }
  return createHandle(record);
}

function objectOf(record: ThreadRecord): Thread | undefined {
  return threads.get(record.ident)?.deref();
}

function createHandle(life: Life): Thread {
  handle = life;
  const thread = new Thread();
  remember(thread, life);
  return thread;
}

function remember(thread: Thread, { ident }: Life): void {
  threads.set(ident, new WeakRef(thread));
  collected ??= new FinalizationRegistry((ident) => threads.delete(ident));
  collected.register(thread, ident);
}

// Where there are no threads, there is one.
function loneThread(): Thread {
  return createHandle({
    ident: 1,
    nativeId: 0,
    started: true,
    alive: true,
    ended: false,
    name: "MainThread",
    daemon: false,
    wait: () => new Promise(() => {}),
    waitSync: () => false,
  });
}

/**
 * Reports an uncaught error of a thread (17.1 `excepthook`, since 3.8): writes name and stack to stderr. SystemExit is
 * silent.
 */
export function excepthook(args: ExceptHookArgs<Thread>): void {
  reportException(args);
}

/** The default hook, which `excepthook` is here too: another one is installed with `setExcepthook`. */
export const __excepthook__: typeof excepthook = excepthook;

/**
 * Installs a hook for the uncaught errors of the threads that this thread starts from here on (17.1 `excepthook`, since
 * 3.8); `undefined`: the default again. It runs in this thread, before `join` of the dead thread resolves; `joinSync`
 * can't wait for it. The default one reports from the dying thread itself.
 */
export function setExcepthook(
  newHook: ((args: ExceptHookArgs<Thread>) => void) | undefined,
): void {
  if (newHook !== undefined && typeof newHook !== "function") {
    throw new TypeError(`setExcepthook: hook must be a function, got ${String(newHook)}`);
  }
  hook = newHook;
}

function startThread(thread: Thread, work: Work): void {
  const plain = isPlain(thread);
  if (!plain && entryOf(Object.getPrototypeOf(thread)) === undefined) {
    const { name } = thread.constructor;
    throw cloneError(
      "thread",
      `${name} has a run() of its own, so its module must mark it: task(import.meta, ${name})`,
    );
  }
  const record = () => recordOf(thread);
  const before = friend.lifeOf(thread);
  const told = hook;
  // Taking a stack costs more than it tells where nobody will see it.
  const site = told && submitSite();
  let job;
  try {
    job = launch({
      who: "Thread.start",
      record,
      thread: plain ? "plain" : thread,
      work,
      hooked: told !== undefined,
    });
  } catch (error) {
    if (before === undefined) friend.setLife(thread, undefined);
    throw error;
  }
  const tell = told ?? reportException;
  const watch = new Watch(
    job,
    record(),
    (error) => callHook(tell, exceptHookArgs(error, thread)),
    site,
  );
  watches.set(thread, watch);
}

// A subclass that does nothing of its own in the thread need not be known there.
function isPlain(thread: Thread): boolean {
  return thread.run === Thread.prototype.run;
}

// Made at the start, or before it when the thread is sent somewhere.
function recordOf(thread: Thread): ThreadRecord {
  const life = friend.lifeOf(thread);
  if (life !== undefined) return life as ThreadRecord;
  const record = createRecord({ name: thread.name, daemon: thread.daemon, listed: true });
  friend.setLife(thread, record);
  remember(thread, record);
  return record;
}

/** What crosses of a thread: its record. */
export type ThreadForm = readonly [slot: number, ident: number];

/** The thread, as data. */
export function threadForm(thread: Thread): ThreadForm {
  const { slot, ident } = recordOf(thread);
  return [slot, ident];
}

/** The thread that the data describes, made by `create` if this thread has no object of it. */
export function reviveThread(
  [slot, ident]: ThreadForm,
  create: () => Thread = () => new Thread(),
): Thread {
  const record = new ThreadRecord(workerThread().shared, slot, ident);
  const known = objectOf(record);
  if (known !== undefined) return known;
  handle = record;
  let thread: Thread;
  try {
    thread = create();
  } finally {
    handle = undefined;
  }
  remember(thread, record);
  return thread;
}

registerClass("Thread", Thread, {
  reduce: threadForm,
  revive: (data) => reviveThread(data as ThreadForm),
  module: () => import.meta.url,
});

setThreadModule(() => import.meta.url, threadOf);
