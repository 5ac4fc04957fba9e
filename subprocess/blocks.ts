import { Chunks } from "./chunks.ts";

const FIRST = 1 << 16;
const LARGEST = 1 << 20;

/** The same in a few large pieces: each costs time when they are sent to another thread. */
export class Blocks extends Chunks {
  #block = new Uint8Array();
  #used = 0;

  override add(bytes: Uint8Array): void {
    for (let from = 0; from < bytes.length;) {
      if (this.#used === this.#block.length) this.#begin();
      const piece = bytes.subarray(from, from + this.#block.length - this.#used);
      this.#block.set(piece, this.#used);
      if (this.#used > 0) this.removeLast();
      this.#used += piece.length;
      super.add(this.#block.subarray(0, this.#used));
      from += piece.length;
    }
  }

  override first(size: number): Uint8Array {
    // What is last is not the block's afterwards.
    this.#block = new Uint8Array();
    this.#used = 0;
    return super.first(size);
  }

  #begin(): void {
    this.#block = new Uint8Array(Math.min(LARGEST, Math.max(FIRST, 2 * this.#block.length)));
    this.#used = 0;
  }
}
