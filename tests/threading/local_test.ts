import { test } from "node:test";
import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { Event, local, Thread } from "@weft/concurrency/threading";
import * as targets from "./local_targets.ts";
import { load, text } from "./local_targets.ts";

/** What `target` stores in a thread of its own. */
async function inThread<A extends unknown[]>(
  target: (out: Uint8Array, ...args: A) => unknown,
  ...args: A
): Promise<unknown> {
  const out = text();
  const thread = new Thread({ target, args: [out, ...args] });
  thread.start();
  await thread.join();
  return load(out);
}

test("17.1.1 local: sent to a thread it has no attributes there, and keeps those it has here", async () => {
  const data = new local();
  data.x = "main";
  data.y = 1;
  assertEquals(await inThread(targets.keys, data), [[], "thread", false]);
  assertEquals({ ...data }, { x: "main", y: 1 });
});

test("17.1.1 local: an attribute deleted by one thread, and the others of it, are absent in a second one", async () => {
  const data = new local();
  const [done, checked] = [new Event(), new Event()];
  const first = inThread(targets.setAndDelete, data, done, checked);
  await done.wait();
  assertEquals(await inThread(targets.keys, data), [[], "thread", false]);
  assertEquals("x" in data, false);
  checked.set();
  assertEquals(await first, ["foo", false, ["x"]]);
});

test("17.1.1 local: one that a module exports is another one for each of two threads that run", async () => {
  targets.shared.ident = "main";
  const go = new Event();
  const ready = [new Event(), new Event()];
  const threads = ready.map((event) => inThread(targets.sharedExport, event, go));
  for (const event of ready) await event.wait();
  go.set();
  assertEquals(await Promise.all(threads), [[[], true], [[], true]]);
  assertEquals(targets.shared.ident, "main");
});

test("17.1.1 local: threads one after the other, in reused workers, see nothing of those before", async () => {
  const data = new local();
  for (let i = 0; i < 10; i++) {
    assertEquals(await inThread(targets.sharedLater), [[], true]);
    assertEquals(await inThread(targets.keys, data), [[], "thread", false]);
  }
});

test("17.1.1 local: takes no arguments, a subclass may take any", () => {
  assertThrows(() => new local(1), TypeError, "initialization arguments are not supported");
  assertThrows(() => new local({ a: 1 }), TypeError);
  class Free extends local {}
  assertInstanceOf(new Free({ a: 1 }), local);
  assertInstanceOf(new Free(1), Free);
});

for (const [kind, Class] of [["local", local], ["a subclass", class extends local {}]] as const) {
  test(`17.1.1 ${kind}: its attributes are what keys, in, spread and JSON tell`, () => {
    const data = new Class();
    assertEquals(Object.keys(data), []);
    data.x = 5;
    assertEquals({ ...data }, { x: 5 });
    assertEquals(JSON.stringify(data), '{"x":5}');
    assertEquals(["x" in data, "y" in data, data.y], [true, false, undefined]);
    assertEquals(Object.entries(data), [["x", 5]]);
    data.y = undefined;
    assertEquals(Object.keys(data), ["x", "y"]);
    assertEquals(delete data.x, true);
    assertEquals(["x" in data, data.x, Object.keys(data)], [false, undefined, ["y"]]);
    assertInstanceOf(data, Class);
  });
}

test("17.1.1 local: a subclass that is a task is sent, its constructor runs again there", async () => {
  const data = new targets.Colored("red");
  assertEquals([data.number, data.color, data.runs], [2, "red", 1]);
  delete data.color;
  data.number = 5;
  assertEquals(await inThread(targets.useColored, data), [true, 2, "red", 1, 4, 9, "blue"]);
  assertEquals([data.number, "color" in data, data.squared()], [5, false, 25]);
});

test("17.1.1 local: the constructor runs again for each thread, also in a reused worker", async () => {
  const data = new targets.Colored("red");
  for (let i = 0; i < 5; i++) {
    assertEquals(await inThread(targets.useColored, data), [true, 2, "red", 1, 4, 9, "blue"]);
    assertEquals(await inThread(targets.useExportedColored), [2, "red", 1]);
  }
});

test("17.1.1 local: sent twice, it is one object in the thread", async () => {
  const data = new local();
  assertEquals(await inThread(targets.sameObject, data, { data }), [true, 1]);
});

test("17.1.1 local: what its attributes hold may be anything, and is not copied", () => {
  const data = new local();
  const fn = () => {};
  data.fn = fn;
  const key = Symbol("key");
  (data as Record<symbol, unknown>)[key] = 1;
  assertEquals(data.fn === fn, true);
  assertEquals((data as Record<symbol, unknown>)[key], 1);
});
