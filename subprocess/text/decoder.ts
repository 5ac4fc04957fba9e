import type { ErrorHandler } from "./codec.ts";
import { decodeError } from "./decode_error.ts";
import { codecOf } from "./encoding.ts";
import { errorHandlerOf } from "./error_handler.ts";
import { Newlines } from "./newlines.ts";

/** Bytes to text as they come: characters and newlines may be split across chunks. */
export class IncrementalDecoder {
  readonly #name: string;
  readonly #decode;
  readonly #errors: ErrorHandler;
  readonly #newlines = new Newlines();
  /** Of a character whose end is still to come. */
  #left: Uint8Array<ArrayBuffer> | undefined;
  /** Bytes before `#left`. */
  #done = 0;

  /** Throws RangeError for an unknown encoding or error handler. */
  constructor(encoding: string = "utf-8", errors: string = "strict") {
    const codec = codecOf(encoding);
    this.#errors = errorHandlerOf(errors);
    this.#name = codec.name;
    this.#decode = codec.decoding();
  }

  /** The text of the next bytes; `last`: no more will come. Throws TypeError for wrong ones in "strict". */
  decode(chunk: Uint8Array, last: boolean = false): string {
    const bytes = joined(this.#left, chunk);
    const decode = this.#decode;
    let text = "";
    let from = 0;
    for (;;) {
      const step = decode(bytes, from, last, this.#errors);
      text += step.text;
      from = step.at;
      if (step.wrong === 0) break;
      if (this.#errors === "strict") {
        throw decodeError(
          this.#name,
          bytes[from]!,
          this.#done + from,
          step.truncated === true,
        );
      }
      if (this.#errors === "replace") text += "\ufffd";
      from += step.wrong;
    }
    this.#done += from;
    this.#left = from === bytes.length ? undefined : bytes.slice(from);
    return this.#newlines.translate(text);
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
