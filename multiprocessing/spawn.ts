// Starting a runtime that will be told by its descriptor 3 what to do.

import { osError, posixSpawn } from "../_runtime/processes/mod.ts";
import { openNothing } from "../_runtime/processes/small_files.ts";
import { referenceOf } from "../_transfer/reference.ts";
import type { AnyFunction } from "../_transfer/task.ts";
import { CHILD_KEY } from "./child_key.ts";
import { childModule } from "./child_main.ts";
import type { PartName } from "./child_parts.ts";
import { closeFd, libcFor, sockets } from "./descriptors.ts";
import { childCommand } from "./executable.ts";

/** A runtime that waits for its message. */
export interface Spawned {
  readonly pid: number;
  /** Our end of the socket. */
  readonly control: number;
  /** Where it is to be, if that may be somewhere else than where it is. */
  readonly cwd?: string;
}

let nothing: number | undefined;

/** Starts one; an OsError when that fails. */
export function spawnChild(code: ChildCode): Spawned {
  const libc = libcFor("starting a process");
  const argv = childCommand(libc, sourceOf(code));
  const [control, theirs] = sockets().pair();
  try {
    const pid = posixSpawn(libc, {
      file: argv[0]!,
      argv,
      env: undefined,
      cwd: undefined,
      fds: new Map([[0, nothing ??= openNothing(libc)], [1, 1], [2, 2], [3, theirs]]),
      closeOthers: true,
      session: false,
      group: undefined,
      restoreSignals: true,
    });
    if (typeof pid === "string") throw osError(pid, argv[0]!);
    return { pid, control };
  } catch (error) {
    closeFd(control);
    throw error;
  } finally {
    closeFd(theirs);
  }
}

/**
 * The modules that a child will need for certain: those of these functions and classes. Named in its code they are
 * loaded together with the library, and on Deno without the permission to read them.
 */
export function modulesOf(used: readonly unknown[]): string[] {
  const urls = new Set<string>();
  for (const fn of used) {
    const reference = typeof fn === "function" ? referenceOf(fn as AnyFunction) : "";
    if (typeof reference === "object" && reference.type !== "source") urls.add(reference.url);
  }
  return [...urls];
}

/** What is different from child to child. */
export interface ChildCode {
  /** URLs of modules that it loads as it starts, besides the library. */
  readonly modules: readonly string[];
  readonly parts?: readonly PartName[];
  /** It is started before it is needed; what it will be sent may be such bytes. */
  readonly sample?: Uint8Array;
  /** Its address on a wire. */
  readonly path?: string;
}

/** The code of a child. A child of a bundle imports the bundle: that is where the library is. */
export function sourceOf({ modules, parts = [], sample, path }: ChildCode): string {
  const load = (urls: readonly string[]) => urls.map((url) => `()=>import(${JSON.stringify(url)})`);
  const partUrls = parts.map(libraryModule).filter((url) => url !== undefined);
  const record = `{sample:${JSON.stringify(sample && [...sample])},path:${JSON.stringify(path)},` +
    `parts:[${load(partUrls)}],modules:[${load(modules)}]}`;
  return `globalThis[Symbol.for(${JSON.stringify(CHILD_KEY)})]=${record};` +
    `import(${JSON.stringify(childModule())})`;
}

// URL of a module of multiprocessing; undefined in a bundle, where it is loaded already.
function libraryModule(path: PartName): string | undefined {
  const own = childModule();
  const url = own.replace(/child_main(?=\.\w+$)/, path);
  return url === own ? undefined : url;
}
