// The memory of a queue that processes share: a file. Its first page has the queue's words, and the items follow.
//
//   │ words │ arena ▶ … grows
//
// Each process maps as much of it as it has to. Whole gigabytes of address space would cost nothing, but Bun takes them
// for memory in use, and collects garbage all the time.

import { createFile, mapFile, resizeFile } from "../../_runtime/processes/growing_memory.ts";
import type { Libc } from "../../_runtime/processes/mod.ts";
import { type Ground, MOST_BYTES } from "../../_sync/arena.ts";
import { libcFor } from "../descriptors.ts";
import { closeWith } from "./descriptors.ts";

const WORDS_BYTES = 4096;
const FIRST_BYTES = 1 << 18;
/** By what it grows at least, since everybody must map it anew. */
const GROWTH = 4;

export class MappedGround implements Ground {
  readonly byteOffset: number = WORDS_BYTES;
  readonly maxByteLength: number = MOST_BYTES - WORDS_BYTES;
  /** Of the file. */
  readonly fd: number;
  /** Those of the queue. */
  readonly words: Int32Array;
  readonly #libc: Libc;
  #buffer: ArrayBuffer;

  /** Over the file of an existing ground, or over a new one. */
  constructor(fd?: number) {
    const libc = this.#libc = libcFor("a queue of multiprocessing");
    this.fd = fd ?? createFile(libc, FIRST_BYTES);
    closeWith(this, [this.fd]);
    this.#buffer = this.#map(FIRST_BYTES);
    this.words = new Int32Array(this.#buffer, 0, WORDS_BYTES / 4);
  }

  get buffer(): ArrayBuffer {
    return this.#buffer;
  }

  get byteLength(): number {
    return this.#buffer.byteLength - WORDS_BYTES;
  }

  grow(byteLength: number): void {
    const enough = Math.max(WORDS_BYTES + byteLength, GROWTH * this.#buffer.byteLength);
    const bytes = Math.min(enough, WORDS_BYTES + this.maxByteLength);
    resizeFile(this.#libc, this.fd, bytes);
    this.#buffer = this.#map(bytes);
  }

  refresh(byteLength: number): void {
    this.#buffer = this.#map(WORDS_BYTES + byteLength);
  }

  #map(bytes: number): ArrayBuffer {
    return mapFile(this.#libc, this.fd, bytes).buffer;
  }
}
