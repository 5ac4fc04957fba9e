// What the threads of shared_memory_test.ts and shareable_list_test.ts do.

import { ShareableList, SharedMemory } from "@weft/concurrency/multiprocessing/shared_memory";
import { task } from "@weft/concurrency/threading";

export const addAll = task(import.meta, (memory: SharedMemory, times: number) => {
  using mine = memory;
  const words = new Int32Array(mine.buf.buffer);
  for (let i = 0; i < times; i++) Atomics.add(words, i % words.length, 1);
  return mine.name;
});

export const create = task(import.meta, (size: number) => {
  using memory = new SharedMemory({ create: true, size });
  memory.buf.fill(7);
  return memory.name;
});

export const double = task(import.meta, (list: ShareableList<number>) => {
  const items = [...list];
  items.forEach((item, i) => list.set(i, item * 2));
  list.shm.close();
  return list instanceof ShareableList;
});
