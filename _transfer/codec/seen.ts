/** Up to so many objects searching them one by one is faster than a Map. */
const FEW = 32;

/** The objects met so far, numbered from 0. */
export class Seen {
  readonly #objects: (object | undefined)[] = new Array(FEW).fill(undefined);
  #numbers: Map<object, number> | undefined;
  #count = 0;

  /** The number of an object met before, or -1: then it has got one now. */
  add(object: object): number {
    if (this.#numbers !== undefined) return this.#addToMap(object, this.#numbers);
    const count = this.#count;
    for (let i = 0; i < count; i++) if (this.#objects[i] === object) return i;
    this.#objects[count] = object;
    if (++this.#count === FEW) this.#fillMap();
    return -1;
  }

  #fillMap(): void {
    this.#numbers = new Map();
    for (let i = 0; i < FEW; i++) this.#numbers.set(this.#objects[i]!, i);
  }

  #addToMap(object: object, numbers: Map<object, number>): number {
    const number = numbers.get(object);
    if (number !== undefined) return number;
    numbers.set(object, this.#count++);
    return -1;
  }

  /** Lets go of the objects. */
  clear(): void {
    const count = Math.min(this.#count, FEW);
    // Setting the length would make Deno allocate the elements anew each time.
    for (let i = 0; i < count; i++) this.#objects[i] = undefined;
    this.#numbers = undefined;
    this.#count = 0;
  }
}
