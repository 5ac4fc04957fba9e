import { NotSupportedError, RuntimeError } from "../_runtime/errors.ts";
import { processes } from "../_runtime/processes/mod.ts";
import { waitOptions } from "../_sync/acquire_options.ts";
import { deadlineAfter } from "../_sync/deadline.ts";
import type { SyncWaitOptions, WaitOptions } from "../_sync/options.ts";
import { commandOf } from "./arguments.ts";
import type { Child } from "./child.ts";
import type { CommunicateSteps } from "./communicate_steps.ts";
import { TimeoutExpired } from "./errors.ts";
import { Exchange } from "./exchange.ts";
import { exchangeSync } from "./exchange_sync.ts";
import { launch, type Started } from "./launch.ts";
import {
  type Args,
  checkPopenOptions,
  type Out,
  type PopenOptions,
  type Signal,
} from "./options.ts";
import { settled } from "./settled.ts";
import { signalNumber } from "./signals.ts";
import { readableOf, writableOf } from "./streams.ts";
import { encodeInput, type TextMode, textModeOf } from "./text_mode.ts";

/** The parts of `communicate`, for who goes on after the deadline. */
export let steps: CommunicateSteps;

/**
 * Python's Popen (17.5.1.2, 17.5.3): a program that has been started.
 *
 * ```ts
 * import { PIPE, Popen } from "@weft/concurrency/subprocess";
 *
 * await using child = new Popen(["tr", "a-z", "A-Z"], { stdin: PIPE, stdout: PIPE, text: true });
 * const [output] = await child.communicate("spam\n");
 * console.log(output, child.returncode);
 * ```
 *
 * ```output
 * SPAM
 *  0
 * ```
 */
// deno-lint-ignore ban-types
export class Popen<O extends PopenOptions = {}> implements AsyncDisposable {
  /** What was run, as it was given. */
  readonly args: Args;
  /** The child's process identifier; with `shell` that of the shell. */
  readonly pid: number;
  /** Writes to the child; null unless `stdin` is PIPE. */
  readonly stdin: WritableStream<Uint8Array | string> | null;
  /** What the child writes; null unless `stdout` is PIPE. It is read only as it is asked for. */
  readonly stdout: ReadableStream<Out<O>> | null;
  /** What the child writes to stderr; null unless `stderr` is PIPE. */
  readonly stderr: ReadableStream<Out<O>> | null;
  readonly #child: Child;
  readonly #started: Started;
  readonly #text: TextMode | undefined;
  #exchange: Exchange | undefined;

  /**
   * Starts the program.
   *
   * @throws An error with `code` ("ENOENT", "EACCES", …) and `filename` when it can't be started.
   * @throws TypeError or RangeError for bad arguments.
   */
  constructor(args: Args, options?: O) {
    const checked = checkPopenOptions(options, "Popen");
    this.#text = textModeOf(checked);
    this.args = args;
    const started = launch(commandOf(args, checked), checked, blockingLaunch);
    this.#started = started;
    this.#child = started.child;
    this.pid = started.child.pid;
    const { stdin, stdout, stderr } = started.ends;
    this.stdin = stdin === undefined ? null : writableOf(stdin, this.#text?.encoding());
    const readable = (end: typeof stdout) =>
      end === undefined ? null : readableOf(end, this.#text?.decoding());
    this.stdout = readable(stdout) as ReadableStream<Out<O>> | null;
    this.stderr = readable(stderr) as ReadableStream<Out<O>> | null;
  }

  /** The exit status; -N when signal N has ended it; null while it runs, as far as that has been seen. */
  get returncode(): number | null {
    return this.#child.returncode ?? null;
  }

  /** Looks whether the child has ended: its `returncode` (17.5.3 `poll`). */
  poll(): number | null {
    return this.#child.poll() ?? null;
  }

  /**
   * Resolves to the return code when the child has ended (17.5.3 `wait`). Rejects with TimeoutExpired after `timeout`
   * ms, with the signal's reason on abort; the child lives on. A child that writes to a pipe nobody reads never ends:
   * use `communicate`.
   */
  async wait(options?: WaitOptions): Promise<number> {
    const wait = waitOptions(options, "Popen.wait");
    const code = this.poll();
    if (code !== null) return code;
    return await this.#held(() =>
      settled(this.#child.ended(), wait, () => {
        throw new TimeoutExpired(this.args, wait.timeout!);
      })
    );
  }

  /**
   * The same, blocking.
   *
   * @throws TimeoutExpired after `timeout` ms; the child lives on.
   * @throws NotSupportedError on Deno without the permission to call the C library.
   */
  waitSync(options?: SyncWaitOptions): number {
    const { timeout } = waitOptions(options, "Popen.waitSync");
    const code = this.#child.waitSync(deadlineAfter(timeout));
    if (code === undefined) throw new TimeoutExpired(this.args, timeout!);
    return code;
  }

