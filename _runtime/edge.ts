import { createAsyncContext } from "./async_context.ts";
import { NotSupportedError } from "./errors.ts";
import type { Runtime } from "./runtime.ts";

/** The platform where there are neither threads nor processes: workerd, browsers, other runtimes. */
export function createEdge(): Runtime {
  const refuse = (what: string): never => {
    throw new NotSupportedError(
      `${what} needs Deno or Bun: this runtime has no Web Workers that share memory with their ` +
        "creator; use the asynchronous forms within one thread here",
    );
  };
  return {
    name: "edge",
    capabilities: () => ({ threads: false, blocking: false, waitAsync: false }),
    createWorker: () => refuse("starting a thread"),
    receiveMessage: () => refuse("receiving a message without waiting"),
    importSync: () => refuse("loading a module without waiting"),
    sleepSync: () => refuse("a blocking sleep"),
    cpuCount: () => globalThis.navigator?.hardwareConcurrency ?? 1,
    env: () => undefined,
    onProgramExit: () => refuse("an exit hook"),
    onThreadExit: () => refuse("an exit hook"),
    onUncaught: () => refuse("catching uncaught errors"),
    onIdle: () => {},
    onFatal: () => {},
    isMainThread: () => true,
    nativeThreadId: () => undefined,
    raiseSignal: () => refuse("a signal"),
    createAsyncContext,
    onSignal: () => refuse("a signal listener"),
    mainModule: () => undefined,
    writeStderr: (text) => console.error(text.replace(/\n$/, "")),
    // A request handler lives as long as what it awaits; nothing can hold the isolate.
    createKeepAlive: () => ({ ref() {}, unref() {} }),
  };
}
