import type { MappedMemory } from "./mapped_memory.ts";

/** The engine knows nothing of the mapping: it is unmapped when the buffer has been collected. */
export function denoMappedMemory(address: number, bytes: number): MappedMemory {
  const pointer = Deno.UnsafePointer.create(BigInt(address))!;
  const buffer = Deno.UnsafePointerView.getArrayBuffer(pointer, bytes);
  const mapping = { address, bytes };
  const memory: MappedMemory = {
    buffer,
    free() {
      // Whoever has transferred it has it still.
      if (buffer.detached) return;
      buffer.transfer(0);
      dropped().unregister(memory);
      unmap(mapping);
    },
  };
  dropped().register(memory, { buffer, mapping }, memory);
  return memory;
}

interface Mapping {
  readonly address: number;
  readonly bytes: number;
}

let droppedMemory: FinalizationRegistry<{ buffer: ArrayBuffer; mapping: Mapping }> | undefined;
let collectedBuffers: FinalizationRegistry<Mapping> | undefined;

// In two steps, because of a buffer that is collected nobody can tell whether its memory had been moved into another one.
function dropped(): FinalizationRegistry<{ buffer: ArrayBuffer; mapping: Mapping }> {
  return droppedMemory ??= new FinalizationRegistry(({ buffer, mapping }) => {
    if (!buffer.detached) collected().register(buffer, mapping);
  });
}

function collected(): FinalizationRegistry<Mapping> {
  return collectedBuffers ??= new FinalizationRegistry(unmap);
}

let munmap: ((address: bigint, bytes: bigint) => number) | undefined;

function unmap({ address, bytes }: Mapping): void {
  munmap ??= Deno.dlopen("libc.so.6", {
    munmap: { parameters: ["i64", "i64"], result: "i32" },
  }).symbols.munmap;
  munmap(BigInt(address), BigInt(bytes));
}
