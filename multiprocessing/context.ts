// Contexts (17.2.1.2): objects with the names of the module, whose processes are started in a certain way.

import { runtime } from "../_runtime/mod.ts";
import { currentProcess, parentProcess } from "./current.ts";
import { setExecutable } from "./executable.ts";
import { setForkserverPreload } from "./forkserver.ts";
import { activeChildren } from "./active.ts";
import { Process } from "./process.ts";
import { setMethodOf } from "./process_method.ts";
import {
  checkStartMethod,
  getAllStartMethods,
  getStartMethod,
  setStartMethod,
  type StartMethod,
} from "./start_method.ts";

/** A process that is started as a new runtime, whatever the start method is. */
// deno-lint-ignore no-explicit-any
export class SpawnProcess<A extends unknown[] = any[]> extends Process<A> {
  static {
    setMethodOf(this, "spawn");
  }
}

/** A process that is a runtime which was waiting for it, whatever the start method is. */
// deno-lint-ignore no-explicit-any
export class ForkServerProcess<A extends unknown[] = any[]> extends Process<A> {
  static {
    setMethodOf(this, "forkserver");
  }
}

/** CPUs this process may use (17.2.2.3 `cpu_count`): affinity and container quota are counted. */
export function cpuCount(): number {
  return runtime().cpuCount();
}

/** Python's freeze_support (17.2.2.3), which has no effect but on Windows. */
export function freezeSupport(): void {}

/** What a context offers of its own; the module adds the rest of its names, see {@linkcode extendContexts}. */
export interface BaseContext {
  /** Process, whose objects are started by the context's method. */
  readonly Process: typeof Process;
  /** The context's start method; see `getStartMethod` of the module for the default context. */
  getStartMethod(options?: { allowNone?: boolean }): StartMethod;
  /** The context itself, or the one of another method. */
  getContext(method?: StartMethod): BaseContext;
  /** Sets the start method of the program; a RangeError in the context of a method. */
  setStartMethod(method: StartMethod, options?: { force?: boolean }): void;
  /** See the module. */
  readonly getAllStartMethods: typeof getAllStartMethods;
  /** See the module. */
  readonly activeChildren: typeof activeChildren;
  /** See the module. */
  readonly currentProcess: typeof currentProcess;
  /** See the module. */
  readonly parentProcess: typeof parentProcess;
  /** See the module. */
  readonly cpuCount: typeof cpuCount;
  /** See the module. */
  readonly freezeSupport: typeof freezeSupport;
  /** See the module. */
  readonly setExecutable: typeof setExecutable;
  /** See the module. */
  readonly setForkserverPreload: typeof setForkserverPreload;
}

const SHARED = {
  getAllStartMethods,
  activeChildren,
  currentProcess,
  parentProcess,
  cpuCount,
  freezeSupport,
  setExecutable,
  setForkserverPreload,
};

const contexts = new Map<StartMethod | undefined, BaseContext>();
const extensions: ((context: BaseContext) => object)[] = [];

/**
 * A context (17.2.2.3 `get_context`), which has the names of this module; without a method the default one, whose
 * method this fixes.
 *
 * @throws RangeError for a method that there is not.
 */
export function getContext(method?: StartMethod): BaseContext {
  if (method === undefined || method === null) {
    getStartMethod();
    return defaultContext();
  }
  return contextOf(checkStartMethod(method));
}

/** The context that the names of the module belong to; fixes nothing. */
export function defaultContext(): BaseContext {
  return contextOf(undefined);
}

/** Gives all contexts what `names` returns for each; called once, by the module that has the names. */
export function extendContexts(names: (context: BaseContext) => object): void {
  extensions.push(names);
  for (const context of contexts.values()) Object.assign(context, names(context));
}

function contextOf(method: StartMethod | undefined): BaseContext {
  let context = contexts.get(method);
  if (context === undefined) {
    context = method === undefined ? createDefault() : createConcrete(method);
    contexts.set(method, context);
    for (const names of extensions) Object.assign(context, names(context));
  }
  return context;
}

function createDefault(): BaseContext {
  return { ...SHARED, Process, getStartMethod, getContext, setStartMethod } as BaseContext;
}

function createConcrete(method: StartMethod): BaseContext {
  const context: BaseContext = {
    ...SHARED,
    Process: method === "spawn" ? SpawnProcess : ForkServerProcess,
    getStartMethod: () => method,
    getContext: (other) => other === undefined ? context : getContext(other),
    setStartMethod() {
      throw new RangeError("cannot set start method of concrete context");
    },
  };
  return context;
}
