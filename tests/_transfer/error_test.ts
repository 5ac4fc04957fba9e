import { test } from "node:test";
import { assert, assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { NotSupportedError, RuntimeError, SystemExit } from "../../_runtime/errors.ts";
import { packError } from "../../_transfer/errors.ts";
import { joinStacks } from "../../_transfer/stack.ts";
import { Point, QuotaError } from "./fixture_tasks.ts";
import { roundTrip, throwAcross } from "./round_trip.ts";

// deno-lint-ignore no-explicit-any
type Any = any;

const builtins = [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError];
for (const Class of [...builtins, RuntimeError, NotSupportedError]) {
  test(`${Class.name} keeps class, name, message and stack`, () => {
    const error = new Class("what it says");
    for (const back of [throwAcross(error), roundTrip([error])[0]]) {
      assertStrictEquals(Object.getPrototypeOf(back), Class.prototype);
      assertEquals(back.message, "what it says");
      assertEquals(back.name, Class.prototype.name);
      assertEquals(back.stack, error.stack);
      assertEquals(Object.keys(back), []);
    }
  });
}

test("SystemExit keeps its code", () => {
  const back = throwAcross(new SystemExit(3));
  assertInstanceOf(back, SystemExit);
  assertEquals([back.code, back.message, back.name], [3, "3", "SystemExit"]);
  assertEquals(throwAcross(new SystemExit()).code, null);
});

test("a marked class of errors is restored without calling its constructor", () => {
  const back = throwAcross(new QuotaError(7));
  assertInstanceOf(back, QuotaError);
  assertEquals([back.limit, back.message, back.name], [7, "more than 7", "QuotaError"]);
});

test("an unmarked class becomes the nearest known one, and keeps its name", () => {
  class Mine extends RangeError {
    override name = "Mine";
    extra = [1, { a: 2 }];
  }
  const back = throwAcross(new Mine("m"));
  assertStrictEquals(Object.getPrototypeOf(back), RangeError.prototype);
  assertEquals([back.name, back.message], ["Mine", "m"]);
  assertEquals(back.extra, [1, { a: 2 }]);
  class Silent extends Error {}
  Silent.prototype.name = "Silent";
  const silent = throwAcross(new Silent("s"));
  assertEquals(silent.name, "Silent");
  assertEquals(Object.keys(silent), []);
});

test("own enumerable properties cross, values of marked classes and functions among them", () => {
  const error = Object.assign(new Error("x"), {
    code: "ENOENT",
    errno: -2,
    syscall: "open",
    path: "/a",
    at: new Point(3, 4),
    retry: () => 5,
    map: new Map([["k", new TypeError("in a map")]]),
  });
  const back = throwAcross(error);
  assertEquals([back.code, back.errno, back.syscall, back.path], ["ENOENT", -2, "open", "/a"]);
  assertEquals(back.at.length, 5);
  assertEquals(back.retry(), 5);
  assertInstanceOf(back.map.get("k"), TypeError);
});

test("what can't be sent is left out, and the rest arrives", () => {
  const error = Object.assign(new Error("x"), {
    promise: Promise.resolve(),
    url: new URL("http://a/"),
    nested: { deep: [new WeakMap()] },
    native: Math.max,
    iterator: [1].values(),
    code: "E",
  });
  Object.defineProperty(error, "worse", {
    enumerable: true,
    get() {
      throw new Error("getter");
    },
  });
  for (const back of [throwAcross(error), roundTrip([error])[0]]) {
    assertEquals(Object.keys(back), ["code"]);
  }
});

test("the chain of causes crosses, of any kind, and may be a cycle", () => {
  const inner = new TypeError("inner", { cause: "a string" });
  const outer: Any = new Error("outer", { cause: inner });
  const back = throwAcross(outer);
  assertInstanceOf(back.cause, TypeError);
  assertEquals(back.cause.cause, "a string");
  assertEquals(Object.keys(back), []);
  (inner as Any).cause = outer;
  const cycle = throwAcross(outer);
  assertStrictEquals(cycle.cause.cause, cycle);
  assert(Object.hasOwn(throwAcross(new Error("", { cause: undefined })), "cause"));
  assert(!Object.hasOwn(throwAcross(new Error("")), "cause"));
});

test("AggregateError keeps its errors, SuppressedError its two", () => {
  const shared = new RangeError("b");
  const aggregate = throwAcross(new AggregateError([new TypeError("a"), shared, shared, 5], "all"));
  assertInstanceOf(aggregate, AggregateError);
  assertEquals(aggregate.errors.length, 4);
  assertInstanceOf(aggregate.errors[0], TypeError);
  assertStrictEquals(aggregate.errors[1], aggregate.errors[2]);
  assertEquals(aggregate.errors[3], 5);
  const Suppressed = (globalThis as Any).SuppressedError;
  const back: Any = throwAcross(new Suppressed(new TypeError("t"), new RangeError("r"), "s"));
  assertStrictEquals(Object.getPrototypeOf(back), Suppressed.prototype);
  assertInstanceOf(back.error, TypeError);
  assertInstanceOf(back.suppressed, RangeError);
});

test("DOMException keeps name, message and code", () => {
  const back = throwAcross(new DOMException("gone", "AbortError"));
  assertInstanceOf(back, DOMException);
  assertEquals([back.name, back.message, back.code], ["AbortError", "gone", 20]);
});

test("thrown values that are no errors cross as values", () => {
  for (const value of [undefined, null, 5, "text", { a: [1] }]) {
    assertEquals(throwAcross(value), value);
  }
  assertInstanceOf(throwAcross(new Point(1, 2)), Point);
});

test("a thrown value that can't be sent is described by an Error", () => {
  const described: [unknown, string][] = [
    [Symbol("s"), "a symbol"],
    [Promise.resolve(), "a Promise"],
    [{ a: [new URL("http://a/")] }, "an Object"],
    [Math.max, "max()"],
    [[1].values(), "an Array Iterator"],
    [
      new Proxy({}, {
        getPrototypeOf() {
          throw new Error("trap");
        },
      }),
      "an object",
    ],
  ];
  for (const [value, what] of described) {
    const back = throwAcross(value);
    assertInstanceOf(back, Error);
    assertEquals(back.message, `${what} was thrown, which can't be sent to another thread`);
  }
});

test("packError survives errors made to break it", () => {
  const odd: Any[] = [
    Object.create(Error.prototype),
    Object.assign(Object.create(new TypeError("proto")), { own: 1 }),
    Object.defineProperty(new Error("x"), "message", {
      get() {
        throw new Error("getter");
      },
    }),
    Object.defineProperty(new Error("x"), "name", { value: Symbol("name") }),
    Object.defineProperty(new Error("x"), "stack", { value: 5 }),
    Object.defineProperty(new Error("x"), "stack", { value: undefined }),
    Object.freeze(new Error("frozen")),
  ];
  for (const error of odd) {
    const { value, parts } = packError(error, "error");
    structuredClone([value, parts]);
    assertInstanceOf(throwAcross(error, { stack: "Error\n    at here (a.ts:1:1)" }), Error);
  }
});

test("the place of submission follows the far stack, without the library's own lines", () => {
  const site = {
    stack: [
      "Error",
      `    at submit (${new URL("../../concurrent/futures/pool.ts", import.meta.url)}:10:5)`,
      "    at main (file:///home/user/program.ts:3:4)",
      "    at file:///home/user/program.ts:9:1",
    ].join("\n"),
  };
  const error = new RangeError("far");
  error.stack = "RangeError: far\n    at work (file:///home/user/tasks.ts:1:2)";
  assertEquals(
    throwAcross(error, site).stack,
    [
      "RangeError: far",
      "    at work (file:///home/user/tasks.ts:1:2)",
      "    submitted at:",
      "    at main (file:///home/user/program.ts:3:4)",
      "    at file:///home/user/program.ts:9:1",
    ].join("\n"),
  );
});

test("without lines of the user's there is nothing under the far stack", () => {
  assertEquals(joinStacks("far", "Error"), "far");
});

test("the lines of the runner at the end of a far stack are left out", () => {
  const runner = new URL("../../_thread/runner.ts", import.meta.url);
  const error = new Error("x");
  error.stack =
    `Error: x\n    at work (file:///a.ts:1:2)\n    at run (${runner}:1:2)\n    at async ${runner}:3:4`;
  assertEquals(throwAcross(error).stack, "Error: x\n    at work (file:///a.ts:1:2)");
});
