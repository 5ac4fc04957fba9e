import { NotSupportedError } from "../../_runtime/errors.ts";
import type { Codec, Decode, ErrorHandler, Step } from "./codec.ts";
import { decodeError } from "./decode_error.ts";

/** The longest character, in bytes. */
const LONGEST = 4;

/** An encoding of East Asia, by the Web's name. It can be read alone: the platform has no tables for writing. */
export function multiByte(label: string): Codec {
  return {
    name: label,
    decoding: () => {
      let decode: ((bytes: Uint8Array<ArrayBuffer>, last: boolean) => string) | undefined;
      let chosen: ErrorHandler | undefined;
      const step: Decode = (bytes, from, last, errors): Step => {
        // Another one than before: "strict" has thrown, and what it had kept of a character is lost.
        if (errors !== chosen) decode = undefined;
        chosen = errors;
        decode ??= errors === "strict" ? strict(label) : lenient(label, errors);
        // TextDecoder itself keeps the beginnings of characters, so all bytes are taken.
        const text = decode(bytes.subarray(from), last);
        return { text, at: bytes.length, wrong: 0 };
      };
      return step;
    },
    encoding: () => {
      throw new NotSupportedError(
        `text can't be encoded as ${label}, only decoded: use utf-8, or encode it and give bytes`,
      );
    },
  };
}

function lenient(label: string, errors: ErrorHandler) {
  const decoder = new TextDecoder(label, { ignoreBOM: true });
  return (bytes: Uint8Array<ArrayBuffer>, last: boolean): string => {
    const text = decoder.decode(bytes, { stream: !last });
    // It stands for wrong bytes: but for gb18030 none of these encodings has it as a character.
    return errors === "ignore" ? text.replaceAll("\ufffd", "") : text;
  };
}

// TextDecoder does not say where it failed. So a second one stays a chunk behind, and goes through the one that failed
// byte by byte.
function strict(label: string) {
  const ahead = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  const behind = new TextDecoder(label, { fatal: true, ignoreBOM: true });
  let done = 0;
  // Of the character that is not finished.
  let start = 0;
  let first = 0;
  const follow = (bytes: Uint8Array<ArrayBuffer>, from: number): void => {
    for (let i = from; i < bytes.length; i++) {
      if (start === done + i) first = bytes[i]!;
      if (behind.decode(bytes.subarray(i, i + 1), { stream: true }) !== "") start = done + i + 1;
    }
  };
  return (bytes: Uint8Array<ArrayBuffer>, last: boolean): string => {
    let text: string;
    try {
      text = ahead.decode(bytes, { stream: !last });
    } catch {
      let truncated = false;
      try {
        follow(bytes, 0);
        truncated = true;
      } catch {
        // `start` is the place.
      }
      throw decodeError(label, first, start, truncated);
    }
    const near = Math.max(0, bytes.length - LONGEST);
    if (near > 0) {
      behind.decode(bytes.subarray(0, near), { stream: true });
      start = done + near;
      first = bytes[near]!;
    }
    follow(bytes, near);
    done += bytes.length;
    return text;
  };
}
