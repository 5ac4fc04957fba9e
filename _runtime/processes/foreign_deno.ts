import { type Foreign, type ForeignFunction, Inherited, type Signature } from "./foreign.ts";
import { LIBRARY } from "./libc.ts";
import { denoMappedMemory } from "./mapped_memory_deno.ts";

const PROCESSORS = { x86_64: "x64", aarch64: "arm64" };

type Call = (...args: unknown[]) => unknown;

let environ: Deno.UnsafePointerView | undefined;

/** Deno.dlopen; to be called only where that is permitted. */
export const denoForeign: Foreign = {
  get processor() {
    return PROCESSORS[Deno.build.arch as keyof typeof PROCESSORS] ?? Deno.build.arch;
  },

  open<N extends string>(library: string, functions: Readonly<Record<N, Signature>>) {
    const result = {};
    for (const [name, signature] of Object.entries<Signature>(functions)) {
      // When it is first needed: binding takes a third of a millisecond.
      Object.defineProperty(result, name, {
        configurable: true,
        get() {
          const value = bind(library, name, signature);
          Object.defineProperty(result, name, { value });
          return value;
        },
      });
    }
    return result as Record<N, ForeignFunction>;
  },

  address: (view) => Deno.UnsafePointer.value(Deno.UnsafePointer.of(view as never)),

  // Reading it by Deno.env would need a permission that starting a child does not.
  environment() {
    environ ??= bindEnvironment();
    return new Inherited(environ.getPointer());
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

function bind(library: string, name: string, signature: Signature): ForeignFunction {
  const { symbols } = Deno.dlopen(library, { [name]: signature } as never) as unknown as {
    symbols: Record<string, Call>;
  };
  const call = symbols[name]!;
  return signature.result === "i64" ? (...args) => Number(call(...args)) : call as ForeignFunction;
}

// It is the variable's address that one gets: what it points to may move.
function bindEnvironment(): Deno.UnsafePointerView {
  const { symbols } = Deno.dlopen(LIBRARY, { environ: { type: "pointer" } });
  return new Deno.UnsafePointerView(symbols.environ!);
}
