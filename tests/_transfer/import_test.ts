import { after, test } from "node:test";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { importing, refer, resolve } from "../../_transfer/reference.ts";
import type { AnyFunction } from "../../_transfer/task.ts";
import { Far } from "./far.ts";

const far = new Far();
after(() => far[Symbol.dispose]());
const late = new URL("./fixture_late.ts", import.meta.url).href;
const scope = globalThis as { lateGate?: () => Promise<void> };

/** What the worker has and this thread has not loaded, seen from here. */
function fromWorker(name: string): Promise<unknown> {
  return far.call(async (url: string, name: string) => (await import(url))[name], late, name);
}

// In the order of the file: the module is loaded once.
test("importing() is false again after an import that failed", async () => {
  const stub = await fromWorker("addQuarter") as AnyFunction;
  const missing = {
    ...refer(stub, "fn"),
    url: new URL("./fixture_throws.ts", import.meta.url).href,
  };
  const failure = resolve(missing as never);
  assertEquals(importing(), true);
  await assertRejects(() => Promise.resolve(failure), RangeError, "thrown at import");
  assertEquals(importing(), false);
});

test("what has no class here arrives as data", async () => {
  const make = (url: string) => import(url).then(({ Late }) => new Late());
  const data = await far.call(make, late);
  assertEquals(Object.getPrototypeOf(data), Object.prototype);
  assertEquals(data.x, 1);
});

test("a function whose module is not loaded here loads it when it is called", async () => {
  const gate = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  scope.lateGate = () => {
    begun.resolve();
    return gate.promise;
  };
  const stub = await fromWorker("addQuarter") as AnyFunction;
  assertEquals(importing(), false);
  const result = stub(1);
  assertEquals(importing(), true);
  await begun.promise;
  assertEquals(importing(), true);
  gate.resolve();
  assertEquals(await result, 1.25);
  assertEquals(importing(), false);

  // And can be sent on, as what it stands for.
  assertEquals(await far.call(stub as (n: number) => number, 2), 2.25);
  const fn = resolve(refer(stub, "fn"));
  assert(!(fn instanceof Promise));
  assertEquals(fn(1), 1.25);
  assertEquals(await fromWorker("addQuarter"), fn);
});
