import { quoted } from "../command_text.ts";
import type { Encoding, ErrorHandler } from "./codec.ts";
import { codecOf } from "./encoding.ts";
import { errorHandlerOf } from "./error_handler.ts";

/** Text to bytes as it comes: a pair of surrogates may be split across pieces. */
export class IncrementalEncoder {
  readonly #name: string;
  readonly #encoding: Encoding;
  readonly #errors: ErrorHandler;
  /** The first half of a character, or nothing. */
  #left = "";
  /** Length of the text before `#left`. */
  #done = 0;

  /** Throws RangeError for an unknown encoding or error handler; NotSupportedError where there is only a decoding. */
  constructor(encoding: string = "utf-8", errors: string = "strict") {
    const codec = codecOf(encoding);
    this.#errors = errorHandlerOf(errors);
    this.#name = codec.name;
    this.#encoding = codec.encoding();
  }

  /** The bytes of the next text; `last`: no more will come. Throws RangeError for characters it does not have in "strict". */
  encode(text: string, last: boolean = false): Uint8Array<ArrayBuffer> {
    const whole = this.#left + text;
    const cut = !last && /[\ud800-\udbff]$/.test(whole) ? whole.length - 1 : whole.length;
    this.#left = whole.slice(cut);
    return this.#encode(whole.slice(0, cut));
  }

  #encode(text: string): Uint8Array<ArrayBuffer> {
    let encodable = "";
    let from = 0;
    for (;;) {
      const at = this.#encoding.unencodable(text, from);
      if (at < 0) break;
      const character = String.fromCodePoint(text.codePointAt(at)!);
      if (this.#errors === "strict") {
        throw new RangeError(
          `${this.#name} can't encode character ${quoted(character)} in position ${
            this.#done + at
          }`,
        );
      }
      encodable += text.slice(from, at);
      if (this.#errors === "replace") encodable += "?";
      from = at + character.length;
    }
    this.#done += text.length;
    return this.#encoding.encode(from === 0 ? text : encodable + text.slice(from));
  }
}

/** The bytes of a whole text. */
export function encodeText(
  text: string,
  encoding?: string,
  errors?: string,
): Uint8Array<ArrayBuffer> {
  return new IncrementalEncoder(encoding, errors).encode(text, true);
}
