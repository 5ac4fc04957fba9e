import { type Foreign, type ForeignFunction, Inherited, type Signature } from "./foreign.ts";
import { LIBRARY } from "./libc.ts";
import { denoMappedMemory } from "./mapped_memory_deno.ts";

const PROCESSORS = { x86_64: "x64", aarch64: "arm64" };

type Call = (...args: unknown[]) => unknown;

/** Deno.dlopen; to be called only where that is permitted. */
export const denoForeign: Foreign = {
  get processor() {
    return PROCESSORS[Deno.build.arch as keyof typeof PROCESSORS] ?? Deno.build.arch;
  },

  open<N extends string>(library: string, functions: Readonly<Record<N, Signature>>) {
    const { symbols } = Deno.dlopen(library, functions as never) as unknown as {
      symbols: Record<string, Call>;
    };
    const result: Record<string, ForeignFunction> = {};
    for (const [name, signature] of Object.entries<Signature>(functions)) {
      result[name] = adapt(symbols[name]!, signature);
    }
    return result as Record<N, ForeignFunction>;
  },

  address: (view) => Deno.UnsafePointer.value(Deno.UnsafePointer.of(view as never)),

  // Reading it by Deno.env would need a permission that starting a child does not.
  environment() {
    const { symbols } = Deno.dlopen(LIBRARY, { environ: { type: "pointer" } });
    // It is the variable's address that one gets.
    return new Inherited(new Deno.UnsafePointerView(symbols.environ!).getPointer());
  },

  memoryOf(call, bytes) {
    return Deno.UnsafePointerView.getArrayBuffer(call() as never, bytes);
  },

  memoryAt(address, bytes) {
    const pointer = Deno.UnsafePointer.create(BigInt(address))!;
    return Deno.UnsafePointerView.getArrayBuffer(pointer, bytes);
  },

  mappedMemory: denoMappedMemory,

  isAddress(pointer) {
    const address = Deno.UnsafePointer.value(pointer as never);
    return address > 0n && address < 2n ** 52n;
  },
};

function adapt(call: Call, { result }: Signature): ForeignFunction {
  return result === "i64" ? (...args) => Number(call(...args)) : call as ForeignFunction;
}
