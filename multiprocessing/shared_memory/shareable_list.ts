import { checkOptions } from "../../_sync/acquire_options.ts";
import { registerClass } from "../../_transfer/registry.ts";
import { decodeItem, type EncodedItem, encodeItem, sameItem, type ShareableItem } from "./item.ts";
import { ListLayout } from "./list_layout.ts";
import { SharedMemory } from "./shared_memory.ts";

/** Arguments of ShareableList; Python's keyword arguments. */
export interface ShareableListOptions {
  /** Of the memory: with items to make it, without to map it. When it is not given, a name that nobody has. */
  name?: string | null;
}

const WHO = "ShareableList";
const SLOT = 8;
/** Python has eight characters for the form. */
const LARGEST_SLOT = 9_999_999;

/**
 * Python's ShareableList (17.2): a list of fixed length in memory with a name, in the very form of Python's. Items can be
 * replaced by others of any type, texts and bytes by those that are not longer than the item was made for. Sent to a
 * thread or a process, it is the same list there.
 *
 * A number without fraction is Python's int, any other its float; what Python has as an int beyond the safe integers is a
 * bigint here. null and undefined are None.
 *
 * ```ts
 * import { ShareableList } from "@weft/concurrency/multiprocessing/shared_memory";
 *
 * const a = new ShareableList(["howdy", new Uint8Array([72, 111]), -273.154, 100, null, true]);
 * const b = new ShareableList<string | number>(null, { name: a.shm.name });
 * b.set(3, 42);
 * console.log(a.at(0), a.at(3), a.at(-1), a.length, a.format);
 *
 * b.shm.close();
 * a.shm.close();
 * a.shm.unlink();
 * ```
 *
 * ```output
 * howdy 42 true 6 8s8sdqxxxxxx?xxxxxxxx?
 * ```
 */
export class ShareableList<T = ShareableItem> {
  /** The memory that it is in. */
  readonly shm: SharedMemory;
  readonly #layout: ListLayout;

  /**
   * Makes a list of these items; without any, but with a name, maps the list that is there.
   *
   * @throws TypeError for an item that can't be in one.
   * @throws RangeError for an int that does not fit into 64 bits, and where the memory has no list in it.
   */
  constructor(sequence?: Iterable<T & ShareableItem> | null, options?: ShareableListOptions) {
    const { name = null } = checkOptions(options, WHO);
    if (name !== null && (sequence === null || sequence === undefined)) {
      this.shm = new SharedMemory({ name });
      this.#layout = read(this.shm);
      return;
    }
    const items = Array.from(sequence ?? [], (item, i) => encodeItem(item, `${WHO}: item ${i}`));
    this.#layout = ListLayout.of(items.map(slotSize));
    this.shm = new SharedMemory({ name, create: true, size: this.#layout.size });
    this.#layout.write(this.shm.buf);
    items.forEach((item, index) => this.#put(index, item));
  }

  /** How many items there are. */
  get length(): number {
    return this.#layout.length;
  }

  /** The forms of all items, as Python's struct module writes them. */
  get format(): string {
    const { buf } = this.shm;
    return Array.from({ length: this.length }, (_, i) => this.#layout.form(buf, i)).join("");
  }

  /**
   * The item at that index; from the end when it is negative. Python's `list[index]`.
   *
   * @throws RangeError when there is none.
   */
  at(index: number): T {
    const at = this.#position(index, "at");
    const { buf } = this.shm;
    const form = this.#layout.form(buf, at);
    const item = decodeItem(form, this.#layout.back(buf, at), this.#layout.slot(buf, at));
    if (item === undefined) {
      throw new RangeError(`${WHO}.at: item ${at} has an unknown form, "${form}"`);
    }
    return item as T;
  }

  /**
   * Puts another item there, perhaps of another type. Python's `list[index] = item`.
   *
   * @throws RangeError when there is no such index, and for a text or bytes that do not fit; nothing has changed then.
   */
  set(index: number, item: T): void {
    const at = this.#position(index, "set");
    const encoded = encodeItem(item, `${WHO}.set: item`);
    const room = this.#layout.slot(this.shm.buf, at).length;
    if (encoded.bytes.length > room) {
      throw new RangeError(
        `${WHO}.set: bytes/str item exceeds available storage: ${room} bytes, got ${encoded.bytes.length}`,
      );
    }
    this.#put(at, encoded);
  }

  /** How many items are equal to this value; Uint8Arrays are by their bytes. */
  count(value: ShareableItem): number {
    let count = 0;
    for (const item of this) if (sameItem(item, value)) count++;
    return count;
  }

  /**
   * The first index at which there is this value.
   *
   * @throws RangeError when it is not there.
   */
  index(value: ShareableItem): number {
    for (let i = 0; i < this.length; i++) if (sameItem(this.at(i), value)) return i;
    throw new RangeError(`${WHO}.index: ${String(value)} is not in the list`);
  }

  /** The items, each as it is when its turn comes. */
  *[Symbol.iterator](): Generator<T, void, undefined> {
    for (let i = 0; i < this.length; i++) yield this.at(i);
  }

  /** "ShareableList(1,2, name=psm_6144)". */
  toString(): string {
    return `${WHO}(${[...this]}, name=${this.shm.name})`;
  }

  #position(index: number, method: string): number {
    if (typeof index !== "number" || !Number.isInteger(index)) {
      throw new TypeError(`${WHO}.${method}: index must be an integer, got ${String(index)}`);
    }
    const at = index < 0 ? index + this.length : index;
    if (at >= 0 && at < this.length) return at;
    throw new RangeError(`${WHO}.${method}: index out of range, got ${index}`);
  }

  #put(at: number, { form, back, bytes }: EncodedItem): void {
    const { buf } = this.shm;
    const slot = this.#layout.slot(buf, at);
    this.#layout.setForm(buf, at, form ?? `${slot.length}s`);
    this.#layout.setBack(buf, at, back);
    slot.set(bytes);
    if (form === undefined) slot.fill(0, bytes.length);
  }
}

function read(shm: SharedMemory): ListLayout {
  try {
    return ListLayout.read(shm.buf, WHO);
  } catch (error) {
    shm.close();
    throw error;
  }
}

// One more byte than it needs, rounded up.
function slotSize({ form, bytes }: EncodedItem, index: number): number {
  if (form !== undefined) return SLOT;
  const size = SLOT * (Math.floor(bytes.length / SLOT) + 1);
  if (size <= LARGEST_SLOT) return size;
  throw new RangeError(`${WHO}: item ${index} must be smaller than ten megabytes, got ${size}`);
}

registerClass("ShareableList", ShareableList, {
  reduce: (list) => list.shm.name,
  revive: (name) => new ShareableList(null, { name: name as string }),
  own: ["shm"],
  module: () => import.meta.url,
});
