import type { AnyFunction } from "../../_transfer/task.ts";
import { type FunctionReference, refer } from "../../_transfer/reference.ts";

/** Numbers for the functions that a pool was given, so that each worker is sent each of them once. */
export class FunctionTable {
  readonly #numbers = new WeakMap<AnyFunction, number>();
  // Two closures with the same text are the same function on the other side.
  readonly #byText = new Map<string, number>();
  readonly #references: FunctionReference[] = [];

  /** The function's number; throws DataCloneError when it can't be sent. */
  number(fn: AnyFunction, path: string): number {
    const known = this.#numbers.get(fn);
    if (known !== undefined) return known;
    const reference = refer(fn, path);
    const text = JSON.stringify(reference);
    let number = this.#byText.get(text);
    if (number === undefined) {
      number = this.#references.push(reference) - 1;
      this.#byText.set(text, number);
    }
    this.#numbers.set(fn, number);
    return number;
  }

  reference(number: number): FunctionReference {
    return this.#references[number]!;
  }
}
