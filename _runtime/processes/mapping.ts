// Memory that processes share: a file without a name, mapped by all who have its descriptor. It vanishes with the last
// process that has it, however that ended.

import type { ForeignFunction, Signature } from "./foreign.ts";
import { cString, type Libc, LIBRARY } from "./libc.ts";
import { osError } from "./os_error.ts";

const FUNCTIONS = {
  memfd_create: { parameters: ["buffer", "u32"], result: "i32" },
  ftruncate: { parameters: ["i32", "i64"], result: "i32" },
  mmap: { parameters: ["pointer", "i64", "i32", "i32", "i32", "i64"], result: "pointer" },
} as const satisfies Record<string, Signature>;

const MFD_CLOEXEC = 1;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
const KEEP_SIZE = 1;
const PUNCH_HOLE = 2;

type Bound = Record<keyof typeof FUNCTIONS, ForeignFunction>;
let bound: Bound | undefined;

/** A mapping. Its memory stays until the process ends, since views of it may be anywhere. */
export interface Mapping {
  readonly buffer: ArrayBuffer;
  /** Of the file behind it, for others to map it, too. */
  readonly fd: number;
}

/** New memory, zeroed. */
export function createMapping(libc: Libc, bytes: number): Mapping {
  const c = bind(libc);
  const fd = libc.check(c.memfd_create(cString("weft"), MFD_CLOEXEC));
  try {
    libc.check(c.ftruncate(fd, bytes));
    return map(libc, c, fd, bytes);
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

/** Memory that a descriptor of ours stands for. */
export function mapDescriptor(libc: Libc, fd: number, bytes: number): Mapping {
  return map(libc, bind(libc), fd, bytes);
}

/** Gives whole pages back to the system; they are zeros then. False where that can't be. */
export function punchHole(libc: Libc, fd: number, offset: number, bytes: number): boolean {
  hole ??= libc.foreign.open(LIBRARY, {
    fallocate: { parameters: ["i32", "i32", "i64", "i64"], result: "i32" },
  }).fallocate;
  return hole(fd, PUNCH_HOLE | KEEP_SIZE, offset, bytes) === 0;
}

let hole: ForeignFunction | undefined;

function map(libc: Libc, c: Bound, fd: number, bytes: number): Mapping {
  const buffer = libc.foreign.memoryOf(() => {
    const address = c.mmap(null, bytes, PROT_READ_WRITE, MAP_SHARED, fd, 0);
    if (!libc.foreign.isAddress(address)) throw osError("ENOMEM");
    return address;
  }, bytes);
  return { buffer, fd };
}

function bind(libc: Libc): Bound {
  return bound ??= libc.foreign.open(LIBRARY, FUNCTIONS);
}
