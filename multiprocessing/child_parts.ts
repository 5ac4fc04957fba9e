// What a child needs for certain starts only: each part is a module that gives what it has when it is loaded, and the code
// on the child's command line names it. An import where it is used would have Deno read the part, and all that it
// imports, at every start.

import type { Path } from "./wire/letters.ts";

/** Those modules that the code may name, as paths from here without their endings. */
export type PartName = "warm_up" | "wire/parent";

interface Parts {
  /** The process as an object: of current.ts, which a module that knows its class imports. */
  currentProcess: () => object;
  /** For one that is started before it is needed. */
  warmUp: (sample: readonly number[]) => Promise<void>;
  /** For one on a wire. */
  wire: { connect(path: Path): Promise<Uint8Array>; flush(): Promise<void> };
}

const parts: Partial<Parts> = {};

/** Gives a part. */
export function givePart<N extends keyof Parts>(name: N, part: Parts[N]): void {
  parts[name] = part;
}

/** A part that has been loaded. */
export function part<N extends keyof Parts>(name: N): Parts[N] {
  return parts[name]!;
}
