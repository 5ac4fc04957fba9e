// Starting a process by the C library alone: for the blocking forms, which must reap it themselves, and for options that
// the runtimes do not have.

import { type ForeignFunction, Inherited, type Signature } from "./foreign.ts";
import { cString, type Libc, LIBRARY } from "./libc.ts";

const FUNCTIONS = {
  posix_spawn: {
    parameters: ["buffer", "buffer", "buffer", "buffer", "buffer", "buffer"],
    result: "i32",
  },
  posix_spawn_file_actions_init: { parameters: ["buffer"], result: "i32" },
  posix_spawn_file_actions_destroy: { parameters: ["buffer"], result: "i32" },
  posix_spawn_file_actions_adddup2: { parameters: ["buffer", "i32", "i32"], result: "i32" },
  posix_spawn_file_actions_addclose: { parameters: ["buffer", "i32"], result: "i32" },
  posix_spawn_file_actions_addchdir_np: { parameters: ["buffer", "buffer"], result: "i32" },
  posix_spawn_file_actions_addclosefrom_np: { parameters: ["buffer", "i32"], result: "i32" },
  posix_spawnattr_init: { parameters: ["buffer"], result: "i32" },
  posix_spawnattr_destroy: { parameters: ["buffer"], result: "i32" },
  posix_spawnattr_setflags: { parameters: ["buffer", "i16"], result: "i32" },
  posix_spawnattr_setpgroup: { parameters: ["buffer", "i32"], result: "i32" },
  posix_spawnattr_setsigdefault: { parameters: ["buffer", "buffer"], result: "i32" },
} as const satisfies Record<string, Signature>;

const INHERITING = {
  posix_spawnp: {
    parameters: ["buffer", "buffer", "buffer", "buffer", "buffer", "pointer"],
    result: "i32",
  },
} as const satisfies Record<string, Signature>;

const SETPGROUP = 0x02;
const SETSIGDEF = 0x04;
const SETSID = 0x80;
/** What runtimes ignore, and a child must not. */
const SIGPIPE = 13;
const SIGXFSZ = 25;

/** What is to be started. */
export interface PosixSpawn {
  /** Searched for in PATH when there is no slash in it. */
  readonly file: string;
  readonly argv: readonly string[];
  /** The whole environment, whose PATH counts; undefined: that of this process. */
  readonly env: Readonly<Record<string, string>> | undefined;
  readonly cwd: string | undefined;
  /** Descriptors of the child, and those of ours that they are; all others are closed when `closeOthers`. */
  readonly fds: ReadonlyMap<number, number>;
  readonly closeOthers: boolean;
  readonly session: boolean;
  /** Of the process group; 0: its own. */
  readonly group: number | undefined;
  readonly restoreSignals: boolean;
}

let bound: Bound | undefined;
let inherits: Record<keyof typeof INHERITING, ForeignFunction> | undefined;

/** The child's identifier, or the name of the error. */
export function posixSpawn(libc: Libc, spawn: PosixSpawn): number | string {
  const c = bound ??= libc.foreign.open(LIBRARY, FUNCTIONS);
  const actions = new Uint8Array(128);
  const attributes = new Uint8Array(512);
  c.posix_spawn_file_actions_init(actions);
  c.posix_spawnattr_init(attributes);
  try {
    addDescriptors(c, actions, spawn);
    const cwd = spawn.cwd === undefined ? undefined : cString(spawn.cwd);
    if (cwd !== undefined) c.posix_spawn_file_actions_addchdir_np(actions, cwd);
    c.posix_spawnattr_setflags(attributes, setAttributes(c, attributes, spawn));
    return start(libc, c, actions, attributes, spawn);
  } finally {
    c.posix_spawn_file_actions_destroy(actions);
    c.posix_spawnattr_destroy(attributes);
  }
}

type Bound = Record<keyof typeof FUNCTIONS, ForeignFunction>;

// First away from the numbers that they are to have: one may be where another one is needed.
function addDescriptors(c: Bound, actions: Uint8Array, { fds, closeOthers }: PosixSpawn): void {
  const highest = Math.max(2, ...fds.keys(), ...fds.values());
  const moved = new Map<number, number>();
  let free = highest + 1;
  for (const [to, from] of fds) {
    if (to === from || !fds.has(from)) continue;
    c.posix_spawn_file_actions_adddup2(actions, from, free);
    moved.set(to, free++);
  }
  // To itself makes a descriptor inheritable.
  for (const [to, from] of fds) {
    c.posix_spawn_file_actions_adddup2(actions, moved.get(to) ?? from, to);
  }
  for (const fd of moved.values()) c.posix_spawn_file_actions_addclose(actions, fd);
  if (!closeOthers) return;
  const kept = Math.max(2, ...fds.keys());
  for (let fd = 3; fd < kept; fd++) {
    if (!fds.has(fd)) c.posix_spawn_file_actions_addclose(actions, fd);
  }
  c.posix_spawn_file_actions_addclosefrom_np(actions, kept + 1);
}

function setAttributes(c: Bound, attributes: Uint8Array, spawn: PosixSpawn): number {
  let flags = 0;
  if (spawn.session) flags |= SETSID;
  if (spawn.group !== undefined) {
    flags |= SETPGROUP;
    c.posix_spawnattr_setpgroup(attributes, spawn.group);
  }
  if (spawn.restoreSignals) {
    flags |= SETSIGDEF;
    const signals = new Int32Array(32);
    signals[0] = 1 << (SIGPIPE - 1) | 1 << (SIGXFSZ - 1);
    c.posix_spawnattr_setsigdefault(attributes, signals);
  }
  return flags;
}

function start(
  libc: Libc,
  c: Bound,
  actions: Uint8Array,
  attributes: Uint8Array,
  { file, argv, env }: PosixSpawn,
): number | string {
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
  let denied: string | undefined;
  let error = "ENOENT";
  for (const candidate of candidates(file, environment.PATH)) {
    const path = cString(candidate);
    const errno = c.posix_spawn(pid, path, actions, attributes, args.words, variables.words);
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
