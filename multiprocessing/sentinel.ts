import { closeFd } from "./descriptors.ts";
import type { Waitable } from "./waitable.ts";

let collected: FinalizationRegistry<number> | undefined;

/** For `connection.wait`: ready when a process has ended (17.2.2.1 `sentinel`). */
export interface Sentinel extends Waitable {
  /** The process. */
  readonly pid: number;
}

/** A descriptor that becomes readable as the process ends. */
export class ProcessSentinel implements Sentinel {
  readonly pid: number;
  #fd: number;

  /** Owns `fd`; -1: the process has ended. */
  constructor(pid: number, fd: number) {
    this.pid = pid;
    this.#fd = fd;
    if (fd < 0) return;
    collected ??= new FinalizationRegistry(closeFd);
    collected.register(this, fd, this);
  }

  get fd(): number {
    return this.#fd;
  }

  /** To be called when nobody waits for it any more. */
  close(): void {
    if (this.#fd < 0) return;
    collected?.unregister(this);
    closeFd(this.#fd);
    this.#fd = -1;
  }
}
