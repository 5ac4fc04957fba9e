// Memory that processes share. It is sent as its descriptor; a thread maps each memory once, and never unmaps it: views
// of it may be anywhere. The system takes it back with the last process that has it.

import { createMapping, mapDescriptor, type Mapping } from "../_runtime/processes/mapping.ts";
import { futexParker, setSleepers } from "../_sync/futex_parker.ts";
import { setMapped } from "../_sync/mapped.ts";
import { registerClass } from "../_transfer/registry.ts";
import { closeFd, libcFor } from "./descriptors.ts";
import { Handle, isLeaving } from "./handle.ts";
import { Sleepers } from "./sleepers.ts";

setSleepers(() => new Sleepers());

/** A mapping. Words in it can be slept on by `parkerOf`, like those of threads. */
export class Memory {
  readonly buffer: ArrayBuffer;
  /** Of the file behind it; stays open. */
  readonly fd: number;
  /** Bytes. */
  readonly size: number;
  /** No other memory has this number, in any process. */
  readonly key: number;

  constructor({ buffer, fd }: Mapping, size: number, key: number) {
    this.buffer = buffer;
    this.fd = fd;
    this.size = size;
    this.key = key;
    setMapped(buffer, futexParker);
    known.set(key, this);
  }
}

const known = new Map<number, Memory>();

/** New memory, zeroed; NotSupportedError where there can be none. It costs nothing where it is not touched. */
export function createMemory(bytes: number): Memory {
  return new Memory(createMapping(libcFor("shared memory"), bytes), bytes, randomKey());
}

function randomKey(): number {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return (high! & 0x1fffff) * 2 ** 32 + low!;
}

type Form = readonly [key: number, size: number, handle: Handle | number];

registerClass("multiprocessing.Memory", Memory, {
  // Within a process the descriptor is good for all threads, since nobody closes it.
  reduce: ({ key, size, fd }): Form => [key, size, isLeaving() ? new Handle(fd) : fd],
  revive(data) {
    const [key, size, handle] = data as Form;
    const fd = typeof handle === "number" ? handle : handle.fd;
    const memory = known.get(key);
    if (memory === undefined) return new Memory(map(fd, size), size, key);
    if (typeof handle !== "number") closeFd(fd);
    return memory;
  },
  module: () => import.meta.url,
});

function map(fd: number, size: number): Mapping {
  return mapDescriptor(libcFor("shared memory"), fd, size);
}
