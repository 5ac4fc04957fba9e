// What an encoding is made of. The driver (decoder.ts, encoder.ts) sees to errors and to what is split across chunks.
//
//   bytes ── Decode, step by step ──▶ text ── newlines.ts ──▶ text
//               │ stops at bytes that are wrong: the driver throws, skips or replaces them, and goes on behind
//
//   text ── unencodable? throw, skip, or "?" ──▶ text ── encode ──▶ bytes

/** What to do with bytes or characters that can't be converted. */
export type ErrorHandler = "strict" | "ignore" | "replace";

/** How far the decoding of some bytes came. */
export interface Step {
  readonly text: string;
  /** Index of the first byte that is not in `text`. */
  readonly at: number;
  /** How many bytes from there are wrong; 0: none, and the rest is the beginning of a character. */
  readonly wrong: number;
  /** The bytes ended too early. */
  readonly truncated?: boolean;
}

/**
 * Decodes from index `from`; at the bytes' beginning that is 0, even where some are left from before. `last`: no more
 * bytes will come. A codec that is quicker at ignoring or replacing wrong bytes by itself may do so.
 */
export type Decode = (
  bytes: Uint8Array<ArrayBuffer>,
  from: number,
  last: boolean,
  errors: ErrorHandler,
) => Step;

export interface Encoding {
  /** Index of the first character from index `from` that it does not have; -1: it has all. */
  unencodable(text: string, from: number): number;
  /** Encodes what it has. */
  encode(text: string): Uint8Array<ArrayBuffer>;
}

export interface Codec {
  /** Its usual name, for messages. */
  readonly name: string;
  /** A decoding, at its beginning. */
  decoding(): Decode;
  /** An encoding, at its beginning. Throws NotSupportedError where there is only a decoding. */
  encoding(): Encoding;
}

/** For encodings that have all characters: lone surrogates are none. */
export function loneSurrogate(text: string, from: number): number {
  if (from === 0 && text.isWellFormed()) return -1;
  const at = text.slice(from).search(/\p{Surrogate}/u);
  return at < 0 ? -1 : from + at;
}

/** The same decoding, behind a byte order mark, if there is one, which chooses it. */
export function behindMark(
  marks: readonly (readonly [mark: readonly number[], decode: Decode])[],
  without: Decode,
): () => Decode {
  return () => {
    let chosen: Decode | undefined;
    return (bytes, from, last, errors) => {
      if (chosen !== undefined) return chosen(bytes, from, last, errors);
      for (const [mark, decode] of marks) {
        const there = Math.min(mark.length, bytes.length);
        if (mark.slice(0, there).some((byte, i) => byte !== bytes[i])) continue;
        if (there < mark.length && last) continue;
        if (there < mark.length) return { text: "", at: 0, wrong: 0 };
        chosen = decode;
        // The mark is skipped, not wrong, and what follows is at a beginning again.
        const { text, at, wrong, truncated } = decode(
          bytes.subarray(mark.length),
          0,
          last,
          errors,
        );
        return { text, at: at + mark.length, wrong, truncated };
      }
      chosen = without;
      return chosen(bytes, from, last, errors);
    };
  };
}

/** The same encoding, with `mark` before the first character. */
export function withMark(mark: readonly number[], encoding: Encoding): () => Encoding {
  return () => {
    let written = false;
    return {
      unencodable: (text, from) => encoding.unencodable(text, from),
      encode(text) {
        if (written || text === "") return encoding.encode(text);
        written = true;
        const bytes = encoding.encode(text);
        const marked = new Uint8Array(mark.length + bytes.length);
        marked.set(mark);
        marked.set(bytes, mark.length);
        return marked;
      },
    };
  };
}

/** Which byte of a unit comes first. */
export type ByteOrder = "little" | "big";

/** An encoding in units of several bytes, in either order, and by what the byte order mark says. */
export interface OrderedCodecs {
  readonly little: Codec;
  readonly big: Codec;
  /** Its mark is written; without one it is little-endian. */
  readonly marked: Codec;
}

/** The codecs of such an encoding; `mark` is the little-endian one. */
export function orderedCodecs(
  name: string,
  mark: readonly number[],
  decoding: (order: ByteOrder) => Decode,
  encoding: (order: ByteOrder) => Encoding,
): OrderedCodecs {
  return {
    little: {
      name: `${name}-le`,
      decoding: () => decoding("little"),
      encoding: () => encoding("little"),
    },
    big: { name: `${name}-be`, decoding: () => decoding("big"), encoding: () => encoding("big") },
    marked: {
      name,
      decoding: () => {
        const little = decoding("little");
        return behindMark([[mark, little], [mark.toReversed(), decoding("big")]], little)();
      },
      encoding: () => withMark(mark, encoding("little"))(),
    },
  };
}
