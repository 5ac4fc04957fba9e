import { RuntimeError } from "../_runtime/errors.ts";
import { waitOptions } from "../_sync/acquire_options.ts";
import { deadlineAfter } from "../_sync/deadline.ts";
import type { SyncWaitOptions, WaitOptions } from "../_sync/options.ts";
import { nextChildNumber, processState } from "../_thread/process_state.ts";
import { registerClass } from "../_transfer/registry.ts";
import { checkThreadOptions } from "../threading/thread_options.ts";
import { addActive, dropActive } from "./active.ts";
import { checkAuthkey, ownAuthkey } from "./authkey.ts";
import { SIGINT, SIGKILL, SIGTERM } from "./child.ts";
import { launch } from "./launch.ts";
import type { Life } from "./life.ts";
import { arrive, leave, whileLeaving } from "./passage.ts";
import { methodOf } from "./process_method.ts";
import type { ProcessOptions } from "./process_options.ts";
import type { Sentinel } from "./sentinel.ts";
import { ownWork, perform, type Work } from "./work.ts";

export type { ProcessOptions } from "./process_options.ts";

/** Access to what is private. */
export interface Friend {
  /** The object of a process that exists already. */
  handle(life: Life): Process;
  /** Before the start: whoever starts it ends it, too, and the program neither waits for it nor lets it go on. */
  setOwned(process: Process): void;
}
export let friend: Friend;

let handle: Life | undefined;

/**
 * Python's Process (17.2.2.1): a process of its own, a new Deno or Bun. What it does is a function, or the method `run`
 * of a subclass that is marked with `task`; arguments, and the fields of a subclass, are sent.
 *
 * It lasts until the promise that its target, or `run`, returned has settled, and its threads and children have ended
 * that are no daemons. What that returned is lost: use a pool, or a queue, for results. An error that nothing catches is
 * written to stderr, and the exit code is 1.
 *
 * ```ts
 * import { Process, task } from "@weft/concurrency/multiprocessing";
 *
 * export const greet = task(import.meta, (name: string) => console.log(`hello ${name}`));
 *
 * if (import.meta.main) {
 *   const process = new Process({ target: greet, args: ["bob"] });
 *   process.start();
 *   await process.join();
 *   console.log(process.exitcode);
 * }
 * ```
 *
 * ```output
 * hello bob
 * 0
 * ```
 */
// deno-lint-ignore no-explicit-any
export class Process<A extends unknown[] = any[]> {
  static {
    friend = {
      handle(life) {
        handle = life;
        return new Process();
      },
      setOwned: (process) => process.#owned = true,
    };
  }

  readonly #work: Work;
  #name: string;
  #daemon: boolean;
  #authkey: Uint8Array;
  readonly #identity: readonly number[];
  #life: Life | undefined;
  #closed = false;
  #owned = false;

