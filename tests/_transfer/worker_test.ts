import { after, test } from "node:test";
import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertRejects,
  assertStrictEquals,
} from "@std/assert";
import { refer } from "../../_transfer/reference.ts";
import { transfer } from "../../_transfer/transfer.ts";
import { Far } from "./far.ts";
import * as sent from "./fixture_tasks.ts";

const far = new Far();
after(() => far[Symbol.dispose]());

test("a task uses the names of its module in a worker", async () => {
  assertEquals(await far.call(sent.reveal), "a name of the module");
  assertEquals(await far.call(sent.addOne, 1), 2);
  assertEquals(await far.call(sent.addTen, 1), 11);
});

test("functions as arguments and results: by reference, by source, and back again", async () => {
  assertEquals(await far.call(sent.callIt, sent.double, 4), 8);
  assertEquals(await far.call(sent.callIt, (n) => n + 100, 4), 104);
  assertStrictEquals(await far.call(sent.give), sent.double);
  const back = await far.call(sent.echo<(n: number) => number>, (n) => n - 1);
  assertEquals(back(5), 4);
});

test("an export of a module that is loaded there only", async () => {
  assertEquals(await far.call(sent.path.join, "a", "..", "b"), "b");
  const join = await far.call(sent.echo, sent.path.join);
  assertEquals(await far.call(join, "x", "y"), "x/y");
});

test("instances of marked classes keep their class, classes are values", async () => {
  const point = await far.call(sent.scale, new sent.Point(1, 2), 3);
  assertInstanceOf(point, sent.Point);
  assertEquals([point.x, point.y], [3, 6]);
  assertEquals(await far.call(sent.construct, sent.Point), true);
  const list = await far.call(sent.echo, { points: [new Map([["p", new sent.Point(3, 4)]])] });
  assertEquals(list.points[0]!.get("p")!.length, 5);
});

test("errors keep class, properties and cause, and show the far stack", async () => {
  const error = await assertRejects(
    () => far.call(sent.fail, "no such thing"),
    RangeError,
    "no such thing",
  );
  assertEquals((error as unknown as { code: string }).code, "E_FAR");
  assertInstanceOf(error.cause, TypeError);
  assert(error.stack!.includes("fixture_tasks.ts"), error.stack);
  const own = await assertRejects(() => far.call(sent.exceed, 5), sent.QuotaError, "more than 5");
  assertEquals(own.limit, 5);
});

test("a name that a plain function left behind is explained", async () => {
  // No constant: Bun would put its value in.
  const local = Math.random();
  const error = await assertRejects(
    () => far.call(() => local),
    ReferenceError,
    "task(import.meta, fn)",
  );
  assert(error.message.includes("local"), error.message);
});

test("a module that throws while it is imported rejects with its error, whole, and again when asked again", async () => {
  for (let i = 0; i < 2; i++) {
    const error = await assertRejects(
      () => far.call(sent.broken.anything),
      RangeError,
      "thrown at import",
    );
    assertInstanceOf(error.cause, Error);
    assertEquals((error.cause as Error).message, "deeper");
  }
});

test("a module that is missing or does not parse rejects and says which", async () => {
  const reference = refer(sent.reveal, "fn");
  const missing = { ...reference, url: new URL("./fixture_missing.ts", import.meta.url).href };
  await assertRejects(() => far.send(missing as never, []), Error, "fixture_missing.ts");
  const bad = { ...reference, url: "data:text/javascript,const x = ;" };
  const error = await assertRejects(() => far.send(bad as never, []), Error);
  assert(/Unexpected|Expression expected/.test(error.message), error.message);
});

test("what a worker returns and can't send is refused there, with the path", async () => {
  const error = await assertRejects(
    () => far.call(() => [{ symbol: Symbol() }] as unknown),
    DOMException,
  );
  assertEquals(error.message, "result[0].symbol: a symbol can't be sent to another thread");
});

test("a buffer moves there and back", async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const back = await far.call((b: Uint8Array) => b.map((x) => 2 * x), transfer(bytes));
  assertEquals(bytes.length, 0);
  assertEquals([...back], [2, 4, 6]);
});

test("a task stays the same one where its module defines less than in the main thread", async () => {
  (globalThis as { main?: boolean }).main = true;
  const { always, sometimes } = await import("./fixture_conditional.ts");
  assertEquals(await far.call(always), true);
  assertEquals(always(), false);
  await assertRejects(
    () => far.call(sometimes!),
    Error,
    "was not defined when the module was imported",
  );
});
