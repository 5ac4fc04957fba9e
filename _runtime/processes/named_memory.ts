// Shared memory with a name, as shm_open(3) makes it and as Python's is: a file in /dev/shm, mapped.
//
// It is made without a name, told to `born`, and only then linked to its name: nobody sees it before it has its size, and
// whoever cleans up after this process knows of it before it can outlive it.

import type { ForeignFunction, Signature } from "./foreign.ts";
import { cString, type Libc, LIBRARY } from "./libc.ts";
import type { MappedMemory } from "./mapped_memory.ts";
import { osError } from "./os_error.ts";

const FUNCTIONS = {
  open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  linkat: { parameters: ["i32", "buffer", "i32", "buffer", "i32"], result: "i32" },
  shm_open: { parameters: ["buffer", "i32", "u32"], result: "i32" },
  shm_unlink: { parameters: ["buffer"], result: "i32" },
  ftruncate: { parameters: ["i32", "i64"], result: "i32" },
  fstatvfs: { parameters: ["i32", "buffer"], result: "i32" },
  fstat: { parameters: ["i32", "buffer"], result: "i32" },
  mmap: { parameters: ["i64", "i64", "i32", "i32", "i32", "i64"], result: "i64" },
} as const satisfies Record<string, Signature>;

const FOLDER = "/dev/shm";
const MODE = 0o600;
const O_RDWR = 2;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_CLOEXEC = 0o2000000;
/** On x64 and on arm64; each is an error on the other. */
const O_TMPFILE = [0o20200000, 0o20040000] as const;
const AT_FDCWD = -100;
const AT_SYMLINK_FOLLOW = 0x400;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
/** In struct stat, in words of eight bytes. */
const INODE = 1;
const SIZE = 6;
/** In struct statvfs, likewise. */
const BLOCK_SIZE = 1;
const BLOCKS = 2;
const AVAILABLE = 4;

type Bound = Record<keyof typeof FUNCTIONS, ForeignFunction>;
let bound: Bound | undefined;

/** A segment, mapped. */
export interface NamedMemory {
  readonly memory: MappedMemory;
  readonly size: number;
  /** Of the file: what the name leads to may be another one by now. */
  readonly inode: bigint;
}

/** New memory, zeroed; an OsError with EEXIST when there is a segment of that name. */
export function createNamedMemory(
  libc: Libc,
  name: string,
  size: number,
  born: (inode: bigint) => void,
): NamedMemory {
  const c = bound ??= libc.foreign.open(LIBRARY, FUNCTIONS);
  const unnamed = openUnnamed(c);
  const fd = unnamed ??
    check(libc, name, c.shm_open(cString(`/${name}`), O_RDWR | O_CREAT | O_EXCL, MODE));
  let named = unnamed === undefined;
  try {
    setSize(libc, c, fd, size, name);
    born(statOf(libc, c, fd).inode);
    if (!named) link(libc, c, fd, name);
    named = true;
    return map(libc, c, fd, name);
  } catch (error) {
    if (named) c.shm_unlink(cString(`/${name}`));
    throw error;
  } finally {
    libc.close(fd);
  }
}

/** The memory of that name; an OsError with ENOENT when there is none. */
export function openNamedMemory(libc: Libc, name: string): NamedMemory {
  const c = bound ??= libc.foreign.open(LIBRARY, FUNCTIONS);
  const fd = check(libc, name, c.shm_open(cString(`/${name}`), O_RDWR, MODE));
  try {
    return map(libc, c, fd, name);
  } finally {
    libc.close(fd);
  }
}

/** Takes the name away; the memory stays for those who have it. */
export function unlinkNamedMemory(libc: Libc, name: string): void {
  const c = bound ??= libc.foreign.open(LIBRARY, FUNCTIONS);
  check(libc, name, c.shm_unlink(cString(`/${name}`)));
}

// Undefined on the few systems that have no files without names.
function openUnnamed(c: Bound): number | undefined {
  for (const flags of O_TMPFILE) {
    const fd = c.open(cString(FOLDER), flags | O_RDWR | O_CLOEXEC, MODE);
    if (fd !== -1) return fd;
  }
}

// Pages are taken when they are first touched, and where none is left then, a SIGBUS ends the process. So what can't fit
// even now is refused.
function setSize(libc: Libc, c: Bound, fd: number, size: number, name: string): void {
  const words = new BigUint64Array(32);
  libc.check(c.fstatvfs(fd, words));
  const available = Number(words[AVAILABLE]! * words[BLOCK_SIZE]!);
  if (words[BLOCKS] !== 0n && size > available) throw osError("ENOSPC", `/${name}`);
  check(libc, name, c.ftruncate(fd, size));
}

function link(libc: Libc, c: Bound, fd: number, name: string): void {
  const from = cString(`/proc/self/fd/${fd}`);
  const to = cString(`${FOLDER}/${name}`);
  check(libc, name, c.linkat(AT_FDCWD, from, AT_FDCWD, to, AT_SYMLINK_FOLLOW));
}

function map(libc: Libc, c: Bound, fd: number, name: string): NamedMemory {
  const { inode, size } = statOf(libc, c, fd);
  if (size === 0) throw osError("EINVAL", `/${name}`);
  const address = check(libc, name, c.mmap(0, size, PROT_READ_WRITE, MAP_SHARED, fd, 0));
  return { memory: libc.foreign.mappedMemory(address, size), size, inode };
}

function statOf(libc: Libc, c: Bound, fd: number): { inode: bigint; size: number } {
  const words = new BigUint64Array(32);
  libc.check(c.fstat(fd, words));
  return { inode: words[INODE]!, size: Number(words[SIZE]!) };
}

function check(libc: Libc, name: string, result: number): number {
  const checked = libc.result(result);
  if (checked < 0) throw osError(libc.nameOf(-checked), `/${name}`);
  return checked;
}
