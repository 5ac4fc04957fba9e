import type { ErrorHandler, Step } from "./codec.ts";
import { decodeError } from "./decode_error.ts";
import { codecOf } from "./encoding.ts";
import { errorHandlerOf } from "./error_handler.ts";
import { Newlines } from "./newlines.ts";

/** Bytes to text as they come: characters and newlines may be split across chunks. */
export class IncrementalDecoder {
  readonly #name: string;
  readonly #decode;
  #errors: ErrorHandler;
  readonly #newlines = new Newlines();
  /** Of a character whose end is still to come. */
  #left: Uint8Array<ArrayBuffer> | undefined;
  /** Bytes before `#left`. */
  #done = 0;
  #wrong: unknown;

  /** Throws RangeError for an unknown encoding or error handler. */
  constructor(encoding: string = "utf-8", errors: string = "strict") {
    const codec = codecOf(encoding);
    this.#errors = errorHandlerOf(errors);
    this.#name = codec.name;
    this.#decode = codec.decoding();
  }

  /** What was wrong first, in "strict". */
  get wrong(): unknown {
    return this.#wrong;
  }

  /** The text of the next bytes; `last`: no more will come. Throws TypeError for wrong ones in "strict". */
  decode(chunk: Uint8Array, last: boolean = false): string {
    const text = this.decodeOn(chunk, last);
    if (this.#wrong !== undefined) throw this.#wrong;
    return text;
  }

  /** The same, but that it never throws: from the first wrong byte on it goes on as in "replace", and sets `wrong`. */
  decodeOn(chunk: Uint8Array, last: boolean = false): string {
    const bytes = joined(this.#left, chunk);
    let text = "";
    let from = 0;
    for (;;) {
      const step = this.#step(bytes, from, last);
      text += step.text;
      from = step.at;
      if (step.wrong === 0) break;
      if (this.#errors === "strict") {
        const position = this.#done + from;
        this.#fail(decodeError(this.#name, bytes[from]!, position, step.truncated === true));
      }
      if (this.#errors === "replace") text += "\ufffd";
      from += step.wrong;
    }
    this.#done += from;
    this.#left = from === bytes.length ? undefined : bytes.slice(from);
    return this.#newlines.translate(text);
  }

  #step(bytes: Uint8Array<ArrayBuffer>, from: number, last: boolean): Step {
    const decode = this.#decode;
    try {
      return decode(bytes, from, last, this.#errors);
    } catch (error) {
      // Only some know the place of what is wrong, and then they throw.
      if (this.#errors !== "strict") throw error;
      this.#fail(error);
      return decode(bytes, from, last, this.#errors);
    }
  }

  #fail(error: unknown): void {
    this.#wrong = error;
    this.#errors = "replace";
  }
}

function joined(left: Uint8Array<ArrayBuffer> | undefined, chunk: Uint8Array) {
  if (left === undefined) return chunk as Uint8Array<ArrayBuffer>;
  const bytes = new Uint8Array(left.length + chunk.length);
  bytes.set(left);
  bytes.set(chunk, left.length);
  return bytes;
}

/** The text of all bytes. */
export function decodeText(bytes: Uint8Array, encoding?: string, errors?: string): string {
  return new IncrementalDecoder(encoding, errors).decode(bytes, true);
}
