import { runtime } from "../_runtime/mod.ts";

const loaded = new Set<string>();
let pending = 0;

/** True while this thread imports a module of the user's for the first time. */
export function importing(): boolean {
  return pending > 0;
}

/** Imports a module of the user's; rejects with what the module threw. */
export function importModule(url: string): Promise<unknown> {
  if (loaded.has(url)) return import(url);
  return track(async () => {
    const module = await import(url);
    loaded.add(url);
    return module;
  });
}

/** The same without waiting; throws what the module threw, or why it can't be loaded that way. */
export function importModuleSync(url: string): unknown {
  pending++;
  try {
    const module = runtime().importSync(url);
    loaded.add(url);
    return module;
  } finally {
    pending--;
  }
}

/** Runs what evaluates a module of the user's. */
export async function track<T>(load: () => Promise<T>): Promise<T> {
  pending++;
  try {
    return await load();
  } finally {
    pending--;
  }
}
