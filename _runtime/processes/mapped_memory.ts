// Memory that is given back while the program runs on, and never while a view can still reach it: reading unmapped memory
// ends the whole process.

/** A mapping's memory. It is unmapped once nobody can reach it any more. */
export interface MappedMemory {
  readonly buffer: ArrayBuffer;
  /** Takes it from all its views, which are empty then, and unmaps it at once if nothing else is using it. */
  free(): void;
}
