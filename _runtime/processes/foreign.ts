// Calling functions of a C library, as far as both runtimes agree on it.

/** Types of parameters and results. A buffer is a view of memory that stays where it is during the call. */
export type CType = "i16" | "i32" | "u32" | "i64" | "pointer" | "buffer";

export interface Signature {
  readonly parameters: readonly CType[];
  readonly result: CType | "void";
}

export type ForeignFunction = (...args: unknown[]) => number;

/** The environment of this process, where it is in memory. */
export class Inherited {
  readonly pointer: unknown;
  constructor(pointer: unknown) {
    this.pointer = pointer;
  }
}

export interface Foreign {
  /** The functions of a library; throws when it, or one of them, is not there. */
  open<N extends string>(
    library: string,
    functions: Readonly<Record<N, Signature>>,
  ): Record<N, ForeignFunction>;
  /** The address of a view's memory. */
  address(view: ArrayBufferView): bigint;
  /** What a child inherits. */
  environment(): Inherited | Readonly<Record<string, string>>;
  /** Memory that a function of the library has returned the address of. */
  memoryOf(call: () => unknown, bytes: number): ArrayBuffer;
}
