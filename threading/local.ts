import { registerClass } from "../_transfer/registry.ts";
import { runtime } from "../_runtime/mod.ts";
import { currentThread as workerThread } from "../_thread/current.ts";
import { nextObject, programNumber } from "../_thread/shared_words.ts";
import { createLocal, refuseArguments } from "./base_local.ts";

/** What crosses of a local: which one it is, and what its constructor was called with. */
interface LocalForm {
  readonly id: string;
  readonly args: unknown[];
}

const forms = new WeakMap<object, LocalForm>();
const locals = new Map<string, WeakRef<local>>();

/**
 * Python's local (17.1.1): attributes set on it are seen by the setting thread only. Sent to another thread, it is
 * there an object without attributes.
 *
 * A subclass may have a constructor: it runs again for each thread that uses the object, with the arguments that were
 * passed on to `super`. Fields are attributes; `#private` ones can't be used.
 *
 * ```ts
 * import { local } from "@weft/concurrency/threading";
 *
 * const mydata = new local();
 * mydata.x = 1;
 * console.log(mydata.x);
 * ```
 *
 * ```output
 * 1
 * ```
 */
export class local {
  /** An attribute, of the calling thread. */
  // deno-lint-ignore no-explicit-any
  [name: string]: any;

  /** No attributes in any thread. A subclass passes on the arguments of its own constructor. */
  constructor(...args: unknown[]) {
    refuseArguments(args, new.target === local);
    const proxy = createLocal(this, new.target as never, args, owner);
    if (!forms.has(proxy)) forms.set(proxy, { id: "", args });
    return proxy as this;
  }

  static {
    // Inherited by subclasses: they say how these cross.
    Object.defineProperty(this, Symbol.for("weft.reduce"), { value: reduce });
    Object.defineProperty(this, Symbol.for("weft.revive"), {
      value(this: new (...args: unknown[]) => local, data: LocalForm) {
        return revive(this, data);
      },
    });
  }
}

// The record is another object for every thread, also for those that run one after the other in one worker.
function owner(): object {
  return threads() ? workerThread().record : alone;
}

const alone = {};
let hasThreads: boolean | undefined;

function threads(): boolean {
  return hasThreads ??= runtime().capabilities().threads;
}

function reduce(object: local): LocalForm {
  const form = forms.get(object)!;
  if (form.id !== "") return form;
  const { shared } = workerThread();
  const named = { id: `${programNumber(shared)}:${nextObject(shared)}`, args: form.args };
  forms.set(object, named);
  locals.set(named.id, new WeakRef(object));
  return named;
}

function revive(Class: new (...args: unknown[]) => local, form: LocalForm): local {
  const known = locals.get(form.id)?.deref();
  if (known !== undefined) return known;
  const object = new Class(...form.args);
  forms.set(object, form);
  locals.set(form.id, new WeakRef(object));
  return object;
}

registerClass<typeof local>("local", local, {
  reduce,
  revive: (data) => revive(local, data as LocalForm),
  module: () => import.meta.url,
});
