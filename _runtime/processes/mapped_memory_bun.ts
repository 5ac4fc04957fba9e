import type { BunFfi } from "./foreign_bun.ts";
import type { MappedMemory } from "./mapped_memory.ts";

const RTLD_DEFAULT = 0;

let munmap: number | undefined;

/** Has the engine itself unmap it, which knows of every buffer that the memory was moved into. */
export function bunMappedMemory(ffi: BunFfi, address: number, bytes: number): MappedMemory {
  munmap ??= find(ffi, "munmap\0");
  // It calls munmap(address, bytes).
  const buffer = ffi.toArrayBuffer(address, 0, bytes, bytes, munmap);
  return {
    buffer,
    free() {
      if (!buffer.detached) buffer.transfer(0);
    },
  };
}

function find(ffi: BunFfi, name: string): number {
  const { symbols } = ffi.dlopen("libc.so.6", {
    dlsym: { args: ["i64_fast", "ptr"], returns: "i64_fast" },
  });
  return symbols.dlsym!(RTLD_DEFAULT, new TextEncoder().encode(name));
}
