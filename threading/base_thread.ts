// What threads of both kinds have in common: real ones, and the cooperative ones of dummy_threading.

import { RuntimeError } from "../_runtime/errors.ts";
import { deadlineAfter } from "../_sync/deadline.ts";
import { waitOptions } from "../_sync/acquire_options.ts";
import type { SyncWaitOptions, WaitOptions } from "../_sync/options.ts";
import { checkThreadOptions, type ThreadOptions } from "./thread_options.ts";

/** A thread that was started, or is known to other threads. */
export interface Life {
  readonly ident: number;
  /** 0 where it is not known. */
  readonly nativeId: number;
  readonly started: boolean;
  readonly alive: boolean;
  readonly ended: boolean;
  name: string;
  daemon: boolean;
  /** Resolves to true when it has ended, to false at the timeout. */
  wait(options: WaitOptions): Promise<boolean>;
  /** Blocks until it has ended; false at the deadline. */
  waitSync(deadline: number): boolean;
}

/** What starts threads of one kind. */
export interface ThreadSystem {
  /** N of the next "Thread-N". */
  nextNumber(): number;
  current(): BaseThread;
  /** Starts the thread: `work` in a thread of its own. */
  launch(thread: BaseThread, work: Work): void;
}

/** What a thread was given to do. */
export interface Work {
  readonly target: ((...args: never[]) => unknown) | undefined;
  readonly args: unknown[];
  readonly kwargs: Record<string, unknown> | undefined;
}

/** Access to what is private, for the systems. */
export interface Friend {
  lifeOf(thread: BaseThread): Life | undefined;
  setLife(thread: BaseThread, life: Life | undefined): void;
  setWork(thread: BaseThread, work: Work): void;
}
export let friend: Friend;

/** The base of Thread, in `threading` and in `dummy_threading`. */
// deno-lint-ignore no-explicit-any
export abstract class BaseThread<A extends unknown[] = any[]> {
  static {
    friend = {
      lifeOf: (thread) => thread.#life,
      setLife: (thread, life) => thread.#life = life,
      setWork: (thread, work) => thread.#work = work,
    };
  }

  readonly #system: ThreadSystem;
  #work: Work;
  #name: string;
  #daemon: boolean;
  #life: Life | undefined;
  /** It was not created here. */
  readonly #handle: boolean;

  /** `life` is given for a handle of a thread that exists already. */
  constructor(system: ThreadSystem, options: ThreadOptions<A> = {}, life?: Life) {
    this.#system = system;
    this.#life = life;
    this.#handle = life !== undefined;
    checkThreadOptions(options as ThreadOptions<unknown[]>, "Thread");
    const { target, name, args = [], kwargs, daemon } = options;
    this.#work = { target: target ?? undefined, args: [...args], kwargs };
    if (life !== undefined) {
      this.#name = "";
      this.#daemon = false;
      return;
    }
    this.#name = name === undefined ? defaultName(system, target?.name) : String(name);
    this.#daemon = daemon ?? system.current().daemon;
  }

  /** Its name, for people; need not be unique. Set to anything else, it is converted to a string. */
  get name(): string {
    return this.#life?.name ?? this.#name;
  }

  set name(name: string) {
    this.#name = String(name);
    if (this.#life !== undefined) this.#life.name = this.#name;
  }

  /** The thread's identifier, undefined before the start; never used again within a program. */
  get ident(): number | undefined {
    return this.#life?.started ? this.#life.ident : undefined;
  }

  /** The operating system's identifier, undefined before the thread runs and where it can't be had. */
  get nativeId(): number | undefined {
    return this.#life?.nativeId || undefined;
  }

  /**
   * Whether it is a daemon, which does not keep the program alive.
   *
   * Setting it throws RuntimeError after the start.
   */
  get daemon(): boolean {
    return this.#life?.daemon ?? this.#daemon;
  }

  set daemon(daemon: boolean) {
    if (typeof daemon !== "boolean") {
      throw new TypeError(`Thread.daemon must be a boolean, got ${String(daemon)}`);
    }
    if (this.#life?.started) {
      throw new RuntimeError(`cannot set daemon status of active thread ${this.name}`);
    }
    this.#daemon = daemon;
    if (this.#life !== undefined) this.#life.daemon = daemon;
  }

  /**
   * Starts the thread (17.1.2 `start`).
   *
   * @throws RuntimeError the second time, and in a thread that did not create it.
   */
  start(): void {
    if (this.#life?.started) {
      throw new RuntimeError(`Thread.start: threads can only be started once (${this.name})`);
    }
    if (this.#handle) {
      throw new RuntimeError(`Thread.start: only the creator of ${this.name} can start it`);
    }
    this.#system.launch(this, this.#work);
  }

  /** What the thread does (17.1.2 `run`): calls the target. */
  run(): unknown {
    const { target, args, kwargs } = this.#work;
    return target?.(...args as never[], ...(kwargs === undefined ? [] : [kwargs as never]));
  }

  /**
   * Resolves when the thread has ended (17.1.2 `join`), or at the timeout; ask `isAlive` which. A negative timeout is
   * 0. Rejects with RuntimeError before the start and in the thread itself, with the signal's reason on abort.
   */
  async join(options?: WaitOptions): Promise<void> {
    const wait = waitOptions(options, "Thread.join");
    await this.#joinable().wait(wait);
  }

  /**
   * The same, blocking.
   *
   * @throws RuntimeError before the start, and in the thread itself.
   */
  joinSync(options?: SyncWaitOptions): void {
    const { timeout } = waitOptions(options, "Thread.joinSync");
    this.#joinable().waitSync(deadlineAfter(timeout));
  }

  /** Whether the thread runs (17.1.2 `is_alive`): from the start until it has ended. */
  isAlive(): boolean {
    return this.#life?.alive ?? false;
  }

  /** `name`, as a method. */
  getName(): string {
    return this.name;
  }

  /** Sets `name`. */
  setName(name: string): void {
    this.name = name;
  }

  /** `daemon`, as a method. */
  isDaemon(): boolean {
    return this.daemon;
  }

  /**
   * Sets `daemon`.
   *
   * @throws RuntimeError after the start.
   */
  setDaemon(daemon: boolean): void {
    this.daemon = daemon;
  }

  /** "Thread(worker, started 3)", as Python shows it. */
  toString(): string {
    const state = this.#life === undefined || !this.#life.started
      ? "initial"
      : this.#life.ended
      ? `stopped ${this.ident}`
      : `started ${this.ident}`;
    return `${this.constructor.name}(${this.name}, ${state}${this.daemon ? " daemon" : ""})`;
  }

  #joinable(): Life {
    const life = this.#life;
    if (life === undefined || !life.started) {
      throw new RuntimeError(`cannot join thread ${this.name} before it is started`);
    }
    if (this.#system.current().ident === life.ident && !life.ended) {
      throw new RuntimeError(`cannot join current thread ${this.name}`);
    }
    return life;
  }
}

function defaultName(system: ThreadSystem, target: string | undefined): string {
  const name = `Thread-${system.nextNumber()}`;
  return target ? `${name} (${target})` : name;
}
