/** Items of a part, at most: moving so many at an insertion costs less than the comparisons. */
const PART = 512;

/**
 * Items in order; equal ones in the order of their arrival. All comparisons are made when an item comes: one that can't
 * be compared with its neighbours is refused there, and taking items out can't fail.
 *
 * The list is cut into parts, and everything is backwards, so that the first item is the end of an array.
 */
export class SortedList<T> {
  /** Never empty, and neither is a part but a single one. */
  #parts: T[][] = [[]];
  #size = 0;
  readonly #compare: (a: T, b: T) => number;

  /** `compare` is negative when `a` comes before `b`; what it throws comes out of `push`. */
  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  /** Number of items. */
  get size(): number {
    return this.#size;
  }

  /** Adds an item behind those that are equal to it. */
  push(item: T): void {
    const parts = this.#parts;
    // The first part whose last item, the lowest, does not come after the new one.
    let low = 0;
    let high = parts.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(parts[middle]!.at(-1)!, item) <= 0) high = middle;
      else low = middle + 1;
    }
    const part = parts[low]!;
    let from = 0;
    let to = part.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.#compare(part[middle]!, item) <= 0) to = middle;
      else from = middle + 1;
    }
    part.splice(from, 0, item);
    this.#size++;
    if (part.length > PART) parts.splice(low, 1, part.slice(0, PART / 2), part.slice(PART / 2));
  }

  /** Takes the first item out; there must be one. */
  pop(): T {
    const part = this.#parts.at(-1)!;
    const item = part.pop() as T;
    if (part.length === 0 && this.#parts.length > 1) this.#parts.pop();
    this.#size--;
    return item;
  }

  /** The items in their order. */
  toArray(): T[] {
    return this.#parts.flat().reverse();
  }

  /** Forgets all items. */
  clear(): void {
    this.#parts = [[]];
    this.#size = 0;
  }
}
