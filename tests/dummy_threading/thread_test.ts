import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertFalse,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import {
  activeCount,
  currentThread,
  enumerate,
  Event,
  getIdent,
  mainThread,
  NotSupportedError,
  RuntimeError,
  Thread,
} from "@weft/concurrency/dummy_threading";

const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

test("17.8 Thread: a target without an await has run when start returns, and the thread has ended", async () => {
  const seen: string[] = [];
  const thread = new Thread({ target: (word: string) => seen.push(word), args: ["hello"] });
  assertFalse(thread.isAlive());
  thread.start();
  assertEquals(seen, ["hello"]);
  assertFalse(thread.isAlive());
  thread.joinSync();
  await thread.join();
});

test("17.8 Thread: start runs the target up to its first await, join waits for the rest", async () => {
  const seen: string[] = [];
  const go = new Event();
  const thread = new Thread({
    target: async () => {
      seen.push("before");
      await go.wait();
      seen.push("after");
    },
  });
  thread.start();
  assertEquals(seen, ["before"]);
  assert(thread.isAlive());
  go.set();
  await thread.join();
  assertEquals(seen, ["before", "after"]);
  assertFalse(thread.isAlive());
});

test("17.8 Thread: arguments and kwargs are passed by reference, closures are targets", async () => {
  const list: number[] = [];
  const kwargs = { b: 2 };
  let got: unknown[] = [];
  const thread = new Thread({
    target: (...args: unknown[]) => void (got = args),
    args: [list, 1],
    kwargs,
  });
  thread.start();
  await thread.join();
  assertStrictEquals(got[0], list);
  assertEquals(got[1], 1);
  assertStrictEquals(got[2], kwargs);
});

test("17.8 Thread: without a target it does nothing, and can be joined", async () => {
  const thread = new Thread();
  thread.start();
  await thread.join();
  assertFalse(thread.isAlive());
});

test("17.8 Thread: a subclass with run needs no mark, and sees its own fields", async () => {
  class Summing extends Thread {
    total = 0;
    current: unknown;
    constructor(readonly numbers: number[]) {
      super({ name: "summing" });
    }
    override async run() {
      for (const number of this.numbers) {
        await tick();
        this.total += number;
      }
      this.current = currentThread();
    }
  }
  const thread = new Summing([1, 2, 3]);
  thread.start();
  await thread.join();
  assertEquals(thread.total, 6);
  assertStrictEquals(thread.current, thread);
  assertEquals(thread.name, "summing");
});

test("17.8 Thread: names are Thread-N, Thread-N (target), or as given, and may be set", () => {
  assertMatch(new Thread().name, /^Thread-\d+$/);
  assertMatch(new Thread({ target: function work() {} }).name, /^Thread-\d+ \(work\)$/);
  const [first, second] = [new Thread(), new Thread()].map(({ name }) => Number(name.slice(7)));
  assertEquals(second, first! + 1);
  const thread = new Thread({ name: "hello" });
  assertEquals(thread.getName(), "hello");
  thread.name = 5 as unknown as string;
  assertEquals(thread.name, "5");
  thread.setName("again");
  thread.start();
  assertEquals(thread.name, "again");
  thread.name = "ended";
  assertEquals(thread.getName(), "ended");
});

test("17.8 Thread: ident is undefined before the start, then one that no other thread has", async () => {
  const idents: number[] = [];
  const threads = Array.from({ length: 5 }, () =>
    new Thread({
      target: async () => {
        idents.push(getIdent());
        await tick();
        idents.push(getIdent());
      },
    }));
  assertEquals(threads[0]!.ident, undefined);
  for (const thread of threads) thread.start();
  for (const thread of threads) await thread.join();
  const own = threads.map(({ ident }) => ident!);
  assertEquals(idents.toSorted((a, b) => a - b), own.flatMap((ident) => [ident, ident]));
  assertEquals(new Set([...own, getIdent()]).size, 6);
  assert(own.every((ident) => ident > 0));
});

