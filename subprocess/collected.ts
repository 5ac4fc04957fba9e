import type { ReadEnd } from "./read_end.ts";
import type { TextDecoding } from "./streams.ts";
import type { TextMode } from "./text_mode.ts";

const EMPTY = new Uint8Array();

/**
 * Output that is being collected. Text is decoded as it comes: at a deadline it would take too long to begin with that.
 */
export class Collected {
  readonly end: ReadEnd;
  readonly #text: TextMode | undefined;
  #decoding: TextDecoding | undefined;
  #decoded = "";
  /** Why no more is decoded. */
  #wrong: { readonly error: unknown } | undefined;
  /** All that has come; of text, what is not decoded. */
  readonly #chunks: Uint8Array[] = [];
  #size = 0;

  constructor(end: ReadEnd, text: TextMode | undefined) {
    this.end = end;
    this.#text = text;
    this.#decoding = text?.decoding();
  }

  add(bytes: Uint8Array): void {
    if (this.#text !== undefined && this.#wrong === undefined) {
      this.#decode(bytes, false);
      if (this.#wrong === undefined) return;
    }
    this.#chunks.push(bytes);
    this.#size += bytes.length;
  }

  /** All of it, at its end. Throws when it is wrong text. */
  all(): Uint8Array | string {
    if (this.#text === undefined) return this.#bytes();
    if (this.#wrong === undefined) this.#decode(EMPTY, true);
    if (this.#wrong !== undefined) throw this.#wrong.error;
    return this.#decoded;
  }

  /** What has come until now. */
  part(): Uint8Array | string {
    if (this.#text === undefined) return this.#bytes();
    return this.#decoded + this.#text.decodePart(this.#bytes());
  }

  #decode(bytes: Uint8Array, last: boolean): void {
    try {
      this.#decoded += this.#decoding?.decode(bytes, last) ?? "";
      if (last) this.#decoding = undefined;
    } catch (error) {
      this.#wrong = { error };
    }
  }

  #bytes(): Uint8Array {
    if (this.#chunks.length === 1) return this.#chunks[0]!;
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    this.#chunks.splice(0, this.#chunks.length, all);
    return all;
  }
}
