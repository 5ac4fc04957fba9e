// Streams of pipes on Bun, which closes none of the descriptors that it is given.

/** What Bun writes with. */
export interface FileSink {
  write(bytes: Uint8Array): number | Promise<number>;
  flush(): number | Promise<number>;
  end(): unknown;
  unref(): void;
}

/** A stream of what Bun reads from a descriptor, which `close` closes. */
export function readerOf(
  stream: ReadableStream<Uint8Array>,
  close: () => void,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (!done) return controller.enqueue(value);
      } catch (error) {
        close();
        throw error;
      }
      close();
      controller.close();
    },
    async cancel() {
      await reader.cancel().catch(() => {});
      close();
    },
  }, { highWaterMark: 0 });
}

/** A stream to what Bun writes to a descriptor, which `close` closes. */
export function writerOf(sink: FileSink, close: () => void): WritableStream<Uint8Array> {
  let open = true;
  const finish = () => {
    if (open) close();
    open = false;
  };
  const end = async () => {
    try {
      await sink.end();
    } finally {
      finish();
    }
  };
  const letGo = () => {
    finish();
    // It has a descriptor of its own, which it keeps until all is written.
    sink.unref();
    end().catch(() => {});
  };
  const put = async (bytes: Uint8Array) => {
    try {
      await sink.write(bytes);
      await sink.flush();
    } catch (error) {
      letGo();
      throw error;
    }
  };
  let giveUp: ((reason: unknown) => void) | undefined;
  return new WritableStream<Uint8Array>({
    start({ signal }) {
      // Its own abort() would wait for a write that may never end.
      signal.addEventListener("abort", () => {
        letGo();
        giveUp?.(signal.reason);
      });
    },
    write: (bytes) =>
      new Promise((resolve, reject) => {
        giveUp = reject;
        put(bytes).then(resolve, reject);
      }),
    close: end,
  });
}
