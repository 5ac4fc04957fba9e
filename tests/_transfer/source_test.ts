import { test } from "node:test";
import { assertEquals, assertStrictEquals } from "@std/assert";
import {
  explainReferenceError,
  type FunctionReference,
  refer,
  resolve,
} from "../../_transfer/reference.ts";
import type { AnyFunction } from "../../_transfer/task.ts";

declare const absent: number;
// deno-lint-ignore no-explicit-any
type Call = (...args: any[]) => any;

class Methods {
  static twice(n: number) {
    return 2 * n;
  }
  thrice(n: number) {
    return 3 * n;
  }
}
const computed = "name with spaces";
const literal = {
  short(n: number) {
    return n + 1;
  },
  async later(n: number) {
    return await n + 2;
  },
  async(n: number) {
    return n + 3;
  },
  get(n: number) {
    return n + 4;
  },
  [computed](n: number) {
    return n + 5;
  },
};

const functions: [string, Call, number][] = [
  ["an arrow function", (n: number) => n + 1, 2],
  ["an arrow function with a block", (n: number) => {
    // with a comment
    return n + 1;
  }, 2],
  ["an asynchronous arrow function", async (n: number) => await n + 1, 2],
  ["a function expression", function (n: number) {
    return n + 1;
  }, 2],
  ["a recursive function", function sum(n: number): number {
    return n === 0 ? 0 : n + sum(n - 1);
  }, 1],
  ["an asynchronous function", async function (n: number) {
    return await n + 1;
  }, 2],
  ["a method", literal.short, 2],
  ["an asynchronous method", literal.later, 3],
  ["a method called async", literal.async, 4],
  ["a method called get", literal.get, 5],
  ["a static method", Methods.twice, 2],
  ["a method of a class", Methods.prototype.thrice, 3],
  ["default parameters", (n: number, m = n, { o = 1 } = {}) => n + m + o, 3],
];

/** As it is made on the other side; the cache of this thread would give nothing away. */
function far(fn: AnyFunction): AnyFunction {
  const made = resolve(JSON.parse(JSON.stringify(refer(fn, "fn"))));
  if (made instanceof Promise) throw new Error("a source needs no waiting");
  return made;
}

for (const [name, fn, result] of functions) {
  test(`${name} travels by its source`, async () => {
    assertEquals(await far(fn)(1), result);
  });
}

test("the same text is evaluated once", () => {
  const make = () => (n: number) => n * 1000;
  assertStrictEquals(far(make()), far(make()));
});

test("a function that came can be sent on", () => {
  const made = far((n: number) => n * 7);
  assertEquals(refer(made, "fn"), refer((n: number) => n * 7, "fn"));
});

test("a sent function is strict code without a this", () => {
  const fn = function (this: unknown) {
    return this;
  };
  assertEquals(far(fn)(), undefined);
});

function run(fn: AnyFunction): Error {
  const reference: FunctionReference = refer(fn, "fn");
  try {
    far(fn)();
  } catch (error) {
    return explainReferenceError(error, reference) as Error;
  }
  throw new Error("nothing was thrown");
}
const HINT = ": a function sent by its source may use its parameters and globals only; mark it " +
  "with task(import.meta, fn) to use names of its module";

test("a name that stayed behind is explained, in the message and in the stack", () => {
  const error = run(() => absent + 1);
  assertEquals(error instanceof ReferenceError, true);
  assertEquals(error.message.includes("absent"), true);
  assertEquals(error.message.endsWith(HINT), true);
  assertEquals(error.stack!.includes(HINT), true);
  assertEquals(explainReferenceError(error, refer(() => absent + 1, "fn")), error);
  assertEquals(error.message.split(HINT).length, 2);
});

test("other errors are not explained", () => {
  const other = run(() => {
    throw new ReferenceError("something else");
  });
  assertEquals(other.message, "something else");
  assertEquals(
    run(() => {
      throw new TypeError("absent is not defined");
    }).message,
    "absent is not defined",
  );
});
