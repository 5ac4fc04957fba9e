// What the rest of the package may ask of the platform. One file per platform implements it.

/** Why something that needs the platform can't be had; the texts of NotSupportedError come from here. */
export interface Capabilities {
  /** Web Workers can be started and share memory with their creator. */
  readonly threads: boolean;
  /** The calling thread may block in Atomics.wait. */
  readonly blocking: boolean;
  /** Atomics.waitAsync settles. */
  readonly waitAsync: boolean;
}

/** Why a worker ended by itself; told by the platform, where it tells anything. */
export interface WorkerEnd {
  readonly message: string;
  readonly code?: number;
}

/** A Web Worker, as far as both runtimes agree on one. It does not keep the program alive unless `ref` is called. */
export interface WorkerHandle {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  terminate(): void;
  ref(): void;
  unref(): void;
}

export interface WorkerEvents {
  message?(data: unknown): void;
  /** Called at most once, when the platform reports that the worker failed or ended. */
  end?(end: WorkerEnd): void;
}

/** How a thread of this runtime is about to be ended from inside. */
export type ExitCall = "process.exit" | "Deno.exit" | "self.close";
export type ExitHook = (how: ExitCall, code: number | undefined) => void;

/** A timer that keeps the program alive while it is held. */
export interface KeepAlive {
  ref(): void;
  unref(): void;
}

/** A value that follows asynchronous code across its awaits. */
export interface AsyncContext<T> {
  get(): T | undefined;
  run<R>(value: T, body: () => R): R;
}

/** What to do when the program has come to its end by an uncaught error. */
export interface FatalHook {
  /** Whether anything is to be done; if not, the platform does what it always does. */
  applies(): boolean;
  /** Called after the error was reported; the program ends with status 1 when it returns. */
  run(): void;
}

export interface Runtime {
  readonly name: "deno" | "bun" | "edge";
  capabilities(): Capabilities;
  /** Starts a module worker from source text; throws NotSupportedError where there is none. */
  createWorker(source: string, name: string, events: WorkerEvents): WorkerHandle;
  /** One message of a port, without waiting for the event loop. */
  receiveMessage(port: MessagePort): { message: unknown } | undefined;
  /** Loads a module without waiting, where that can be: a file, and no top-level await in it. */
  importSync(url: string): unknown;
  sleepSync(ms: number): void;
  /** CPUs this process may use: affinity and cgroup quota counted, at least 1. */
  cpuCount(): number;
  env(name: string): string | undefined;
  /** Calls `hook` as the program begins to end, if possible before any other listener of that. */
  onProgramExit(hook: () => void): void;
  /** In a worker: calls `hook` as the thread's code ends the thread. */
  onThreadExit(hook: ExitHook): void;
  /** Errors that nobody caught, and rejections that nobody handled, in this thread; `handler` returns true to swallow them. */
  onUncaught(handler: (error: unknown, kind: "error" | "rejection") => boolean): void;
  /** Calls `hook` when nothing is left to do; where it returns true, the program goes on to wait. */
  onIdle(hook: () => boolean): void;
  /** What to do before an uncaught error in the main thread ends the program. */
  onFatal(hook: FatalHook): void;
  /** Whether this is the program's main thread. */
  isMainThread(): boolean;
  /** The operating system's identifier of this thread, where it can be had. */
  nativeThreadId(): number | undefined;
  /** Sends this process a signal; RangeError for an unknown one. */
  raiseSignal(signal: string): void;
  /** A context of its own; undefined where asynchronous code can't be followed. */
  createAsyncContext<T>(): AsyncContext<T> | undefined;
  /** Adds a listener of an operating-system signal; the result removes it. */
  onSignal(signal: string, listener: () => void): () => void;
  /** URL of the program's main module, where the platform knows it. */
  mainModule(): string | undefined;
  /** Writes all of `text` to stderr before it returns, where there is one. */
  writeStderr(text: string): void;
  createKeepAlive(): KeepAlive;
}
