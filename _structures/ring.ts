/** First in, first out, in an array that is used in a circle and doubled when it is full. */
export class Ring<T> {
  #slots: (T | undefined)[] = new Array(16);
  #first = 0;
  #size = 0;

  /** Number of items. */
  get size(): number {
    return this.#size;
  }

  /** Adds an item at the end. */
  push(item: T): void {
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[(this.#first + this.#size++) & (this.#slots.length - 1)] = item;
  }

  /** Takes the first item out; there must be one. */
  pop(): T {
    const item = this.#slots[this.#first] as T;
    this.#slots[this.#first] = undefined;
    this.#first = (this.#first + 1) & (this.#slots.length - 1);
    // What one flood has taken is given back, when it has drained.
    if (--this.#size === 0 && this.#slots.length > KEPT) this.clear();
    return item;
  }

  /** The items in their order. */
  toArray(): T[] {
    const mask = this.#slots.length - 1;
    return Array.from({ length: this.#size }, (_, i) => this.#slots[(this.#first + i) & mask] as T);
  }

  /** Forgets all items. */
  clear(): void {
    this.#slots = new Array(16);
    this.#first = this.#size = 0;
  }

  #grow(): void {
    const { length } = this.#slots;
    const slots = new Array(length * 2);
    for (let i = 0; i < length; i++) slots[i] = this.#slots[(this.#first + i) & (length - 1)];
    this.#slots = slots;
    this.#first = 0;
  }
}

const KEPT = 1024;
