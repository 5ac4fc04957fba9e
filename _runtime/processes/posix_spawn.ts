// Starting a process by the C library alone: for the blocking forms, which must reap it themselves, and for options that
// the runtimes do not have.

import { type ForeignFunction, Inherited, type Signature } from "./foreign.ts";
import { cString, type Libc, LIBRARY } from "./libc.ts";
import { preparation, type Surroundings } from "./spawn_preparation.ts";

const FUNCTIONS = {
  posix_spawn: {
    parameters: ["buffer", "buffer", "buffer", "buffer", "buffer", "buffer"],
    result: "i32",
  },
} as const satisfies Record<string, Signature>;

const INHERITING = {
  posix_spawnp: {
    parameters: ["buffer", "buffer", "buffer", "buffer", "buffer", "pointer"],
    result: "i32",
  },
} as const satisfies Record<string, Signature>;

/** What is to be started. */
export interface PosixSpawn extends Surroundings {
  /** Searched for in PATH when there is no slash in it. */
  readonly file: string;
  readonly argv: readonly string[];
  /** The whole environment, whose PATH counts; undefined: that of this process. */
  readonly env: Readonly<Record<string, string>> | undefined;
}

let bound: Record<keyof typeof FUNCTIONS, ForeignFunction> | undefined;
let inherits: Record<keyof typeof INHERITING, ForeignFunction> | undefined;

/** The child's identifier, or the name of the error. */
export function posixSpawn(libc: Libc, spawn: PosixSpawn): number | string {
  const { file, argv, env } = spawn;
  const { actions, attributes } = preparation(libc, spawn);
  const pid = new Int32Array(1);
  const args = vector(libc, argv);
  const environment = env ?? libc.foreign.environment();
  if (environment instanceof Inherited) {
    const { posix_spawnp } = inherits ??= libc.foreign.open(LIBRARY, INHERITING);
    const path = cString(file);
    const errno = posix_spawnp(pid, path, actions, attributes, args.words, environment.pointer);
    return errno === 0 ? pid[0]! : libc.nameOf(errno);
  }
  const variables = vector(
    libc,
    Object.entries(environment).map(([key, value]) => `${key}=${value}`),
  );
  const { posix_spawn } = bound ??= libc.foreign.open(LIBRARY, FUNCTIONS);
  let denied: string | undefined;
  let error = "ENOENT";
  for (const candidate of candidates(file, environment.PATH)) {
    const path = cString(candidate);
    const errno = posix_spawn(pid, path, actions, attributes, args.words, variables.words);
    if (errno === 0) return pid[0]!;
    error = libc.nameOf(errno);
    // As execvp: what may not be executed here may be there.
    if (error === "EACCES") denied = error;
    else if (error !== "ENOENT" && error !== "ENOTDIR") return error;
  }
  return denied ?? error;
}

const DEFAULT_PATH = "/bin:/usr/bin";

function candidates(file: string, path: string = DEFAULT_PATH): string[] {
  if (file.includes("/") || file === "") return [file];
  return path.split(":").map((folder) => folder === "" ? file : `${folder}/${file}`);
}

/** A null-terminated array of pointers; `texts` must live as long as it is used. */
function vector(libc: Libc, items: readonly string[]): { words: BigInt64Array; texts: unknown } {
  const bytes = cString(items.join("\0"));
  const words = new BigInt64Array(items.length + 1);
  const start = libc.foreign.address(bytes);
  let at = 0;
  for (let i = 0; i < items.length; i++) {
    words[i] = start + BigInt(at);
    at = bytes.indexOf(0, at) + 1;
  }
  return { words, texts: bytes };
}
