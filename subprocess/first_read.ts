/** Makes `key` of an object a property whose value is made when it is first read. From then on it is as any other. */
export function onFirstRead<T extends object, K extends keyof T>(
  object: T,
  key: K,
  make: () => T[K],
): void {
  const set = (value: T[K]) => {
    const writable = true;
    Object.defineProperty(object, key, { value, writable, enumerable: true, configurable: true });
  };
  const get = () => {
    const value = make();
    set(value);
    return value;
  };
  Object.defineProperty(object, key, { get, set, enumerable: true, configurable: true });
}