test("17.8 Thread: daemon is that of the creator unless given, and can't be set after the start", async () => {
  assertFalse(new Thread().daemon);
  const flags: boolean[] = [];
  const parent = new Thread({
    daemon: true,
    target: async () => {
      await tick();
      flags.push(new Thread().daemon, new Thread({ daemon: false }).daemon);
    },
  });
  assert(parent.isDaemon());
  parent.start();
  assertThrows(() => parent.daemon = false, RuntimeError, "daemon");
  assertThrows(() => parent.setDaemon(false), RuntimeError, "daemon");
  await parent.join();
  assertEquals(flags, [true, false]);
  const thread = new Thread();
  thread.setDaemon(true);
  assert(thread.daemon);
});

test("17.8 Thread: started a second time it throws RuntimeError, running or ended", async () => {
  const go = new Event();
  const thread = new Thread({ target: () => go.wait() });
  thread.start();
  assertThrows(() => thread.start(), RuntimeError, "only be started once");
  go.set();
  await thread.join();
  assertThrows(() => thread.start(), RuntimeError, "only be started once");
});

test("17.8 Thread: join before the start, and of itself, throws RuntimeError", async () => {
  const thread = new Thread();
  await assertRejects(() => thread.join(), RuntimeError, "before it is started");
  assertThrows(() => thread.joinSync(), RuntimeError, "before it is started");
  const errors: unknown[] = [];
  const itself = new Thread({
    target: async () => {
      errors.push(await currentThread().join().catch((e) => e));
      try {
        currentThread().joinSync();
      } catch (error) {
        errors.push(error);
      }
    },
  });
  itself.start();
  await itself.join();
  assertEquals(errors.length, 2);
  for (const error of errors) {
    assert(error instanceof RuntimeError);
    assertMatch(error.message, /cannot join current thread/);
  }
});

test("17.8 Thread: join of a running thread ends at the timeout and by a signal", async () => {
  const go = new Event();
  const thread = new Thread({ target: () => go.wait() });
  thread.start();
  await thread.join({ timeout: 1 });
  await thread.join({ timeout: -1 });
  assert(thread.isAlive());
  const controller = new AbortController();
  const joined = thread.join({ signal: controller.signal });
  controller.abort(new Error("enough"));
  await assertRejects(() => joined, Error, "enough");
  go.set();
  await thread.join();
});

test("17.8 Thread: joinSync of a running thread throws NotSupportedError unless it need not wait", async () => {
  const go = new Event();
  const thread = new Thread({ target: () => go.wait() });
  thread.start();
  assertThrows(() => thread.joinSync(), NotSupportedError, "asynchronous form");
  assertThrows(() => thread.joinSync({ timeout: 10 }), NotSupportedError);
  thread.joinSync({ timeout: 0 });
  assert(thread.isAlive());
  go.set();
  await thread.join();
  thread.joinSync();
});

test("17.8 Thread: several may join one thread, and threads may join each other", async () => {
  const go = new Event();
  const order: string[] = [];
  const first = new Thread({
    target: async () => {
      await go.wait();
      order.push("first");
    },
  });
  const joiners = ["a", "b"].map((name) =>
    new Thread({
      target: async () => {
        await first.join();
        order.push(name);
      },
    })
  );
  for (const thread of [first, ...joiners]) thread.start();
  go.set();
  for (const thread of joiners) await thread.join();
  assertEquals(order, ["first", "a", "b"]);
});

test("17.8 current_thread: follows each thread across awaits, timers and what it starts", async () => {
  const seen: Record<string, Set<Thread>> = {};
  const threads = ["a", "b", "c"].map((name) =>
    new Thread({
      name,
      target: async () => {
        const mine = seen[name] = new Set<Thread>();
        for (let i = 0; i < 5; i++) {
          mine.add(currentThread());
          await (i % 2 ? tick() : undefined);
        }
        await new Promise<void>((resolve) =>
          setTimeout(() => {
            mine.add(currentThread());
            resolve();
          }, 1)
        );
        await Promise.all([1, 2].map(async () => {
          await tick();
          mine.add(currentThread());
        }));
      },
    })
  );
  for (const thread of threads) {
    thread.start();
    assertStrictEquals(currentThread(), mainThread());
  }
  for (const thread of threads) await thread.join();
  assertStrictEquals(currentThread(), mainThread());
  for (const thread of threads) assertEquals([...seen[thread.name]!], [thread]);
});

