// threading and _thread where there are no threads, and the cooperative ones of dummy_threading and _dummy_thread.
import { call, type Check, create, equal, type Modules, notSupported } from "./support.ts";

type AnyFunction = (...args: never[]) => unknown;
interface LockLike {
  acquire(options?: object): Promise<boolean>;
  acquireSync(options?: object): boolean;
  release(): void;
  locked(): boolean;
}
interface ConditionLike extends LockLike {
  wait(options?: object): Promise<boolean>;
  waitFor(predicate: () => boolean): Promise<boolean>;
  notify(n?: number): void;
}
interface EventLike {
  wait(options?: object): Promise<boolean>;
  waitSync(options?: object): boolean;
  set(): void;
  isSet(): boolean;
}
interface BarrierLike {
  wait(): Promise<number>;
}
interface ThreadLike {
  readonly name: string;
  readonly daemon: boolean;
  start(): void;
  join(): Promise<void>;
  isAlive(): boolean;
}
type Attributes = Record<string, unknown>;

export const threadChecks: Readonly<Record<string, Check>> = {
  ...bothKinds((name) => ({
    [`${name}: locks work in their asynchronous forms`]: async (modules) => {
      for (const kind of ["Lock", "RLock", "Semaphore", "BoundedSemaphore", "Condition"]) {
        const lock = create<LockLike>(modules, name, kind);
        equal(await lock.acquire(), true);
        if (kind !== "RLock" && kind !== "Condition") {
          equal(await lock.acquire({ timeout: 1 }), false);
          const next = lock.acquire();
          lock.release();
          equal(await next, true);
        }
        lock.release();
      }
    },
    [`${name}: an Event and a Condition wake who waits`]: async (modules) => {
      const event = create<EventLike>(modules, name, "Event");
      equal(await event.wait({ timeout: 1 }), false);
      const waiting = event.wait();
      event.set();
      equal(await waiting, true);
      const lock = create<LockLike>(modules, name, "Lock");
      const condition = create<ConditionLike>(modules, name, "Condition", lock);
      await condition.acquire();
      equal(await condition.wait({ timeout: 1 }), false);
      const notified = condition.wait();
      await condition.acquire();
      condition.notify();
      condition.release();
      equal(await notified, true);
      equal(lock.locked(), true);
    },
    [`${name}: a Barrier lets all go on together`]: async (modules) => {
      const barrier = create<BarrierLike>(modules, name, "Barrier", 3);
      const indexes = await Promise.all([1, 2, 3].map(() => barrier.wait()));
      equal(indexes.sort().join(), "0,1,2");
    },
    [`${name}: blocking forms that need not wait work, the others say what to do`]: async (
      modules,
    ) => {
      const lock = create<LockLike>(modules, name, "Lock");
      equal(lock.acquireSync(), true);
      equal(lock.acquireSync({ blocking: false }), false);
      await notSupported(modules, name, () => lock.acquireSync({ timeout: 10 }));
      await notSupported(modules, name, () => lock.acquireSync());
      const event = create<EventLike>(modules, name, "Event");
      await notSupported(modules, name, () => event.waitSync());
      event.set();
      equal(event.waitSync(), true);
    },
    [`${name}: the current thread is the main thread, the only one`]: (modules) => {
      const current = call<ThreadLike>(modules, name, "currentThread");
      equal(current.name, "MainThread");
      equal(current, call(modules, name, "mainThread"));
      equal(current.isAlive(), true);
      equal(current.daemon, false);
      equal(call(modules, name, "activeCount"), 1);
      equal(call<ThreadLike[]>(modules, name, "enumerate")[0], current);
      equal(call<number>(modules, name, "getIdent") > 0, true);
      equal(call(modules, name, "stackSize"), 0);
    },
    [`${name}: getNativeId is not supported, and says so`]: async (modules) => {
      await notSupported(modules, name, () => call(modules, name, "getNativeId"));
    },
    [`${name}: a local keeps attributes`]: (modules) => {
      const data = create<Attributes>(modules, name, "local");
      data.x = 1;
      equal(data.x, 1);
      equal(Object.keys(data).join(), "x");
      delete data.x;
      equal("x" in data, false);
    },
  })),
  "threading: is not available, and a Thread's start says so": async (modules) => {
    const name = "./threading";
    equal(call(modules, name, "isAvailable"), false);
    const thread = create<ThreadLike>(modules, name, "Thread", { target: () => {} });
    await notSupported(modules, name, () => thread.start());
    equal(thread.isAlive(), false);
    const timer = create<ThreadLike>(modules, name, "Timer", 1, () => {});
    await notSupported(modules, name, () => timer.start());
  },
  "_thread: locks work, startNewThread and interruptMain are not supported and say so": async (
    modules,
  ) => {
    const name = "./_thread";
    const lock = call<LockLike>(modules, name, "allocateLock");
    equal(await lock.acquire(), true);
    lock.release();
    await notSupported(modules, name, () => call(modules, name, "startNewThread", () => {}, []));
    await notSupported(modules, name, () => call(modules, name, "interruptMain"));
  },
  "dummy_threading: a producer and two consumers": async (modules) => {
    const name = "./dummy_threading";
    const lock = create<LockLike>(modules, name, "Lock");
    const condition = create<ConditionLike>(modules, name, "Condition", lock);
    const items: number[] = [];
    const taken: number[] = [];
    const consume = async () => {
      for (let over = false; !over;) {
        await condition.acquire();
        await condition.waitFor(() => items.length > 0);
        const item = items.shift()!;
        condition.release();
        over = item < 0;
        if (!over) taken.push(item);
      }
    };
    const produce = async () => {
      for (const item of [1, 2, 3, 4, 5, -1, -1]) {
        await condition.acquire();
        items.push(item);
        condition.notify();
        condition.release();
      }
    };
    await runThreads(modules, [consume, consume, produce]);
    equal(taken.join(), "1,2,3,4,5");
  },
  "dummy_threading: threads meet at a Barrier, round after round": async (modules) => {
    const barrier = create<BarrierLike>(modules, "./dummy_threading", "Barrier", 3);
    const rounds = [0, 0, 0, 0];
    const target = async () => {
      for (const round of rounds.keys()) {
        rounds[round]!++;
        await barrier.wait();
        equal(rounds[round], 3);
      }
    };
    await runThreads(modules, [target, target, target]);
    equal(rounds.join(), "3,3,3,3");
  },
  "dummy_threading: a Timer calls its function, and not once it is cancelled": async (modules) => {
    const name = "./dummy_threading";
    const calls: string[] = [];
    const timer = create<ThreadLike>(modules, name, "Timer", 5, () => calls.push("timer"));
    timer.start();
    equal(calls.length, 0);
    const never = () => calls.push("cancelled");
    const cancelled = create<ThreadLike & { cancel(): void }>(
      modules,
      name,
      "Timer",
      60_000,
      never,
    );
    cancelled.start();
    cancelled.cancel();
    await cancelled.join();
    await timer.join();
    equal(calls.join(), "timer");
  },
  "dummy_threading: start runs the target up to its first await": async (modules) => {
    const name = "./dummy_threading";
    const go = create<EventLike>(modules, name, "Event");
    const seen: string[] = [];
    const target = async (word: string) => {
      seen.push(word);
      await go.wait();
      seen.push("after");
    };
    const thread = create<ThreadLike>(modules, name, "Thread", { target, args: ["before"] });
    thread.start();
    equal(seen.join(), "before");
    equal(thread.isAlive(), true);
    equal(call(modules, name, "activeCount"), 2);
    go.set();
    await thread.join();
    equal(seen.join(), "before,after");
    equal(thread.isAlive(), false);
  },
  "dummy_threading: threads are told apart across awaits exactly where AsyncLocalStorage is":
    async (
      modules,
    ) => {
      const name = "./dummy_threading";
      const { process } = globalThis as { process?: { getBuiltinModule?: AnyFunction } };
      const followed = typeof process?.getBuiltinModule === "function";
      const names: string[] = [];
      const data = create<Attributes>(modules, name, "local");
      data.x = "main";
      const target = async () => {
        names.push(call<ThreadLike>(modules, name, "currentThread").name);
        await Promise.resolve();
        names.push(call<ThreadLike>(modules, name, "currentThread").name, String(data.x));
      };
      const thread = create<ThreadLike>(modules, name, "Thread", { target, name: "worker" });
      thread.start();
      await thread.join();
      equal(names.join(), followed ? "worker,worker,undefined" : "MainThread,MainThread,main");
    },
  "dummy_threading: the hook is told of an uncaught error": async (modules) => {
    const name = "./dummy_threading";
    const told: unknown[] = [];
    const error = new RangeError("uncaught");
    const hook = ({ excValue }: { excValue: unknown }) => told.push(excValue);
    call(modules, name, "setExcepthook", hook);
    try {
      const target = () => Promise.reject(error);
      const thread = create<ThreadLike>(modules, name, "Thread", { target });
      thread.start();
      await thread.join();
    } finally {
      call(modules, name, "setExcepthook", undefined);
    }
    equal(told.length, 1);
    equal(told[0], error);
  },
  "_dummy_thread: startNewThread runs a closure, locks work between threads": async (modules) => {
    const name = "./_dummy_thread";
    const done = call<LockLike>(modules, name, "allocateLock");
    await done.acquire();
    let seen = 0;
    const ident = call<number>(modules, name, "startNewThread", async (value: number) => {
      seen = value;
      await Promise.resolve();
      done.release();
    }, [5]);
    equal(seen, 5);
    equal(ident > 1, true);
    await done.acquire();
    await notSupported(modules, name, () => done.acquireSync());
    await notSupported(modules, name, () => call(modules, name, "interruptMain"));
  },
};

/** The checks that hold for the locks of real threads and for those of cooperative ones. */
function bothKinds(make: (name: string) => Record<string, Check>): Record<string, Check> {
  return { ...make("./threading"), ...make("./dummy_threading") };
}

/** Runs the targets as threads of dummy_threading, all at once, until they have ended; throws the first error. */
async function runThreads(modules: Modules, targets: (() => unknown)[]): Promise<void> {
  const errors: unknown[] = [];
  const threads = targets.map((target) =>
    create<ThreadLike>(modules, "./dummy_threading", "Thread", {
      target: async () => {
        try {
          await target();
        } catch (error) {
          errors.push(error);
        }
      },
    })
  );
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  if (errors.length > 0) throw errors[0];
}
