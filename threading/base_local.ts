// Attributes per thread, for both kinds of threads: a proxy before one dictionary per thread.

type Attributes = Record<PropertyKey, unknown>;

/** Set while the constructor of a subclass runs again, for a thread that meets the object for the first time. */
let again: { readonly Class: object; readonly proxy: object } | undefined;

/** What `local` and its subclasses return from their constructor; `owner` is an object that stands for the thread. */
export function createLocal(
  target: object,
  Class: new (...args: never[]) => object,
  args: unknown[],
  owner: () => object,
): object {
  // Another class is that of a local which the constructor makes before it calls super.
  if (again?.Class === Class) {
    const { proxy } = again;
    again = undefined;
    return proxy;
  }
  const dictionaries = new WeakMap<object, Attributes>();
  let last: object | undefined;
  let attributes: Attributes = Object.create(null);
  const proxy: object = new Proxy(target, {
    get(_, name, receiver) {
      const found = (owner() === last ? attributes : enter())[name];
      return found !== undefined || name in attributes
        ? found
        : Reflect.get(target, name, receiver);
    },
    set(_, name, value, receiver) {
      if (owner() !== last) enter();
      // A setter of the class, or something that it hides.
      if (name in target) return Reflect.set(target, name, value, receiver);
      attributes[name] = value;
      return true;
    },
    has: (_, name) => name in enter() || name in target,
    deleteProperty: (_, name) => delete enter()[name],
    ownKeys: () => Reflect.ownKeys(enter()),
    getOwnPropertyDescriptor: (_, name) => Reflect.getOwnPropertyDescriptor(enter(), name),
    defineProperty(_, name, descriptor) {
      // Anything else would have to hold for the proxy's target, too.
      if (descriptor.configurable === false) return false;
      return Reflect.defineProperty(enter(), name, { ...descriptor, configurable: true });
    },
  });

  /** The dictionary of the calling thread. */
  function enter(): Attributes {
    const thread = owner();
    if (thread === last) return attributes;
    const known = dictionaries.get(thread);
    last = thread;
    attributes = known ?? Object.create(null);
    if (known !== undefined) return attributes;
    const first = dictionaries.get(FIRST) === undefined;
    dictionaries.set(FIRST, attributes);
    dictionaries.set(thread, attributes);
    if (!first) runAgain(thread);
    return attributes;
  }

  function runAgain(thread: object): void {
    const outer = again;
    again = { Class, proxy };
    try {
      new Class(...args as never[]);
    } catch (error) {
      // Half made attributes are none: the next access tries again.
      dictionaries.delete(thread);
      last = undefined;
      throw error;
    } finally {
      again = outer;
    }
  }

  enter();
  return proxy;
}

const FIRST = {};

/** Refuses arguments that nobody would take. */
export function refuseArguments(args: unknown[], plain: boolean): void {
  if (plain && args.length > 0) {
    throw new TypeError("local: initialization arguments are not supported; a subclass takes them");
  }
}
