/** How many of the latest shapes are compared: an object usually has one of those before it. */
const COMPARED = 8;

/** The lists of keys that plain objects have had so far, numbered from 0. */
export class Shapes {
  readonly #shapes: (readonly string[])[] = [];

  /** The number of a shape with exactly these keys, or -1. */
  find(keys: readonly string[]): number {
    const last = this.#shapes.length - 1;
    for (let i = last; i >= 0 && i > last - COMPARED; i--) {
      if (same(this.#shapes[i]!, keys)) return i;
    }
    return -1;
  }

  add(keys: readonly string[]): number {
    return this.#shapes.push(keys) - 1;
  }
}

function same(a: readonly string[], b: readonly string[]): boolean {
  const { length } = a;
  if (length !== b.length) return false;
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}
