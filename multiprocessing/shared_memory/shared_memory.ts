import { registerClass } from "../../_transfer/registry.ts";
import { checkName, checkTrackedName, randomName } from "./name.ts";
import { checkSharedMemoryOptions, type SharedMemoryOptions } from "./options.ts";
import { createSegment, type NamedMemory, openSegment, unlinkSegment } from "./segment.ts";

export type { SharedMemoryOptions };

/**
 * Python's SharedMemory (17.2): memory with a name. Whoever knows the name can map it, in this process, in another one on
 * Deno, Bun or Python. Sent to a thread or a process, it is mapped there, by its name.
 *
 * ```ts
 * import { SharedMemory } from "@weft/concurrency/multiprocessing/shared_memory";
 *
 * using created = new SharedMemory({ create: true, size: 8 });
 * using attached = new SharedMemory({ name: created.name });
 * new Float64Array(created.buf.buffer)[0] = 0.5;
 * console.log(new Float64Array(attached.buf.buffer)[0], attached.size);
 * created.unlink();
 * ```
 *
 * ```output
 * 0.5 8
 * ```
 */
export class SharedMemory {
  readonly #name: string;
  readonly #mapped: NamedMemory;
  #buf: Uint8Array<ArrayBuffer> | undefined;

  /**
   * Creates memory, or maps what has that name.
   *
   * @throws RangeError for a size or a name that can't be.
   * @throws Error with the code "EEXIST" when it is to be created and is there already, "ENOENT" when it is not there,
   * "ENOSPC" when there is no room for it.
   */
  constructor(options?: SharedMemoryOptions) {
    const who = "SharedMemory";
    const { name, create, size, track } = checkSharedMemoryOptions(options, who);
    if (name !== null) checkName(name, who);
    if (name !== null && create && track) checkTrackedName(name, who);
    const [made, mapped] = name === null
      ? createUnnamed(size, track)
      : [name, create ? createSegment(name, size, track) : openSegment(name)];
    this.#name = made;
    this.#mapped = mapped;
    this.#buf = new Uint8Array(mapped.memory.buffer);
  }

  /** By which others can map it. */
  get name(): string {
    return this.#name;
  }

  /** How many bytes it has. */
  get size(): number {
    return this.#mapped.size;
  }

  /**
   * Its bytes. Any other view of `buf.buffer` is as good. Don't transfer that buffer: it can't be given back then.
   *
   * @throws RangeError after `close`.
   */
  get buf(): Uint8Array<ArrayBuffer> {
    if (this.#buf === undefined) throw new RangeError(`SharedMemory: ${this.#name} is closed`);
    return this.#buf;
  }

  /**
   * Gives the mapping back; every view of it has no bytes then. The memory itself stays for others, and for those who map
   * it later, until `unlink`. May be called again.
   */
  close(): void {
    if (this.#buf === undefined) return;
    this.#buf = undefined;
    this.#mapped.memory.free();
  }

  /**
   * Takes the name away: nobody can map the memory any more, and it is gone once all have closed it. To be called once,
   * by any of those who have it.
   *
   * @throws Error with the code "ENOENT" when it has been called already.
   */
  unlink(): void {
    unlinkSegment(this.#name, this.#mapped.inode);
  }

  /** The same as `close`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** "SharedMemory(psm_21467_46075, size=10)". */
  toString(): string {
    return `SharedMemory(${this.#name}, size=${this.size})`;
  }
}

function createUnnamed(size: number, track: boolean): [name: string, mapped: NamedMemory] {
  for (;;) {
    const name = randomName();
    try {
      return [name, createSegment(name, size, track)];
    } catch (error) {
      if ((error as { code?: string }).code !== "EEXIST") throw error;
    }
  }
}

registerClass("SharedMemory", SharedMemory, {
  reduce: (memory) => memory.name,
  revive: (name) => new SharedMemory({ name: name as string }),
  module: () => import.meta.url,
});
