import { Blocks } from "./blocks.ts";
import { Chunks } from "./chunks.ts";
import type { TextDecoding } from "./streams.ts";
import type { TextMode } from "./text_mode.ts";
import { Texts } from "./texts.ts";

const EMPTY = new Uint8Array();
/** Bytes that are joined in far less than a millisecond. */
export const FEW = 1 << 20;

/** What has come until a deadline. */
export interface Part {
  readonly get: () => Uint8Array | string;
  /** It takes a while, or may fail, to make one piece of it. */
  readonly costly: boolean;
}

/**
 * Output that is being collected.
 *
 *   bytes ──▶ Chunks ─────────────────┬── all(): at the end, in one piece
 *   text  ──▶ TextDecoding ──▶ Texts ─┴── part(): at a deadline, in one piece when it is looked at
 *
 * Text is decoded as it comes: at a deadline it would take too long to begin with that.
 */
export class Collected {
  readonly #decoding: TextDecoding | undefined;
  readonly #chunks: Chunks;
  readonly #texts = new Texts();
  #finished = false;

  /** `inBlocks`: for another thread. */
  constructor(text: TextMode | undefined, inBlocks: boolean = false) {
    this.#decoding = text?.decoding();
    this.#chunks = inBlocks ? new Blocks() : new Chunks();
  }

  /** Of bytes, what has come, as it has come. */
  get pieces(): readonly Uint8Array[] {
    return this.#chunks.pieces;
  }

  add(bytes: Uint8Array): void {
    if (this.#decoding === undefined) this.#chunks.add(bytes);
    else this.#texts.add(this.#decoding.decodeOn(bytes, false));
  }

  /** All of it, at its end. Throws when it is wrong text. */
  all(): Uint8Array | string {
    const decoding = this.#decoding;
    if (decoding === undefined) return this.#chunks.first(this.#chunks.size);
    if (!this.#finished) this.#texts.add(decoding.decodeOn(EMPTY, true));
    this.#finished = true;
    if (decoding.wrong !== undefined) throw decoding.wrong;
    return this.#texts.taken().get();
  }

  /** What has come until now; of text, without a character that is not whole. */
  part(): Part {
    if (this.#decoding !== undefined) {
      const { get, safe } = this.#texts.taken();
      return { get, costly: !safe };
    }
    const { size } = this.#chunks;
    return { get: () => this.#chunks.first(size), costly: size > FEW };
  }
}
