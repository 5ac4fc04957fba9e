// Calling functions of a C library, as far as both runtimes agree on it.

import type { MappedMemory } from "./mapped_memory.ts";

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
  /** As node names it: "x64". */
  readonly processor: string;
  /** The functions of a library; throws, at the latest at the first call, when it, or one of them, is not there. */
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
  /** Memory at an address; nothing is done about it when the buffer is collected. */
  memoryAt(address: number, bytes: number): ArrayBuffer;
  /** Memory that mmap has returned the address of, as a number; it is unmapped when it can be. */
  mappedMemory(address: number, bytes: number): MappedMemory;
  /** What a function of the library has returned is no MAP_FAILED. */
  isAddress(pointer: unknown): boolean;
}
