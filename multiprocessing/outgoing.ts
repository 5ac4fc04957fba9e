// A message on its way out, see channel.ts; perhaps in pieces, with other work in between.

import { EAGAIN } from "../_runtime/processes/mod.ts";
import { MOST_FDS } from "../_runtime/processes/unix_socket.ts";
import { sockets } from "./descriptors.ts";
import { EINTR, socketError } from "./socket_errors.ts";

/** Up to so many bytes go out together with their length: one call, and no half of a message that may wait. */
const TOGETHER = 16384;
const SHORT = 4;
const LONG = 12;
const LONGEST_SHORT = 0x7fffffff;

export class Outgoing {
  #piece: Uint8Array;
  /** Bytes of the piece that are meant. */
  #length: number;
  #next: Uint8Array | undefined;
  #fds: readonly number[];

  /** To be followed by `step` or `postpone` at once. */
  constructor(bytes: Uint8Array, fds: readonly number[] = []) {
    if (fds.length > MOST_FDS) {
      throw new RangeError(
        `a message can carry ${MOST_FDS} descriptors at most, those of connections, locks and ` +
          `the like in it, got ${fds.length}`,
      );
    }
    this.#fds = fds;
    if (bytes.length <= TOGETHER) {
      this.#piece = together(bytes);
      this.#length = SHORT + bytes.length;
    } else {
      this.#piece = headOf(bytes.length);
      this.#length = this.#piece.length;
      this.#next = bytes;
    }
  }

  /** Sends what there is room for, with `wait` all; whether that was the end of it. */
  step(fd: number, wait: boolean): boolean {
    for (;;) {
      const sent = this.#fds.length > 0
        ? sockets().sendWith(fd, this.#piece, this.#fds, wait, this.#length)
        : sockets().send(fd, this.#piece, wait, this.#length);
      if (sent === -EINTR) continue;
      if (sent === -EAGAIN) {
        this.#leaveScratch();
        return false;
      }
      if (sent < 0) throw socketError(sent);
      this.#fds = [];
      if (sent < this.#length) this.#setPiece(this.#piece.subarray(sent, this.#length));
      else if (this.#next === undefined) return true;
      else {
        this.#setPiece(this.#next);
        this.#next = undefined;
      }
    }
  }

  /** What is left is to be sent later; `borrowed`: it must not depend on the bytes that were given. */
  postpone(borrowed: boolean): void {
    this.#leaveScratch();
    if (!borrowed) return;
    if (this.#next !== undefined) this.#next = this.#next.slice();
    else if (this.#length > TOGETHER) this.#setPiece(this.#piece.slice());
  }

  #leaveScratch(): void {
    if (this.#piece.buffer === scratch?.buffer) {
      this.#setPiece(this.#piece.slice(0, this.#length));
    }
  }

  #setPiece(piece: Uint8Array): void {
    this.#piece = piece;
    this.#length = piece.length;
  }
}

/** Where a message and its length meet; nobody else needs it before they are sent. */
let scratch: Uint8Array | undefined;

function together(bytes: Uint8Array): Uint8Array {
  scratch ??= new Uint8Array(SHORT + TOGETHER);
  writeLength(scratch, bytes.length);
  scratch.set(bytes, SHORT);
  return scratch;
}

function headOf(length: number): Uint8Array {
  if (length <= LONGEST_SHORT) return writeLength(new Uint8Array(SHORT), length);
  const head = new Uint8Array(LONG);
  const view = new DataView(head.buffer);
  view.setInt32(0, -1);
  view.setBigUint64(SHORT, BigInt(length));
  return head;
}

function writeLength(bytes: Uint8Array, length: number): Uint8Array {
  bytes[0] = length >>> 24;
  bytes[1] = length >>> 16;
  bytes[2] = length >>> 8;
  bytes[3] = length;
  return bytes;
}
