import { test } from "node:test";
import { assert, assertEquals, assertFalse, assertInstanceOf, assertThrows } from "@std/assert";
import { Event, local, Thread } from "@weft/concurrency/dummy_threading";

const tick = () => new Promise<void>((resolve) => setTimeout(resolve, 0));

/** What `body` returns in a thread of its own. */
async function inThread<T>(body: () => T | Promise<T>): Promise<T> {
  let outcome: Promise<T> | undefined;
  const thread = new Thread({
    target: async () => {
      outcome = (async () => await body())();
      await outcome.catch(() => {});
    },
  });
  thread.start();
  await thread.join();
  return await outcome!;
}

test("17.8 local: attributes are those of the thread, across its awaits", async () => {
  const data = new local();
  data.x = "main";
  const threads = [1, 2, 3].map((i) =>
    inThread(async () => {
      const before = data.x;
      data.x = i;
      const seen = [before];
      for (let round = 0; round < 3; round++) {
        await tick();
        seen.push(data.x);
      }
      return seen;
    })
  );
  assertEquals(await Promise.all(threads), [1, 2, 3].map((i) => [undefined, i, i, i]));
  assertEquals(data.x, "main");
});

test("17.8 local: a deleted attribute is absent in that thread only; a later thread sees nothing of an earlier one", async () => {
  const data = new local();
  const deleted = new Event();
  const checked = new Event();
  const first = inThread(async () => {
    data.x = "foo";
    data.y = "bar";
    delete data.y;
    deleted.set();
    await checked.wait();
    return [Object.keys(data), "y" in data, data.x];
  });
  await deleted.wait();
  assertEquals(await inThread(() => ["x" in data, data.x, Object.keys(data)]), [
    false,
    undefined,
    [],
  ]);
  checked.set();
  assertEquals(await first, [["x"], false, "foo"]);
  assertEquals(await inThread(() => Object.keys(data)), []);
});

test("17.8 local: keys, in, spread and JSON tell the attributes of the calling thread", async () => {
  const data = new local();
  data.x = 5;
  const shown = () => [Object.keys(data), { ...data }, JSON.stringify(data), "x" in data];
  assertEquals(shown(), [["x"], { x: 5 }, '{"x":5}', true]);
  assertEquals(await inThread(shown), [[], {}, "{}", false]);
});

test("17.8 local: takes no arguments, a subclass may", () => {
  assertThrows(() => new local(1), TypeError, "initialization arguments are not supported");
  assertThrows(() => new local({ a: 1 }), TypeError);
  class Free extends local {}
  assertInstanceOf(new Free(1, 2), local);
});

class Colored extends local {
  static made = 0;
  number = 2;
  constructor(color: string, readonly options: { tag: string }) {
    super(color, options);
    Colored.made++;
    this.color = color;
  }
  squared(): number {
    return this.number ** 2;
  }
  get twice(): number {
    return this.number * 2;
  }
  set twice(value: number) {
    this.number = value / 2;
  }
}

test("17.8 local: the constructor of a subclass runs again in each thread that uses it, with the same arguments", async () => {
  const options = { tag: "t" };
  const data = new Colored("red", options);
  const made = Colored.made;
  assertEquals(data.color, "red");
  delete data.color;
  data.number = 5;
  const seen = await inThread(async () => {
    const first = [data.number, data.color, data.options === options, data.squared()];
    data.number = 3;
    data.color = "blue";
    await tick();
    return [...first, data.squared(), data.color, Colored.made - made];
  });
  assertEquals(seen, [2, "red", true, 4, 9, "blue", 1]);
  assertEquals([data.number, "color" in data, data.squared()], [5, false, 25]);
  assertEquals(Colored.made, made + 1);
  await inThread(() => {});
  assertEquals(Colored.made, made + 1);
  assertInstanceOf(data, Colored);
});

test("17.8 local: methods, getters and setters of a subclass work on the thread's attributes", async () => {
  const data = new Colored("red", { tag: "t" });
  data.twice = 10;
  assertEquals([data.number, data.twice], [5, 10]);
  assertEquals(await inThread(() => [data.number, data.twice]), [2, 4]);
});

test("17.8 local: a constructor that throws in a thread runs again at that thread's next access", async () => {
  let fail = false;
  let runs = 0;
  class Failing extends local {
    constructor() {
      super();
      runs++;
      if (fail) throw new RangeError("not now");
      this.ready = true;
    }
  }
  const data = new Failing();
  const seen = await inThread(() => {
    fail = true;
    assertThrows(() => data.ready, RangeError, "not now");
    assertThrows(() => data.ready, RangeError, "not now");
    fail = false;
    return data.ready;
  });
  assertEquals([seen, runs], [true, 4]);
});

test("17.8 local: the constructor may make other locals, also before it calls super", async () => {
  class Inner extends local {
    value = 1;
  }
  class Outer extends local {
    constructor() {
      const before = new Inner();
      super();
      this.before = before;
      this.after = new Inner();
    }
  }
  const data = new Outer();
  data.before.value = 7;
  const [before, after] = await inThread(() => [data.before, data.after]);
  assertFalse(before === data.before);
  assertFalse(after === data.after);
  assert(before instanceof Inner && after instanceof Inner);
  assertEquals([data.before.value, before.value, after.value], [7, 1, 1]);
});
