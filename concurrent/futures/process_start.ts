// Loads what pools of processes are made of, when the first of them is made: at once where the runtime can do that, which
// is where the library is in files; else the pool begins a moment later.

import { runtime } from "../../_runtime/mod.ts";
import { DeferredPool } from "./deferred_pool.ts";
// Evaluated for what it defines.
import "./process_entry.ts";
import type { ProcessPool, ProcessPoolExecutorOptions } from "./process_options.ts";

type Backend = typeof import("./process_backend.ts");

let backend: Backend | undefined;
let loading: Promise<Backend> | undefined;

/** A pool with these options, which have been checked. */
export function startProcessPool(options: ProcessPoolExecutorOptions): ProcessPool {
  backend ??= loadSync();
  if (backend !== undefined) return backend.createProcessPool(options);
  loading ??= import("./process_backend.ts");
  return new DeferredPool(loading.then((loaded) => {
    backend = loaded;
    return loaded.createProcessPool(options);
  }));
}

function loadSync(): Backend | undefined {
  const { href } = new URL("./process_backend.ts", import.meta.url);
  if (!href.startsWith("file:")) return undefined;
  try {
    return runtime().importSync(href) as Backend;
  } catch {
    // In a bundle, say, there is no such file.
    return undefined;
  }
}
