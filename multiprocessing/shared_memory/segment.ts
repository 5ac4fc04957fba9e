// Where SharedMemory meets the platform.

import { NotSupportedError } from "../../_runtime/errors.ts";
import { runtime } from "../../_runtime/mod.ts";
import type { Libc } from "../../_runtime/processes/libc.ts";
import { processes } from "../../_runtime/processes/mod.ts";
import {
  createNamedMemory,
  type NamedMemory,
  openNamedMemory,
  unlinkNamedMemory,
} from "../../_runtime/processes/named_memory.ts";
import { forgetSegment, trackSegment } from "../../_runtime/processes/segment_tracker.ts";

export type { NamedMemory };

/** New memory; when `track`, it does not outlive this program. */
export function createSegment(name: string, size: number, track: boolean): NamedMemory {
  const c = libc();
  let inode: bigint | undefined;
  try {
    return createNamedMemory(c, name, size, (born) => {
      if (!track) return;
      inode = born;
      trackSegment(c, inode, name);
    });
  } catch (error) {
    if (inode !== undefined) forgetSegment(c, inode);
    throw error;
  }
}

export function openSegment(name: string): NamedMemory {
  return openNamedMemory(libc(), name);
}

export function unlinkSegment(name: string, inode: bigint): void {
  unlinkNamedMemory(libc(), name);
  forgetSegment(libc(), inode);
}

function libc(): Libc {
  if (runtime().name === "edge") {
    throw new NotSupportedError("SharedMemory needs Deno or Bun: this runtime has no processes");
  }
  const platform = processes();
  const c = platform.libc();
  if (c === undefined) throw new NotSupportedError(`SharedMemory needs ${platform.libcHint}`);
  return c;
}
