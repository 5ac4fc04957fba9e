// Connected sockets through which descriptors travel, too. Never in non-blocking mode, which all who have the socket
// would share: what must not wait says so at each call.
//
//   send(fd, bytes, fds) ── sendmsg: bytes, SCM_RIGHTS(fds) ──▶ receive(fd, buffer) → bytes read; fds, close-on-exec

import type { ForeignFunction, Signature } from "./foreign.ts";
import { type Libc, LIBRARY } from "./libc.ts";

const FUNCTIONS = {
  socketpair: { parameters: ["i32", "i32", "i32", "buffer"], result: "i32" },
  sendmsg: { parameters: ["i32", "buffer", "i32"], result: "i64" },
  recvmsg: { parameters: ["i32", "buffer", "i32"], result: "i64" },
  send: { parameters: ["i32", "buffer", "i64", "i32"], result: "i64" },
  recv: { parameters: ["i32", "buffer", "i64", "i32"], result: "i64" },
  shutdown: { parameters: ["i32", "i32"], result: "i32" },
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
} as const satisfies Record<string, Signature>;

const AF_UNIX = 1;
const SOCK_STREAM = 1;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SCM_RIGHTS = 1;
const MSG_DONTWAIT = 0x40;
const MSG_WAITALL = 0x100;
const MSG_NOSIGNAL = 0x4000;
const MSG_CMSG_CLOEXEC = 0x40000000;
const F_DUPFD_CLOEXEC = 1030;
const SHUT_RD = 0;
const SHUT_WR = 1;

/** Descriptors that one message can carry; the system has no more. */
export const MOST_FDS = 253;

const HEADER_BYTES = 56;
const VECTOR_BYTES = 16;
/** Of struct cmsghdr: length (8), level, type. */
const CONTROL_HEADER = 16;

/** Calls on connected sockets; results below 0 are negative error numbers. */
export class UnixSockets {
  readonly #libc: Libc;
  readonly #c: Record<keyof typeof FUNCTIONS, ForeignFunction>;
  // struct msghdr, its one struct iovec, and room for descriptors, made once: every call fills them anew.
  readonly #header: BigInt64Array = new BigInt64Array(HEADER_BYTES / 8);
  readonly #vector: BigInt64Array = new BigInt64Array(VECTOR_BYTES / 8);
  readonly #control: Uint8Array = new Uint8Array(CONTROL_HEADER + 4 * MOST_FDS + 8);
  readonly #controlInts: Int32Array = new Int32Array(this.#control.buffer, 0, 4 + MOST_FDS);
  /** The one that came last, of which the address is known. */
  #target: Uint8Array | undefined;
  #targetAddress = 0n;

  constructor(libc: Libc) {
    this.#libc = libc;
    this.#c = libc.foreign.open(LIBRARY, FUNCTIONS);
    const { foreign } = libc;
    this.#header[2] = foreign.address(this.#vector);
    this.#header[3] = 1n;
    this.#header[4] = foreign.address(this.#control);
  }

  /** Two connected sockets that no child inherits. */
  pair(): [number, number] {
    const ends = new Int32Array(2);
    this.#libc.check(this.#c.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends));
    return [ends[0]!, ends[1]!];
  }

  /** Sends the first bytes; how many were taken, or the negative error number. `wait`: until there is room. */
  send(fd: number, bytes: Uint8Array, wait: boolean, length: number = bytes.length): number {
    const flags = wait ? MSG_NOSIGNAL : MSG_NOSIGNAL | MSG_DONTWAIT;
    return this.#libc.result(this.#c.send(fd, bytes, length, flags));
  }

  /** The same, with descriptors, which go with the first byte. */
  sendWith(
    fd: number,
    bytes: Uint8Array,
    fds: readonly number[],
    wait: boolean,
    length: number = bytes.length,
  ): number {
    const header = this.#fill(this.#libc.foreign.address(bytes), length, fds.length);
    this.#controlInts[0] = CONTROL_HEADER + 4 * fds.length;
    this.#controlInts[1] = 0;
    this.#controlInts[2] = SOL_SOCKET;
    this.#controlInts[3] = SCM_RIGHTS;
    this.#controlInts.set(fds, 4);
    const flags = wait ? MSG_NOSIGNAL : MSG_NOSIGNAL | MSG_DONTWAIT;
    return this.#libc.result(this.#c.sendmsg(fd, header, flags));
  }

  /**
   * Receives as many bytes as fit, or fewer when there are no more, with `wait` after a signal or before the end; 0: the
   * end. Descriptors that come with them are lost.
   */
  receive(fd: number, target: Uint8Array, wait: boolean): number {
    const flags = wait ? MSG_WAITALL : MSG_DONTWAIT;
    return this.#libc.result(this.#c.recv(fd, target, target.length, flags));
  }

  /** The same; descriptors that come with the bytes are added to `fds`. For a small target, again and again. */
  receiveWith(fd: number, target: Uint8Array, fds: number[], wait: boolean): number {
    if (target !== this.#target) {
      this.#target = target;
      this.#targetAddress = this.#libc.foreign.address(target);
    }
    const header = this.#fill(this.#targetAddress, target.length, MOST_FDS);
    this.#controlInts[0] = 0;
    const flags = wait ? MSG_CMSG_CLOEXEC : MSG_CMSG_CLOEXEC | MSG_DONTWAIT;
    const result = this.#libc.result(this.#c.recvmsg(fd, header, flags));
    if (result < 0 || header[5] === 0n) return result;
    const count = (this.#controlInts[0]! - CONTROL_HEADER) / 4;
    for (let i = 0; i < count; i++) fds.push(this.#controlInts[4 + i]!);
    return result;
  }

  /** Nothing can be sent (or received) through this end any more. */
  shutdown(fd: number, direction: "send" | "receive"): void {
    this.#c.shutdown(fd, direction === "send" ? SHUT_WR : SHUT_RD);
  }

  /** Another descriptor of the same. */
  duplicate(fd: number): number {
    return this.#libc.check(this.#c.fcntl(fd, F_DUPFD_CLOEXEC, 0));
  }

  #fill(address: bigint, length: number, fds: number): BigInt64Array {
    this.#vector[0] = address;
    this.#vector[1] = BigInt(length);
    this.#header[5] = BigInt(CONTROL_HEADER + 4 * fds);
    return this.#header;
  }
}
