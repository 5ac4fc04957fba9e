// The first code of every worker: plain JavaScript in a data: URL, because a URL of the package's own files would not
// survive bundling and would need read permission on Deno before anything could be reported.
//
//   new Worker(data:…)  →  import(library)  →  runner.ts finds the boot record and takes over its messages
//
// Where the library is part of a bundle, importing it evaluates the user's whole program; the runner is there as soon
// as its module has been evaluated, so a program that never finishes its top level can't stop it.

/** What the bootstrap leaves for the runner, on the global object. */
export interface BootRecord {
  readonly early: unknown[];
  serve: ((message: unknown) => void) | undefined;
  /** The import of the library, or of the bundle that holds it and the user's program, has not ended. */
  loading: boolean;
}

const KEY = "@weft/concurrency worker";

/** The record left by the bootstrap; undefined everywhere but in a worker of ours. */
export function bootRecord(): BootRecord | undefined {
  return (globalThis as unknown as Record<symbol, BootRecord | undefined>)[Symbol.for(KEY)];
}

/** Whether this is a worker of ours that has not finished loading. */
export function booting(): boolean {
  return bootRecord()?.loading === true;
}

/** The worker's source text. The words it sets, and the causes, are those of job.ts. */
export function bootstrapSource(library: string): string {
  return `
const boot = { early: [], serve: undefined, loading: true };
globalThis[Symbol.for(${JSON.stringify(KEY)})] = boot;
const die = (message, cause) => {
  if (message.type !== "job") return;
  Atomics.store(message.status, 1, cause);
  Atomics.store(message.status, 0, 3);
  Atomics.add(message.owner, 0, 1);
  Atomics.notify(message.owner, 0);
};
const guard = (object, key, cause) => {
  const exit = object[key];
  if (typeof exit !== "function") return;
  object[key] = function (...args) {
    if (!boot.serve) for (const message of boot.early) die(message, cause);
    return exit.apply(this, args);
  };
};
const loaded = (error) => {
  boot.loading = false;
  if (boot.serve) return;
  boot.serve = (message) => {
    const text = String(error && error.stack || error);
    if (message.port) message.port.postMessage(text);
    else console.error(text);
    die(message, 4);
  };
  for (const message of boot.early) boot.serve(message);
};
const load = (module) => {
  if (globalThis.Bun) guard(process, "exit", 1);
  else guard(Deno, "exit", 2);
  guard(globalThis, "close", 3);
  // Of this library, too: loading the two together takes less time than one after the other.
  import(module).catch(() => {});
  import(${JSON.stringify(library)}).then(
    () => loaded(new Error("no thread runner in " + ${JSON.stringify(library)})),
    loaded,
  );
};
self.onmessage = ({ data }) => {
  if (boot.serve) return boot.serve(data);
  boot.early.push(data);
  // Not before: whatever goes wrong in loading must find a job to be reported to.
  if (data.type === "job" && boot.early.filter(({ type }) => type === "job").length === 1) load(data.module);
};
`;
}
