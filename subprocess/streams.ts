// The streams that a Popen shows.

import type { ReadEnd } from "./read_end.ts";
import { checkInput } from "./run_options.ts";
import type { WriteEnd } from "./write_end.ts";

/** How a child's bytes are read as text. */
export interface TextDecoding {
  /** The text of some bytes; `last`: there are no more. */
  decode(bytes: Uint8Array, last: boolean): string;
  /** The same, but that what is wrong does not throw, and is in `wrong` afterwards. */
  decodeOn(bytes: Uint8Array, last: boolean): string;
  readonly wrong: unknown;
}

/** How text is written to it, piece by piece. */
export interface TextEncoding {
  /** The bytes of some text; `last`: there is no more. */
  encode(text: string, last: boolean): Uint8Array;
}

const ends = new WeakMap<ReadableStream, ReadEnd>();

/** The end that a stream reads from, when it is a child's output. */
export function readEndOf(stream: ReadableStream): ReadEnd | undefined {
  return stream.locked ? undefined : ends.get(stream);
}

/** A stream of what comes out of the pipe, which is read only as it is asked for. */
export function readableOf(
  end: ReadEnd,
  decoding: TextDecoding | undefined,
): ReadableStream<Uint8Array | string> {
  const stream = new ReadableStream<Uint8Array | string>({
    async pull(controller) {
      for (;;) {
        const bytes = await end.read();
        end.used();
        const last = bytes === undefined;
        const chunk = decoding === undefined ? bytes : decoding.decode(bytes ?? EMPTY, last);
        if (chunk !== undefined && chunk.length > 0) controller.enqueue(chunk);
        if (last) controller.close();
        if (last || (chunk !== undefined && chunk.length > 0)) return;
      }
    },
    cancel: () => end.close(),
  }, { highWaterMark: 0 });
  ends.set(stream, end);
  return stream;
}

const EMPTY = new Uint8Array();

/** A stream that writes into the pipe; of text when there is an encoding. */
export function writableOf(
  end: WriteEnd,
  encoding: TextEncoding | undefined,
): WritableStream<Uint8Array | string> {
  const bytesOf = (chunk: Uint8Array | string) => {
    const checked = checkInput(chunk, encoding !== undefined, "stdin");
    return encoding === undefined
      ? checked as Uint8Array
      : encoding.encode(checked as string, false);
  };
  return new WritableStream({
    start({ signal }) {
      // Its own abort() would wait for a write that may never end.
      signal.addEventListener("abort", () => end.abandon());
    },
    write: (chunk) => end.write(bytesOf(chunk)),
    async close() {
      const rest = encoding?.encode("", true) ?? EMPTY;
      if (rest.length > 0) await end.write(rest);
      await end.close();
    },
  });
}
