// Memory that processes share and that grows: a file without a name, of which each maps what it needs.

import type { ForeignFunction, Signature } from "./foreign.ts";
import { cString, type Libc, LIBRARY } from "./libc.ts";
import type { MappedMemory } from "./mapped_memory.ts";

const FUNCTIONS = {
  memfd_create: { parameters: ["buffer", "u32"], result: "i32" },
  ftruncate: { parameters: ["i32", "i64"], result: "i32" },
  mmap: { parameters: ["i64", "i64", "i32", "i32", "i32", "i64"], result: "i64" },
} as const satisfies Record<string, Signature>;

const MFD_CLOEXEC = 1;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;

let bound: Record<keyof typeof FUNCTIONS, ForeignFunction> | undefined;

/** The descriptor of a new file, which is zeros all over. */
export function createFile(libc: Libc, bytes: number): number {
  const fd = libc.check(calls(libc).memfd_create(cString("weft"), MFD_CLOEXEC));
  try {
    resizeFile(libc, fd, bytes);
  } catch (error) {
    libc.close(fd);
    throw error;
  }
  return fd;
}

export function resizeFile(libc: Libc, fd: number, bytes: number): void {
  libc.check(calls(libc).ftruncate(fd, bytes));
}

/** The first bytes of a file. They stay mapped while anybody can reach them. */
export function mapFile(libc: Libc, fd: number, bytes: number): MappedMemory {
  const address = libc.check(calls(libc).mmap(0, bytes, PROT_READ_WRITE, MAP_SHARED, fd, 0));
  return libc.foreign.mappedMemory(address, bytes);
}

function calls(libc: Libc): Record<keyof typeof FUNCTIONS, ForeignFunction> {
  return bound ??= libc.foreign.open(LIBRARY, FUNCTIONS);
}
