import type { CType, Foreign, ForeignFunction, Signature } from "./foreign.ts";
import { bunMappedMemory } from "./mapped_memory_bun.ts";

/** Of bun:ffi what is used here. */
export interface BunFfi {
  dlopen(library: string, functions: Record<string, { args: string[]; returns: string }>): {
    symbols: Record<string, ForeignFunction>;
  };
  ptr(view: ArrayBufferView): number;
  /** `deallocator` is the address of a function that is called with the pointer and the context. */
  toArrayBuffer(
    pointer: unknown,
    offset: number,
    bytes: number,
    context?: number,
    deallocator?: number,
  ): ArrayBuffer;
}

/** bun:ffi. */
export function bunForeign(): Foreign {
  const { process } = globalThis as unknown as {
    process: {
      arch: string;
      env: Record<string, string>;
      getBuiltinModule(name: string): unknown;
    };
  };
  const ffi = process.getBuiltinModule("bun:ffi") as BunFfi;
  return {
    processor: process.arch,
    open<N extends string>(library: string, functions: Readonly<Record<N, Signature>>) {
      const entries = Object.entries<Signature>(functions).map(([name, signature]) =>
        [name, {
          args: signature.parameters.map(typeName),
          returns: typeName(signature.result),
        }] as const
      );
      return ffi.dlopen(library, Object.fromEntries(entries)).symbols as Record<N, ForeignFunction>;
    },
    address: (view) => BigInt(ffi.ptr(view)),
    environment: () => process.env,
    memoryOf: (call, bytes) => ffi.toArrayBuffer(call(), 0, bytes),
    memoryAt: (address, bytes) => ffi.toArrayBuffer(address, 0, bytes),
    mappedMemory: (address, bytes) => bunMappedMemory(ffi, address, bytes),
    isAddress: (pointer) => Number(pointer) > 0 && Number(pointer) < 2 ** 52,
  };
}

function typeName(type: CType | "void"): string {
  if (type === "buffer" || type === "pointer") return "ptr";
  return type === "i64" ? "i64_fast" : type;
}
