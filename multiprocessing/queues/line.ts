// The descriptors in the items of a queue: a socket has them, in the order of the items.
//
//   put, under the guard ── number, descriptors ──▶ socket ──▶ get, under the guard
//
// Who is killed may leave descriptors of an item that was never put, or that was taken: they are met before those of the
// next number, and closed.

import { RuntimeError } from "../../_runtime/errors.ts";
import { MOST_FDS } from "../../_runtime/processes/unix_socket.ts";
import { closeFd, sockets } from "../descriptors.ts";
import { closeNow, closeWith } from "./descriptors.ts";

/** Both ends of a socket, since everybody may put and get. */
export type LineEnds = readonly [sender: number, receiver: number];

export class Line {
  /** The words of the queue; one of them counts the numbers given. */
  readonly #words: Int32Array;
  readonly #at: number;
  #ends: LineEnds | undefined;
  readonly #message: Int32Array = new Int32Array(1);
  readonly #bytes: Uint8Array = new Uint8Array(this.#message.buffer);

  /** Over the ends of an existing line; else a new one, whose ends are made when they are needed. */
  constructor(words: Int32Array, at: number, ends?: LineEnds) {
    this.#words = words;
    this.#at = at;
    if (ends !== undefined) this.#own(ends);
  }

  get ends(): LineEnds {
    return this.#ends ?? this.#own(sockets().pair());
  }

  /** Sends copies of the descriptors, and returns their number, which is not 0. */
  send(fds: readonly number[]): number {
    if (fds.length > MOST_FDS) {
      throw new RangeError(`an item can have at most ${MOST_FDS} descriptors, got ${fds.length}`);
    }
    const number = this.#words[this.#at] = (this.#words[this.#at]! + 1 | 0) || 1;
    this.#message[0] = number;
    const sent = sockets().sendWith(this.ends[0], this.#bytes, fds, false);
    if (sent === this.#bytes.length) return number;
    throw new RuntimeError(
      `the ${fds.length} descriptors of the item do not fit into the queue, which can have some ` +
        "hundreds: connections and the like must be got before more are put",
    );
  }

  /** The descriptors of a number. */
  receive(number: number): number[] {
    for (;;) {
      const fds: number[] = [];
      const received = sockets().receiveWith(this.ends[1], this.#bytes, fds, false);
      if (received !== this.#bytes.length) return fds;
      if (this.#message[0] === number) return fds;
      fds.forEach(closeFd);
    }
  }

  close(): void {
    if (this.#ends !== undefined) closeNow(this, this.#ends);
    this.#ends = undefined;
  }

  #own(ends: LineEnds): LineEnds {
    closeWith(this, ends);
    return this.#ends = ends;
  }
}
