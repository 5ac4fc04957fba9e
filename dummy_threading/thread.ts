import { SystemExit } from "../_runtime/errors.ts";
import { runtime } from "../_runtime/mod.ts";
import { Flag } from "../_sync/flag.ts";
import { dropAlive, holdAlive } from "../_sync/keep_alive.ts";
import type { WaitOptions } from "../_sync/options.ts";
import { remaining } from "../_sync/deadline.ts";
import { BaseThread, friend, type Life, type ThreadSystem } from "../threading/base_thread.ts";
import {
  callHook,
  type ExceptHookArgs,
  exceptHookArgs,
  reportException,
  reportUnhandled,
} from "../threading/excepthook.ts";
import type { ThreadOptions } from "../threading/thread_options.ts";
import { currentStrand, mainStrand, nextIdent, runAs, type Strand } from "./context.ts";

let hook: ((args: ExceptHookArgs<Thread>) => void) | undefined;
let threadNumber = 0;
let dummyNumber = 0;
let handle: Life | undefined;
/** Threads that are alive and shown. */
const live = new Set<Thread>();
const threads = new WeakMap<Strand, Thread>();

class StrandLife implements Life, Strand {
  readonly ident: number;
  readonly nativeId: number = runtime().nativeThreadId() ?? 0;
  name: string;
  daemon: boolean;
  started = false;
  readonly #end: Flag = new Flag(new Int32Array(Flag.WORDS));

  constructor(ident: number, name: string, daemon: boolean) {
    this.ident = ident;
    this.name = name;
    this.daemon = daemon;
  }

  get ended(): boolean {
    return this.#end.isSet();
  }

  get alive(): boolean {
    return this.started && !this.ended;
  }

  end(): void {
    this.#end.set();
  }

  wait(options: WaitOptions): Promise<boolean> {
    return this.#end.wait(options);
  }

  waitSync(deadline: number): boolean {
    return this.#end.waitSync(remaining(deadline));
  }
}

const system: ThreadSystem = {
  nextNumber: () => ++threadNumber,
  current: () => currentThread(),
  launch: (thread) => {
    const life = new StrandLife(nextIdent(), thread.name, thread.daemon);
    friend.setLife(thread, life);
    threads.set(life, thread as Thread);
    live.add(thread as Thread);
    const told = hook ?? reportException;
    runStrand(life, () => thread.run(), (error) => {
      callHook(told, exceptHookArgs(error, thread as Thread));
    });
  },
};

// Up to its first await at once; then as its promise goes on.
function runStrand(life: StrandLife, body: () => unknown, fail: (error: unknown) => void): void {
  life.started = true;
  const holds = !life.daemon;
  if (holds) holdAlive();
  const end = () => {
    const thread = threads.get(life);
    if (thread !== undefined) live.delete(thread);
    life.end();
    if (holds) dropAlive();
  };
  const failed = (error: unknown) => {
    try {
      fail(error);
    } finally {
      end();
    }
  };
  runAs(life, () => {
    try {
      const result = body() as { then?: unknown } | null | undefined;
      if (typeof result?.then !== "function") return end();
      Promise.resolve(result).then(end, failed);
    } catch (error) {
      failed(error);
    }
  });
}

/** Starts a thread without an object: Python's `_dummy_thread.start_new_thread`. */
export function startStrand(
  fn: (...args: never[]) => unknown,
  args: unknown[],
  kwargs: Record<string, unknown> | undefined,
): number {
  const life = new StrandLife(nextIdent(), "", true);
  const more = kwargs === undefined ? [] : [kwargs];
  runStrand(life, () => fn(...args as never[], ...more as never[]), (error) => {
    if (!(error instanceof SystemExit)) reportUnhandled(error, fn.name);
  });
  return life.ident;
}

/**
 * threading's Thread (17.1.2) as a cooperative task of this isolate. The target may be a closure, and objects are passed
 * by reference; it runs up to its first await before `start` returns, and whenever what it awaits has come.
 *
 * ```ts
 * import { Thread } from "@weft/concurrency/dummy_threading";
 *
 * const seen: string[] = [];
 * const thread = new Thread({ target: () => seen.push("hello") });
 * thread.start();
 * await thread.join();
 * console.log(seen);
 * ```
 *
 * ```output
 * [ "hello" ]
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
}

/** The Thread object of the calling cooperative thread (17.1 `current_thread`). */
export function currentThread(): Thread {
  const strand = currentStrand();
  if (strand === mainStrand) return mainThread();
  return threads.get(strand) ?? alien(strand as StrandLife);
}

// A thread of _dummy_thread gets a name and is shown from here on, as in Python.
function alien(life: StrandLife): Thread {
  life.name = `Dummy-${++dummyNumber}`;
  const thread = createHandle(life);
  threads.set(life, thread);
  if (life.alive) live.add(thread);
  return thread;
}

let main: Thread | undefined;

/** The Thread object of the isolate's own course (17.1 `main_thread`). */
export function mainThread(): Thread {
  if (main === undefined) {
    const life = new StrandLife(mainStrand.ident, "MainThread", false);
    life.started = true;
    main = createHandle(life);
  }
  return main;
}

function createHandle(life: Life): Thread {
  handle = life;
  return new Thread();
}

/** The threads that are alive (17.1 `enumerate`). */
export function enumerate(): Thread[] {
  return [mainThread(), ...live];
}

/** Number of threads that are alive (17.1 `active_count`). */
export function activeCount(): number {
  return enumerate().length;
}

/** Reports an uncaught error of a thread (17.1 `excepthook`): writes name and stack to stderr. SystemExit is silent. */
export function excepthook(args: ExceptHookArgs<Thread>): void {
  reportException(args);
}

/** The default hook, which `excepthook` is here too: another one is installed with `setExcepthook`. */
export const __excepthook__: typeof excepthook = excepthook;

/**
 * Installs a hook for the uncaught errors of the threads started from here on; `undefined`: the default again. It runs
 * before `join` resolves.
 */
export function setExcepthook(
  newHook: ((args: ExceptHookArgs<Thread>) => void) | undefined,
): void {
  if (newHook !== undefined && typeof newHook !== "function") {
    throw new TypeError(`setExcepthook: hook must be a function, got ${String(newHook)}`);
  }
  hook = newHook;
}
