// Which memory is a mapping that processes share. Whoever maps it says so, so that nothing here need load what that
// takes.

import type { Parker } from "./parker.ts";

let parkers: WeakMap<ArrayBufferLike, Parker> | undefined;

/** Makes `parker` the one for words in a mapping. */
export function setMapped(buffer: ArrayBufferLike, parker: Parker): void {
  (parkers ??= new WeakMap()).set(buffer, parker);
}

/** The parker for words in a mapping; undefined for other memory. */
export function mappedParker(buffer: ArrayBufferLike): Parker | undefined {
  return parkers?.get(buffer);
}

/** Whether it is a mapping. */
export function isMapped(buffer: ArrayBufferLike): boolean {
  return mappedParker(buffer) !== undefined;
}