test("17.8 current_thread: a thread started by a thread is itself, and its creator remains the creator", async () => {
  const names: string[] = [];
  const outer = new Thread({
    name: "outer",
    target: async () => {
      const inner = new Thread({
        name: "inner",
        target: async () => {
          names.push(currentThread().name);
          await tick();
          names.push(currentThread().name);
        },
      });
      inner.start();
      names.push(currentThread().name);
      await inner.join();
      names.push(currentThread().name);
    },
  });
  outer.start();
  await outer.join();
  assertEquals(names, ["inner", "outer", "inner", "outer"]);
});

test("17.8 main_thread: is alive, no daemon, called MainThread, the same object everywhere", async () => {
  const main = mainThread();
  assertEquals(main.name, "MainThread");
  assert(main.isAlive());
  assertFalse(main.daemon);
  assertEquals(main.ident, getIdent());
  assertThrows(() => main.start(), RuntimeError);
  await assertRejects(() => main.join(), RuntimeError, "cannot join current thread");
  let seen: unknown;
  const thread = new Thread({ target: () => void (seen = mainThread()) });
  thread.start();
  assertStrictEquals(seen, main);
});

test("17.8 enumerate, active_count: the main thread and those that are alive, seen the same everywhere", async () => {
  assertEquals(enumerate(), [mainThread()]);
  const go = new Event();
  const lists: Thread[][] = [];
  const threads = [1, 2].map(() =>
    new Thread({
      target: async () => {
        await go.wait();
        lists.push(enumerate());
        await tick();
      },
    })
  );
  assertEquals(activeCount(), 1);
  for (const thread of threads) thread.start();
  const all = [mainThread(), ...threads];
  assertEquals(enumerate(), all);
  assertEquals(activeCount(), 3);
  enumerate().pop();
  assertEquals(activeCount(), 3);
  go.set();
  for (const thread of threads) await thread.join();
  assertEquals(lists, [all, all]);
  assertEquals(enumerate(), [mainThread()]);
});

test("17.8 enumerate: shows a thread while its start is under way", () => {
  let inside: Thread[] = [];
  const thread = new Thread({ target: () => void (inside = enumerate()) });
  thread.start();
  assert(inside.includes(thread));
  assertEquals(activeCount(), 1);
});

test("17.8 Thread: toString shows name and state", async () => {
  const go = new Event();
  const thread = new Thread({ target: () => go.wait(), name: "worker", daemon: true });
  assertEquals(String(thread), "Thread(worker, initial daemon)");
  thread.start();
  assertEquals(String(thread), `Thread(worker, started ${thread.ident} daemon)`);
  go.set();
  await thread.join();
  assertEquals(String(thread), `Thread(worker, stopped ${thread.ident} daemon)`);
});

test("17.8 Thread: bad options are refused, naming argument and value", () => {
  const make = (options: unknown) => () => new Thread(options as Record<string, never>);
  assertThrows(make({ target: 5 }), TypeError, "target must be a function, got 5");
  assertThrows(make({ args: 3 }), TypeError, "args must be an array, got 3");
  assertThrows(make({ kwargs: 3 }), TypeError, "kwargs");
  assertThrows(make({ group: 1 }), TypeError, "group");
  assertThrows(make({ daemon: 1 }), TypeError, "daemon must be a boolean, got 1");
});

test("17.8 Thread: a thenable that the target returns is waited for, like a promise", async () => {
  let resolve = () => {};
  const thenable = { then: (done: () => void) => void (resolve = done) };
  const thread = new Thread({ target: () => thenable });
  thread.start();
  await tick();
  assert(thread.isAlive());
  resolve();
  await thread.join();
  assertNotEquals(thread.ident, mainThread().ident);
});
