// What is done in a child before its program: the file actions and the attributes of posix_spawn. Those of the last child
// are kept: most children are as the one before, and these calls take longer than the arguments' do.

import type { ForeignFunction, Signature } from "./foreign.ts";
import { cString, type Libc, LIBRARY } from "./libc.ts";

const FUNCTIONS = {
  posix_spawn_file_actions_init: { parameters: ["buffer"], result: "i32" },
  posix_spawn_file_actions_destroy: { parameters: ["buffer"], result: "i32" },
  posix_spawn_file_actions_adddup2: { parameters: ["buffer", "i32", "i32"], result: "i32" },
  posix_spawn_file_actions_addclose: { parameters: ["buffer", "i32"], result: "i32" },
  posix_spawn_file_actions_addchdir_np: { parameters: ["buffer", "buffer"], result: "i32" },
  posix_spawn_file_actions_addclosefrom_np: { parameters: ["buffer", "i32"], result: "i32" },
  posix_spawnattr_init: { parameters: ["buffer"], result: "i32" },
  posix_spawnattr_setflags: { parameters: ["buffer", "i16"], result: "i32" },
  posix_spawnattr_setpgroup: { parameters: ["buffer", "i32"], result: "i32" },
  posix_spawnattr_setsigdefault: { parameters: ["buffer", "buffer"], result: "i32" },
} as const satisfies Record<string, Signature>;
type Bound = Record<keyof typeof FUNCTIONS, ForeignFunction>;

const SETPGROUP = 0x02;
const SETSIGDEF = 0x04;
const SETSID = 0x80;
/** What runtimes ignore, and a child must not. */
const SIGPIPE = 13;
const SIGXFSZ = 25;

/** What a program finds when it starts. */
export interface Surroundings {
  readonly cwd: string | undefined;
  /** Descriptors of the child, and those of ours that they are; all others are closed when `closeOthers`. */
  readonly fds: ReadonlyMap<number, number>;
  readonly closeOthers: boolean;
  readonly session: boolean;
  /** Of the process group; 0: its own. */
  readonly group: number | undefined;
  readonly restoreSignals: boolean;
}

export interface Preparation {
  readonly actions: Uint8Array;
  readonly attributes: Uint8Array;
}

let bound: Bound | undefined;
let restored: Int32Array | undefined;
let last: { readonly key: string; readonly preparation: Preparation } | undefined;

/** Of a child; good until the next call. */
export function preparation(libc: Libc, surroundings: Surroundings): Preparation {
  const key = keyOf(surroundings);
  if (last?.key === key) return last.preparation;
  const c = bound ??= libc.foreign.open(LIBRARY, FUNCTIONS);
  // Attributes hold nothing that would have to be freed.
  if (last !== undefined) c.posix_spawn_file_actions_destroy(last.preparation.actions);
  last = undefined;
  const actions = actionsOf(c, surroundings);
  const attributes = attributesOf(libc, c, surroundings);
  last = { key, preparation: { actions, attributes } };
  return last.preparation;
}

function keyOf({ fds, closeOthers, session, group, restoreSignals, cwd }: Surroundings): string {
  return `${[...fds]} ${closeOthers} ${session} ${group} ${restoreSignals} ${cwd ?? ""}`;
}

function actionsOf(c: Bound, surroundings: Surroundings): Uint8Array {
  const actions = new Uint8Array(128);
  c.posix_spawn_file_actions_init(actions);
  addDescriptors(c, actions, surroundings);
  const { cwd } = surroundings;
  if (cwd !== undefined) c.posix_spawn_file_actions_addchdir_np(actions, cString(cwd));
  return actions;
}

// First away from the numbers that they are to have: one may be where another one is needed.
function addDescriptors(c: Bound, actions: Uint8Array, { fds, closeOthers }: Surroundings): void {
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

function attributesOf(
  libc: Libc,
  c: Bound,
  { session, group, restoreSignals }: Surroundings,
): Uint8Array {
  const attributes = new Uint8Array(512);
  c.posix_spawnattr_init(attributes);
  let flags = 0;
  if (session) flags |= SETSID;
  if (group !== undefined) {
    flags |= SETPGROUP;
    c.posix_spawnattr_setpgroup(attributes, group);
  }
  if (restoreSignals) {
    flags |= SETSIGDEF;
    c.posix_spawnattr_setsigdefault(attributes, restored ??= signalsToRestore(libc));
  }
  c.posix_spawnattr_setflags(attributes, flags);
  return attributes;
}

/** The C library has two for itself, and would have a child ignore them. */
const ALWAYS_RESTORED = [SIGPIPE, SIGXFSZ, 32, 33];
const LAST_SIGNAL = 64;

// With those that are not ignored, and have their effect anyway: the library asks for each that is not named here, which
// takes as long as setting it. No runtime lets a program ignore one later.
function signalsToRestore(libc: Libc): Int32Array {
  const signals = new Int32Array(32);
  for (let signal = 1; signal <= LAST_SIGNAL; signal++) {
    if (!ALWAYS_RESTORED.includes(signal) && libc.actionOf(signal) === "ignored") continue;
    signals[(signal - 1) >> 5]! |= 1 << ((signal - 1) & 31);
  }
  return signals;
}
