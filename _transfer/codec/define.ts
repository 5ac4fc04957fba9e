/** `object[key] = value` that calls no setter: not that of `__proto__`, nor one somebody has added to the prototype. */
export function define(object: object, key: string, value: unknown): void {
  if (!(key in object)) (object as Record<string, unknown>)[key] = value;
  else {
    Object.defineProperty(object, key, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
}