  /**
   * Feeds `input` to the child's stdin and closes it, reads stdout and stderr to their ends, and waits for the child
   * (17.5.3 `communicate`). Resolves to what was read, null for what is no pipe. Rejects with TimeoutExpired, which holds
   * what has come until then; the child lives on, and calling again, without input, goes on: nothing is lost.
   */
  async communicate(
    input?: Uint8Array | string,
    options?: WaitOptions,
  ): Promise<[stdout: Out<O> | null, stderr: Out<O> | null]> {
    const wait = waitOptions(options, "Popen.communicate");
    const exchange = this.#begin(input, "communicate");
    if (!await this.#communicate(exchange, wait)) {
      throw exchange.expired(this.args, wait.timeout!);
    }
    return exchange.results() as [Out<O> | null, Out<O> | null];
  }

  /**
   * The same, blocking.
   *
   * @throws TimeoutExpired after `timeout` ms.
   * @throws NotSupportedError on Deno without the permission to call the C library.
   * @throws RuntimeError when a stream of this child has been used asynchronously.
   */
  communicateSync(
    input?: Uint8Array | string,
    options?: SyncWaitOptions,
  ): [stdout: Out<O> | null, stderr: Out<O> | null] {
    const { timeout } = waitOptions(options, "Popen.communicateSync");
    const deadline = deadlineAfter(timeout);
    const exchange = this.#begin(input, "communicateSync");
    if (!this.#communicateSync(exchange, deadline)) throw exchange.expired(this.args, timeout!);
    return exchange.results() as [Out<O> | null, Out<O> | null];
  }

  /** Sends a signal, by name or number; does nothing when the child has ended (17.5.3 `send_signal`). */
  sendSignal(signal: Signal): void {
    const number = signalNumber(signal, "linux");
    if (this.poll() === null) this.#child.kill(number);
  }

  /** Sends SIGTERM (17.5.3 `terminate`). */
  terminate(): void {
    this.sendSignal("SIGTERM");
  }

  /** Sends SIGKILL (17.5.3 `kill`). */
  kill(): void {
    this.sendSignal("SIGKILL");
  }

  /** Closes the pipes and waits for the child: Python's `with Popen(…)` is `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { stdin, stdout, stderr } = this.#started.ends;
    stdout?.close();
    stderr?.close();
    stdin?.abandon();
    await this.wait();
  }

  static {
    steps = {
      beginInBlocks: (popen, input) => void popen.#begin(input, "run", true),
      go: (popen, input, wait) => popen.#communicate(popen.#begin(input, "run"), wait),
      goSync: (popen, input, deadline) =>
        popen.#communicateSync(popen.#begin(input, "runSync"), deadline),
      results: (popen) => popen.#exchange!.results(),
      expired: (popen, timeout) => popen.#exchange!.expired(popen.args, timeout),
      pieces: (popen) => popen.#exchange!.pieces(),
    };
  }

  /** False at the deadline. */
  async #communicate(exchange: Exchange, wait: WaitOptions): Promise<boolean> {
    const { delivered } = this.#started.ends;
    const all = Promise.all([exchange.run().then(() => this.#child.ended()), delivered]);
    return await this.#held(() => settled<boolean>(all.then(() => true), wait, () => false));
  }

  /** False at the deadline. */
  #communicateSync(exchange: Exchange, deadline: number): boolean {
    const platform = processes();
    const libc = platform.libc();
    if (libc === undefined) {
      throw new NotSupportedError(
        `communicateSync needs ${platform.libcHint}; use communicate, or runSync, which does without`,
      );
    }
    for (const end of [exchange.stdout?.end, exchange.stderr?.end]) {
      if (end === undefined || end.over || end.fd !== undefined) continue;
      throw new RuntimeError(
        "communicateSync: the child's output is being read asynchronously; use communicate",
      );
    }
    return exchangeSync(libc, exchange, deadline) && this.#child.waitSync(deadline) !== undefined;
  }

  async #held<T>(wait: () => Promise<T>): Promise<T> {
    this.#child.hold(true);
    try {
      return await wait();
    } finally {
      this.#child.hold(false);
    }
  }

  #begin(input: Uint8Array | string | undefined, who: string, inBlocks = false): Exchange {
    if (this.#exchange !== undefined) {
      if (input === undefined) return this.#exchange;
      throw new RangeError(`${who}: cannot send input after starting communication`);
    }
    const { stdin, stdout, stderr } = this.#started.ends;
    if (input !== undefined && stdin === undefined) {
      throw new TypeError(`${who}: input needs stdin to be PIPE`);
    }
    const bytes = input === undefined ? new Uint8Array() : encodeInput(input, this.#text, who);
    return this.#exchange = new Exchange(bytes, stdin, stdout, stderr, this.#text, inBlocks);
  }
}

let blockingLaunch = false;

/** A Popen whose creator blocks until it ends, and reaps it. */
export function blockingPopen<O extends PopenOptions>(args: Args, options: O): Popen<O> {
  blockingLaunch = true;
  try {
    return new Popen(args, options);
  } finally {
    blockingLaunch = false;
  }
}
