import type { StartMethod } from "./start_method.ts";

/** By prototype. */
const methods = new WeakMap<object, StartMethod>();

/** Makes objects of a class be started in a certain way. */
export function setMethodOf(Class: { readonly prototype: object }, method: StartMethod): void {
  methods.set(Class.prototype, method);
}

/** How an object of such a class is started; undefined for others. */
export function methodOf(process: object): StartMethod | undefined {
  for (let at: object | null = process; at !== null; at = Object.getPrototypeOf(at)) {
    const method = methods.get(at);
    if (method !== undefined) return method;
  }
  return undefined;
}
