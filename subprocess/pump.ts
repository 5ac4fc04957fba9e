import { isBrokenPipe } from "./exchange.ts";
import type { ReadEnd } from "./read_end.ts";
import type { WriteEnd } from "./write_end.ts";

/** Feeds a child from a stream. It stops when the child does not read any more, and lets the stream know. */
export async function pumpIn(
  source: ReadableStream<Uint8Array | string>,
  stdin: WriteEnd,
): Promise<void> {
  const reader = source.getReader();
  const encoder = new TextEncoder();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      await stdin.write(typeof value === "string" ? encoder.encode(value) : value);
    }
    await stdin.close();
  } catch (error) {
    stdin.abandon();
    await reader.cancel(isBrokenPipe(error) ? undefined : error).catch(() => {});
  }
}

/** Brings a child's output to a stream, which is closed at its end. */
export async function pumpOut(output: ReadEnd, sink: WritableStream<Uint8Array>): Promise<void> {
  const writer = sink.getWriter();
  try {
    for (let bytes; (bytes = await output.read()) !== undefined;) {
      output.used();
      await writer.write(bytes);
    }
    await writer.close();
  } catch (error) {
    output.close();
    await writer.abort(error).catch(() => {});
  }
}
