// A message on its way in, see channel.ts; perhaps in pieces, with other work in between.

import { EAGAIN } from "../_runtime/processes/libc.ts";
import { osError } from "../_runtime/processes/os_error.ts";
import { closeFd, sockets } from "./descriptors.ts";
import { connectionError, EINTR, isGone, socketError } from "./socket_errors.ts";

export interface Frame {
  readonly bytes: Uint8Array;
  /** Whoever takes the frame owns them. */
  readonly fds: number[];
}

/** "again": no more is there just now; "end": there will be no message. */
export type Progress = "done" | "again" | "end";

const SHORT = 4;
const LONG = 12;
const END = 0;

/** Receives one message after the other. */
export class Incoming {
  readonly #head: Uint8Array = new Uint8Array(LONG);
  readonly #short: Uint8Array = this.#head.subarray(0, SHORT);
  readonly #view: DataView = new DataView(this.#head.buffer);
  #headLength = SHORT;
  #headGot = 0;
  #body: Uint8Array | undefined;
  #bodyGot = 0;
  #fds: number[] = [];
  #spoilt = false;

  /** Whether nothing more can be received, because a message was refused in the middle. */
  get spoilt(): boolean {
    return this.#spoilt;
  }

  /** Whether a part of a message is there. */
  get begun(): boolean {
    return this.#headGot > 0;
  }

  /** Receives the first bytes of a message, if any are there; false: there is nothing yet. */
  begin(fd: number): boolean {
    if (this.#spoilt || this.begun) return true;
    const count = receiveFirst(fd, this.#short, this.#fds, false);
    if (count > 0) this.#took(count);
    return count >= 0;
  }

  /**
   * Receives what is there; with `wait` all of the message. `place` gives the memory for one of that length. After
   * "done" comes `take`. What `place` throws ends all receiving.
   */
  step(fd: number, wait: boolean, place: (length: number) => Uint8Array = allocate): Progress {
    if (this.#spoilt) throw connectionError("connection is write-only");
    while (this.#headGot < this.#headLength) {
      const count = this.#headGot === 0
        ? receiveFirst(fd, this.#short, this.#fds, wait)
        : receive(fd, this.#head.subarray(this.#headGot, this.#headLength), wait);
      if (count === END) return this.#end();
      if (count < 0) return "again";
      this.#took(count);
    }
    const body = this.#body ??= this.#place(place);
    while (this.#bodyGot < body.length) {
      const target = this.#bodyGot === 0 ? body : body.subarray(this.#bodyGot);
      const count = receive(fd, target, wait);
      if (count === END) return this.#end();
      if (count < 0) return "again";
      this.#bodyGot += count;
    }
    return "done";
  }

  /** The message, which has come whole. */
  take(): Frame {
    const frame = { bytes: this.#body!, fds: this.#fds };
    this.#reset();
    return frame;
  }

  /** Gives up what is there of a message. */
  drop(): void {
    this.#fds.forEach(closeFd);
    this.#reset();
  }

  // Of the head.
  #took(count: number): void {
    this.#headGot += count;
    if (this.#headGot === SHORT && this.#view.getInt32(0) === -1) this.#headLength = LONG;
  }

  #place(place: (length: number) => Uint8Array): Uint8Array {
    try {
      return place(this.#length());
    } catch (error) {
      this.#spoilt = true;
      this.drop();
      throw error;
    }
  }

  #length(): number {
    const length = this.#view.getInt32(0);
    if (length >= 0) return length;
    const long = this.#headLength === LONG ? Number(this.#view.getBigUint64(SHORT)) : NaN;
    if (long <= Number.MAX_SAFE_INTEGER) return long;
    throw osError("EBADMSG");
  }

  #end(): Progress {
    if (!this.begun) return "end";
    this.drop();
    throw Object.assign(new Error("got end of file during message"), { code: "EPIPE" });
  }

  #reset(): void {
    this.#headLength = SHORT;
    this.#headGot = 0;
    this.#body = undefined;
    this.#bodyGot = 0;
    this.#fds = [];
  }
}

function allocate(length: number): Uint8Array {
  return new Uint8Array(length);
}

// Descriptors come with the first byte; the calls that can take them cost more.
function receiveFirst(fd: number, target: Uint8Array, fds: number[], wait: boolean): number {
  for (;;) {
    const count = judge(sockets().receiveWith(fd, target, fds, wait));
    if (count !== -EINTR) return count;
  }
}

function receive(fd: number, target: Uint8Array, wait: boolean): number {
  for (;;) {
    const count = judge(sockets().receive(fd, target, wait));
    if (count !== -EINTR) return count;
  }
}

function judge(result: number): number {
  if (result >= 0 || result === -EINTR || result === -EAGAIN) return result;
  if (isGone(result)) return END;
  throw socketError(result);
}