  /** A process that is not started yet. */
  constructor(options: ProcessOptions<A> = {}) {
    this.#life = handle;
    handle = undefined;
    checkThreadOptions(options as ProcessOptions<unknown[]>, "Process");
    const { target, name, args = [], kwargs, daemon } = options;
    this.#work = {
      target: target ?? undefined,
      args: [...args],
      kwargs: kwargs === undefined ? undefined : { ...kwargs },
    };
    if (this.#life !== undefined) {
      this.#name = "";
      this.#daemon = false;
      this.#authkey = this.#life.authkey;
      this.#identity = [];
      return;
    }
    const creator = processState();
    this.#identity = [...creator.identity, nextChildNumber()];
    this.#name = name === undefined || name === ""
      ? `${new.target.name}-${this.#identity.join(":")}`
      : checkName(name);
    this.#daemon = daemon ?? creator.daemon;
    this.#authkey = ownAuthkey();
  }

  /** Its name, for people; need not be unique. Anything but a string is a TypeError. */
  get name(): string {
    return this.#life?.name ?? this.#name;
  }

  set name(name: string) {
    this.#name = checkName(name);
    if (this.#life !== undefined) this.#life.name = name;
  }

  /**
   * Whether it is a daemon: terminated when its parent ends, and without children.
   *
   * Setting it throws RuntimeError after the start.
   */
  get daemon(): boolean {
    return this.#life?.daemon ?? this.#daemon;
  }

  set daemon(daemon: boolean) {
    if (typeof daemon !== "boolean") {
      throw new TypeError(`Process.daemon must be a boolean, got ${String(daemon)}`);
    }
    if (this.#life !== undefined) throw new RuntimeError("process has already started");
    this.#daemon = daemon;
  }

  /** Its identifier, undefined before the start. */
  get pid(): number | undefined {
    this.#checkOpen();
    return this.#life?.pid;
  }

  /** The same as `pid`. */
  get ident(): number | undefined {
    return this.pid;
  }

  /** undefined while it runs; 0: it has ended, 1: by an uncaught error, N: by exit(N), -N: by signal N. */
  get exitcode(): number | undefined {
    this.#checkOpen();
    return this.#life?.exitcode();
  }

  /** The secret that the processes of a program share; a child has its creator's. Set it before the start. */
  get authkey(): Uint8Array {
    return this.#life?.authkey ?? this.#authkey;
  }

  set authkey(key: Uint8Array) {
    this.#authkey = checkAuthkey(key, "Process.authkey");
    if (this.#life !== undefined) this.#life.authkey = this.#authkey;
  }

  /**
   * For `connection.wait`: ready when the process has ended.
   *
   * @throws RangeError before the start.
   */
  get sentinel(): Sentinel {
    this.#checkOpen();
    const sentinel = this.#life?.sentinel;
    if (sentinel === undefined) throw new RangeError("process not started");
    return sentinel;
  }

  /**
   * Starts the process (17.2.2.1 `start`). What can't be sent is a DataCloneError, a program that can't be run an error
   * with a `code`; then nothing has happened.
   *
   * @throws RuntimeError the second time, in a daemonic process, and while a child loads its modules.
   * @throws RangeError after `close`.
   */
  start(): void {
    this.#checkOpen();
    if (this.#life !== undefined) {
      throw new RuntimeError(
        this.#life.kind === "child"
          ? "cannot start a process twice"
          : "can only start a process object created by current process",
      );
    }
    this.#life = whileLeaving(this, () =>
      launch({
        process: this.run === Process.prototype.run ? undefined : this,
        work: this.#work,
        name: this.#name,
        identity: this.#identity,
        daemon: this.#daemon,
        owned: this.#owned,
        authkey: this.authkey,
        method: methodOf(this),
      }));
    addActive(this);
  }

  /** What the process does (17.2.2.1 `run`): calls the target. */
  run(): unknown {
    return perform(this.#life?.kind === "self" ? ownWork() : this.#work);
  }

  /**
   * Resolves when the process has ended (17.2.2.1 `join`), or at the timeout; ask `exitcode` which. A negative timeout
   * is 0. Rejects with RuntimeError before the start and for a process that is no child of this one, with the signal's
   * reason on abort.
   */
  async join(options?: WaitOptions): Promise<void> {
    const wait = waitOptions(options, "Process.join");
    await this.#joinable().wait(wait);
  }

  /**
   * The same, blocking.
   *
   * @throws RuntimeError before the start, and for a process that is no child of this one.
   */
  joinSync(options?: SyncWaitOptions): void {
    const { timeout } = waitOptions(options, "Process.joinSync");
    this.#joinable().waitSync(deadlineAfter(timeout));
  }

  /** Whether the process runs (17.2.2.1 `is_alive`): from the start until it has ended. */
  isAlive(): boolean {
    this.#checkOpen();
    return this.#life?.alive() ?? false;
  }

  /** Ends the process by SIGTERM (17.2.2.1 `terminate`). Its children end with it, its `finally` blocks do not run. */
  terminate(): void {
    this.#signal(SIGTERM, "terminate");
  }

  /** Ends the process by SIGKILL (17.2.2.1 `kill`, since 3.7). */
  kill(): void {
    this.#signal(SIGKILL, "kill");
  }

  /** Sends the process SIGINT (17.2.2.1 `interrupt`, since 3.14). */
  interrupt(): void {
    this.#signal(SIGINT, "interrupt");
  }

  /**
   * Releases what the process object holds (17.2.2.1 `close`, since 3.7); nearly all of its members throw RangeError
   * from then on.
   *
   * @throws RangeError while the process runs.
   */
  close(): void {
    if (this.#life?.kind === "child") {
      if (this.#life.exitcode() === undefined) {
        throw new RangeError(
          "cannot close a process while it is still running; first call join() or terminate()",
        );
      }
      this.#life.close();
      dropActive(this);
    }
    this.#closed = true;
  }

  /** "<Process name='Process-1' pid=123 stopped exitcode=0>", much as Python shows it. */
  toString(): string {
    const parts = [`name='${this.name}'`];
    const life = this.#life;
    if (this.#closed) parts.push("closed");
    else if (life === undefined) parts.push("initial");
    else {
      const code = life.exitcode();
      parts.push(`pid=${life.pid}`, code === undefined ? "started" : `stopped exitcode=${code}`);
    }
    if (this.daemon) parts.push("daemon");
    return `<${this.constructor.name} ${parts.join(" ")}>`;
  }

  #signal(signal: number, who: string): void {
    this.#checkOpen();
    if (this.#life?.kind !== "child") {
      throw new RuntimeError(`Process.${who}: can only ${who} a started child process`);
    }
    this.#life.signal(signal);
  }

  #joinable(): Life {
    this.#checkOpen();
    if (this.#life === undefined) throw new RuntimeError("can only join a started process");
    if (this.#life.kind === "self") throw new RuntimeError("can only join a child process");
    return this.#life;
  }

  #checkOpen(): void {
    if (this.#closed) throw new RangeError("process object is closed");
  }
}

function checkName(name: unknown): string {
  if (typeof name === "string") return name;
  throw new TypeError(`Process.name must be a string, got ${String(name)}`);
}

registerClass("multiprocessing.Process", Process, {
  reduce: leave,
  revive: () => arrive() as Process,
  module: () => import.meta.url,
});
