import type { PopenOptions } from "./options.ts";
import { isText } from "./popen_options.ts";
import { checkInput } from "./run_options.ts";
import type { TextDecoding, TextEncoding } from "./streams.ts";
import { decodeText, IncrementalDecoder } from "./text/decoder.ts";
import { encodeText, IncrementalEncoder } from "./text/encoder.ts";

/** How a child's streams are text. */
export class TextMode {
  readonly #encoding: string;
  readonly #errors: string;

  /** Throws RangeError for an unknown encoding or error handler. */
  constructor(encoding: string, errors: string) {
    this.#encoding = encoding;
    this.#errors = errors;
    this.decoding();
  }

  encode(text: string): Uint8Array {
    return encodeText(text, this.#encoding, this.#errors);
  }

  /** All of an output. */
  decode(bytes: Uint8Array): string {
    return decodeText(bytes, this.#encoding, this.#errors);
  }

  /** For what comes bit by bit. */
  decoding(): TextDecoding {
    return new IncrementalDecoder(this.#encoding, this.#errors);
  }

  /** The same for what goes in. */
  encoding(): TextEncoding {
    return new IncrementalEncoder(this.#encoding, this.#errors);
  }
}

/** The text mode that checked options ask for, undefined for bytes. */
export function textModeOf(options: PopenOptions): TextMode | undefined {
  if (!isText(options)) return undefined;
  return new TextMode(options.encoding ?? "utf-8", options.errors ?? "strict");
}

/** Input for a child as bytes; `who` is told when it is of the wrong kind. */
export function encodeInput(
  input: Uint8Array | string,
  text: TextMode | undefined,
  who: string,
): Uint8Array {
  const checked = checkInput(input, text !== undefined, who);
  return text === undefined ? checked as Uint8Array : text.encode(checked as string);
}
