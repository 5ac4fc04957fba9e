// Sending and receiving a message of a connection, see direction.ts.

import { closeFd } from "./descriptors.ts";
import type { Operation } from "./direction.ts";
import { EOFError } from "./errors.ts";
import type { Frame, Incoming } from "./incoming.ts";
import { Outgoing } from "./outgoing.ts";

export class Sending implements Operation {
  readonly #outgoing: Outgoing;
  readonly #borrowed: boolean;

  /** `borrowed`: the bytes are the user's, who may change them later. */
  constructor(bytes: Uint8Array, fds: readonly number[], borrowed: boolean) {
    this.#outgoing = new Outgoing(bytes, fds);
    this.#borrowed = borrowed;
  }

  step(fd: number, wait: boolean): boolean {
    return this.#outgoing.step(fd, wait);
  }

  postpone(): void {
    this.#outgoing.postpone(this.#borrowed);
  }
}

export class Receiving implements Operation {
  readonly #incoming: Incoming;
  readonly #place: ((length: number) => Uint8Array) | undefined;
  #frame: Frame | undefined;

  /** `place` gives the memory for a message of that length, or throws. */
  constructor(incoming: Incoming, place?: (length: number) => Uint8Array) {
    this.#incoming = incoming;
    this.#place = place;
  }

  begin(fd: number): boolean {
    return this.#incoming.begin(fd);
  }

  step(fd: number, wait: boolean): boolean {
    const progress = this.#incoming.step(fd, wait, this.#place);
    if (progress === "again") return false;
    if (progress === "end") throw new EOFError("nothing is left, and the other end is closed");
    this.#frame = this.#incoming.take();
    return true;
  }

  /** The message, when it is done. */
  get frame(): Frame {
    return this.#frame!;
  }

  /** The message's bytes alone. */
  get bytes(): Uint8Array {
    const { bytes, fds } = this.frame;
    fds.forEach(closeFd);
    return bytes;
  }
}
