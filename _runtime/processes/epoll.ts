// Waiting for many descriptors: epoll(7). What is watched is known to the kernel, so that one thread can ask for more
// while another one sleeps in `wait`. A descriptor that became ready is watched no more until that is asked for again.

import type { ForeignFunction, Signature } from "./foreign.ts";
import { type Libc, LIBRARY } from "./libc.ts";

const FUNCTIONS = {
  epoll_create1: { parameters: ["i32"], result: "i32" },
  epoll_ctl: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  epoll_wait: { parameters: ["i32", "buffer", "i32", "i32"], result: "i32" },
} as const satisfies Record<string, Signature>;

const EPOLL_CLOEXEC = 0o2000000;
const ADD = 1;
const DELETE = 2;
const MODIFY = 3;
const IN = 1;
const OUT = 4;
/** An error, or nobody on the other side: what was waited for will not come. */
const GONE = 0x8 | 0x10;
const ONE_SHOT = 2 ** 30;
const EINTR = 4;
const ENOENT = 2;
/** Events taken at a time. */
const MOST = 64;

/** What became ready. */
export interface Ready {
  /** As given to `watch`. */
  readonly token: number;
  readonly read: boolean;
  readonly write: boolean;
}

export class Epoll {
  readonly #libc: Libc;
  readonly #c: Record<keyof typeof FUNCTIONS, ForeignFunction>;
  // struct epoll_event: 32 bits of events, 64 bits of ours; without a gap between them on x86 alone.
  readonly #stride: number;
  readonly #event: Uint32Array = new Uint32Array(4);
  readonly #events: Uint32Array = new Uint32Array(4 * MOST);

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#c = libc.foreign.open(LIBRARY, FUNCTIONS);
    this.#stride = libc.foreign.processor === "x64" ? 3 : 4;
  }

  /** A descriptor for such waiting; no child inherits it. */
  create(): number {
    return this.#libc.check(this.#c.epoll_create1(EPOLL_CLOEXEC));
  }

  /** Watches a descriptor once for the one, the other, both, or nothing; `token` is a number of 32 bits. */
  watch(epoll: number, fd: number, token: number, read: boolean, write: boolean): void {
    this.#event[0] = read || write ? (read ? IN : 0) | (write ? OUT : 0) | ONE_SHOT : 0;
    this.#event[this.#stride - 2] = token;
    const known = this.#libc.result(this.#c.epoll_ctl(epoll, MODIFY, fd, this.#event));
    if (known === -ENOENT) this.#libc.check(this.#c.epoll_ctl(epoll, ADD, fd, this.#event));
    else this.#libc.check(known);
  }

  /** Watches it no more. */
  forget(epoll: number, fd: number): void {
    this.#c.epoll_ctl(epoll, DELETE, fd, this.#event);
  }

  /** What is ready, up to some number; blocks at most `timeout` ms (-1: no limit) until there is something. */
  wait(epoll: number, timeout: number): Ready[] {
    const count = this.#libc.result(this.#c.epoll_wait(epoll, this.#events, MOST, timeout));
    if (count === -EINTR) return [];
    this.#libc.check(count);
    const ready: Ready[] = [];
    for (let i = 0; i < count; i++) {
      const at = i * this.#stride;
      const events = this.#events[at]!;
      ready.push({
        token: this.#events[at + this.#stride - 2]!,
        read: (events & (IN | GONE)) !== 0,
        write: (events & (OUT | GONE)) !== 0,
      });
    }
    return ready;
  }
}
