/** Free ranges of an arena, in the order of their places; neighbours are one range. */
export class Ranges {
  readonly #starts: number[];
  readonly #ends: number[];

  /** All from 0 to `size`. */
  constructor(size: number) {
    this.#starts = [0];
    this.#ends = [size];
  }

  /** The first place where `size` are free, which are so no more; undefined: there is none. */
  take(size: number): number | undefined {
    const place = this.#starts.findIndex((start, i) => this.#ends[i]! - start >= size);
    if (place < 0) return undefined;
    const start = this.#starts[place]!;
    this.#starts[place] = start + size;
    if (start + size === this.#ends[place]) this.#remove(place);
    return start;
  }

  /** Makes a range free that was taken. */
  give(start: number, size: number): void {
    const end = start + size;
    const place = this.#after(start);
    const joinsBefore = place > 0 && this.#ends[place - 1] === start;
    const joinsAfter = this.#starts[place] === end;
    if (joinsBefore) {
      this.#ends[place - 1] = joinsAfter ? this.#ends[place]! : end;
      if (joinsAfter) this.#remove(place);
    } else if (joinsAfter) {
      this.#starts[place] = start;
    } else {
      this.#starts.splice(place, 0, start);
      this.#ends.splice(place, 0, end);
    }
  }

  #remove(place: number): void {
    this.#starts.splice(place, 1);
    this.#ends.splice(place, 1);
  }

  // The number of the first range behind that place.
  #after(place: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! < place) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
