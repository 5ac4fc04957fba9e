// A child that has been started, and what is known of its end.

import { remaining } from "../_sync/deadline.ts";
import { Child } from "./child.ts";
import { closeFd, libcFor } from "./descriptors.ts";
import { waitReadySync } from "./ready.ts";
import { ProcessSentinel } from "./sentinel.ts";

/** What Python gives when somebody else has reaped the child. */
const LOST = 255;

export class Popen extends Child {
  readonly blocks = true;
  readonly sentinel: ProcessSentinel;
  /** Our end of the socket to it: when that is closed, the child is killed. */
  readonly #control: number;
  #code: number | undefined;

  constructor(pid: number, control: number, daemon: boolean, owned: boolean) {
    super(pid, daemon, owned);
    this.#control = control;
    this.sentinel = new ProcessSentinel(pid, libcFor("a process").pidfd(pid));
  }

  /** Exit status or -N; undefined while it runs. Reaps it. */
  override poll(): number | undefined {
    if (this.#code !== undefined) return this.#code;
    const code = libcFor("a process").reap(this.pid);
    if (code === undefined) return undefined;
    this.#code = code ?? LOST;
    closeFd(this.#control);
    this.ended();
    return this.#code;
  }

  override signal(signal: number): void {
    if (this.poll() === undefined) libcFor("a process").kill(this.pid, signal);
  }

  override waitSync(deadline: number): boolean {
    if (this.poll() !== undefined) return true;
    waitReadySync(this.sentinel.fd, "read", remaining(deadline));
    return this.poll() !== undefined;
  }
}
