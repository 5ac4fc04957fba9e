/** What a Heap holds: it notes where, so that an entry can leave from anywhere at the cost of coming. */
export interface HeapEntry {
  /** Written by the heap alone; -1: in none. */
  at: number;
}

/** A binary heap: the entry that is before all others is at hand, coming and going cost the logarithm of the number. */
export class Heap<E extends HeapEntry> {
  readonly #entries: E[] = [];
  readonly #before: (a: E, b: E) => boolean;

  /** `before` says whether `a` comes before `b`. */
  constructor(before: (a: E, b: E) => boolean) {
    this.#before = before;
  }

  /** Number of entries. */
  get size(): number {
    return this.#entries.length;
  }

  /** The entry before all others. */
  get first(): E | undefined {
    return this.#entries[0];
  }

  /** Adds an entry that is in no heap. */
  push(entry: E): void {
    this.#entries.push(entry);
    this.#rise(entry, this.#entries.length - 1);
  }

  /** Takes the first entry out. */
  pop(): E | undefined {
    const [first] = this.#entries;
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Takes an entry out, which must be in this heap. */
  remove(entry: E): void {
    const { at } = entry;
    const last = this.#entries.pop()!;
    entry.at = -1;
    if (last === entry) return;
    this.#sink(last, at);
    this.#rise(last, last.at);
  }

  /** All entries, the first one first. */
  sorted(): E[] {
    return this.#entries.toSorted((a, b) => this.#before(a, b) ? -1 : 1);
  }

  #rise(entry: E, at: number): void {
    const entries = this.#entries;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = entries[up]!;
      if (!this.#before(entry, parent)) break;
      this.#put(parent, at);
      at = up;
    }
    this.#put(entry, at);
  }

  #sink(entry: E, at: number): void {
    const entries = this.#entries;
    for (let down; (down = 2 * at + 1) < entries.length;) {
      let child = entries[down]!;
      const other = entries[down + 1];
      if (other !== undefined && this.#before(other, child)) {
        child = other;
        down++;
      }
      if (!this.#before(child, entry)) break;
      this.#put(child, at);
      at = down;
    }
    this.#put(entry, at);
  }

  #put(entry: E, at: number): void {
    this.#entries[at] = entry;
    entry.at = at;
  }
}
