// Memory that a pool shares with its processes. What a process has had is not given back by itself when that ends, see
// heap.ts; here is what has come back from those that are known to have ended.

import { allocate, type Block } from "../../multiprocessing/heap.ts";

const free = new Map<number, Block[]>();

/** Memory of so many bytes, zeroed. */
export function takeBlock(bytes: number): Block {
  return free.get(bytes)?.pop() ?? allocate(bytes);
}

/** Nobody will look at it any more. */
export function giveBlock(block: Block): void {
  new Uint8Array(block.buffer).fill(0);
  const others = free.get(block.size);
  if (others === undefined) free.set(block.size, [block]);
  else others.push(block);
}
