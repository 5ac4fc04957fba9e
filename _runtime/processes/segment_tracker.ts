// Removes the segments that a program has left behind, however it ended: a shell that outlives the program and learns of
// its end by the end of a pipe.
//
//   threads of the program ── "+/inode/name", "-/inode/" ──▶ pipe ──▶ sh: at the end of the file removes what is left
//
// There is one for all threads of a process. They share no memory that could tell where its pipe is, so the descriptor is
// put where it can be found, and marked. Two threads that start at the same moment may start one each; that does no harm.

import type { ForeignFunction, Signature } from "./foreign.ts";
import { type Libc, LIBRARY } from "./libc.ts";
import { osError } from "./os_error.ts";
import { posixSpawn } from "./posix_spawn.ts";

const FUNCTIONS = {
  fcntl: { parameters: ["i32", "i32", "i32"], result: "i32" },
  waitpid: { parameters: ["i32", "buffer", "i32"], result: "i32" },
} as const satisfies Record<string, Signature>;

// A name may be somebody else's segment by then: the inode tells. The shell that is started ends at once, so that the one
// that stays is not this program's child, whom others may wait for.
const SCRIPT = `
exec 3<&0 </dev/null >/dev/null 2>&1
{
  trap '' HUP INT QUIT TERM
  while IFS=/ read -r op inode name <&3; do
    case $op in
      +) eval "weft_segment_$inode=\\$name" ;;
      -) unset "weft_segment_$inode" ;;
    esac
  done
  set | while IFS== read -r key value; do
    case $key in weft_segment_*) ;; *) continue ;; esac
    eval "file=/dev/shm/\\$$key"
    [ -e "$file" ] || continue
    set -- $(ls -di -- "$file")
    [ "$1" = "\${key#weft_segment_}" ] && rm -f -- "$file"
  done
} &
`;

/** The descriptor is the first free one from here on. */
const FIRST = 600;
const PLACES = 16;
/** Means nothing for a pipe, and is kept by the system: which makes it a mark. */
const SIGNAL = 63;
const F_SETSIG = 10;
const F_GETSIG = 11;
const F_DUPFD_CLOEXEC = 1030;
const EINTR = 4;
const EPIPE = 32;

type Bound = Record<keyof typeof FUNCTIONS, ForeignFunction>;
let bound: Bound | undefined;
let pipe: number | undefined;
/** Those of this thread, for another tracker when somebody has killed the first. */
const segments = new Map<bigint, string>();

/** The segment is removed when this process has ended. Of the name only letters, digits, "_", "-" and "." are fine. */
export function trackSegment(libc: Libc, inode: bigint, name: string): void {
  segments.set(inode, name);
  const fd = trackerDescriptor(libc);
  if (tell(libc, fd, `+/${inode}/${name}\n`)) return;
  // Never closed: another thread may be about to write to it.
  bind(libc).fcntl(fd, F_SETSIG, 0);
  pipe = start(libc);
  for (const [inode, name] of segments) tell(libc, pipe, `+/${inode}/${name}\n`);
}

/** The segment has been removed. */
export function forgetSegment(libc: Libc, inode: bigint): void {
  segments.delete(inode);
  pipe ??= find(libc);
  if (pipe !== undefined) tell(libc, pipe, `-/${inode}/\n`);
}

/** The pipe: what is left behind lives as long as any process that has it. */
export function trackerDescriptor(libc: Libc): number {
  return pipe ??= find(libc) ?? start(libc);
}

/** Short enough to be written as a whole. False when nobody reads. */
function tell(libc: Libc, fd: number, line: string): boolean {
  const bytes = new TextEncoder().encode(line);
  let result: number;
  do result = libc.write(fd, bytes); while (result === -EINTR);
  return result !== -EPIPE;
}

function find(libc: Libc): number | undefined {
  for (let fd = FIRST; fd < FIRST + PLACES; fd++) {
    if (bind(libc).fcntl(fd, F_GETSIG, 0) === SIGNAL) return fd;
  }
}

function start(libc: Libc): number {
  const c = bind(libc);
  const [read, write] = libc.pipe();
  const shell = posixSpawn(libc, {
    file: "/bin/sh",
    argv: ["sh", "-c", SCRIPT],
    env: undefined,
    cwd: "/",
    fds: new Map([[0, read]]),
    closeOthers: true,
    session: true,
    group: undefined,
    restoreSignals: true,
  });
  libc.close(read);
  if (typeof shell === "string") {
    libc.close(write);
    throw osError(shell, "/bin/sh");
  }
  const status = new Int32Array(1);
  while (libc.result(c.waitpid(shell, status, 0)) === -EINTR);
  c.fcntl(write, F_SETSIG, SIGNAL);
  return place(libc, write);
}

// The mark is one of the pipe's end, whatever its number.
function place(libc: Libc, fd: number): number {
  const moved = bind(libc).fcntl(fd, F_DUPFD_CLOEXEC, FIRST);
  // Not found by others, where so many descriptors are not allowed.
  if (moved === -1) return fd;
  libc.close(fd);
  return moved;
}

function bind(libc: Libc): Bound {
  return bound ??= libc.foreign.open(LIBRARY, FUNCTIONS);
}
