// The parts of node's modules that both runtimes have and that serve processes.

interface Socket {
  on(event: string, listener: (...args: never[]) => void): void;
  once(event: string, listener: (...args: never[]) => void): void;
  write(bytes: Uint8Array, done?: (error?: Error | null) => void): boolean;
  end(done?: () => void): void;
  pause(): void;
  resume(): void;
  destroy(): void;
}

interface NodeProcess {
  listenerCount(event: string): number;
  getBuiltinModule(name: "node:os"): {
    constants: { signals: Record<string, number> };
  };
  getBuiltinModule(name: "node:fs"): {
    openSync(path: string, mode: string): number;
    closeSync(fd: number): void;
    readFileSync(path: string, encoding: "utf8"): string;
  };
  getBuiltinModule(name: "node:net"): {
    Socket: new (options: { fd: number; readable: boolean; writable: boolean }) => Socket;
  };
}

export interface NodeModules {
  signals(): Readonly<Record<string, number>>;
  /** How many listeners `process` has for a signal. */
  listeners(signal: string): number;
  openFile(path: string, mode: string): number;
  closeFile(fd: number): void;
  readText(path: string): string;
  socketReader(fd: number): ReadableStream<Uint8Array>;
  socketWriter(fd: number): WritableStream<Uint8Array>;
}

/** Loaded when they are first used. */
export function nodeModules(): NodeModules {
  // Its first touch costs fifteen milliseconds on Deno.
  const process = () => (globalThis as unknown as { process: NodeProcess }).process;
  const os = () => process().getBuiltinModule("node:os").constants;
  const open = (fd: number, readable: boolean) =>
    new (process().getBuiltinModule("node:net").Socket)({ fd, readable, writable: !readable });

  return {
    signals: () => os().signals,
    listeners: (signal) => process().listenerCount(signal),

    openFile: (path, mode) => process().getBuiltinModule("node:fs").openSync(path, mode),
    closeFile: (fd) => process().getBuiltinModule("node:fs").closeSync(fd),
    readText: (path) => process().getBuiltinModule("node:fs").readFileSync(path, "utf8"),

    socketReader: (fd) => readerOf(() => open(fd, true)),
    socketWriter: (fd) => writerOf(open(fd, false)),
  };
}

function readerOf(open: () => Socket): ReadableStream<Uint8Array> {
  let socket: Socket;
  let wake: (() => void) | undefined;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      socket = open();
      socket.on("data", (bytes: Uint8Array) => {
        socket.pause();
        controller.enqueue(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength));
        wake?.();
      });
      const end = () => {
        try {
          controller.close();
        } catch {
          // It was cancelled.
        }
        wake?.();
      };
      socket.on("end", end);
      socket.on("close", end);
      socket.on("error", (error: Error) => {
        controller.error(error);
        wake?.();
      });
      socket.pause();
    },
    pull() {
      return new Promise<void>((resolve) => {
        wake = resolve;
        socket.resume();
      });
    },
    cancel() {
      socket.destroy();
    },
  }, { highWaterMark: 0 });
}

function writerOf(socket: Socket): WritableStream<Uint8Array> {
  let failed: Error | undefined;
  socket.on("error", (error: Error) => failed = error);
  return new WritableStream<Uint8Array>({
    start({ signal }) {
      // Its own abort() would wait for a write that may never end.
      signal.addEventListener("abort", () => socket.destroy());
    },
    write(bytes) {
      return new Promise((resolve, reject) => {
        if (failed !== undefined) return reject(failed);
        socket.write(bytes, (error) => error ? reject(error) : resolve());
      });
    },
    close() {
      return new Promise((resolve) => socket.end(resolve));
    },
  });
}
