import { test } from "node:test";
import { assertEquals, assertInstanceOf, assertMatch } from "@std/assert";
import { explainCloneFailure } from "../../_transfer/diagnose.ts";
import { roundTrip } from "./round_trip.ts";
import { transfer } from "../../_transfer/transfer.ts";

function refusal(value: unknown): string {
  try {
    roundTrip(value);
  } catch (error) {
    assertInstanceOf(error, DOMException);
    assertEquals(error.name, "DataCloneError");
    return error.message;
  }
  throw new Error("nothing was refused");
}
const elsewhere = "can't be sent to another thread";
const native = "a native or bound function can't be sent; wrap it in an arrow function or use " +
  "tasks(import.meta, …)";

class Holder {
  constructor(public member: unknown) {}
}
function* generate() {}
async function* generateLater() {}
class Private {
  #x = 1;
  peek = () => this.#x;
}

const cases: [string, unknown, string][] = [
  [
    "a Promise",
    [0, { handlers: [Promise.resolve()] }],
    `args[1].handlers[0]: a Promise ${elsewhere}`,
  ],
  ["a symbol", [Symbol("s")], `args[0]: a symbol ${elsewhere}`],
  ["a WeakMap", [new WeakMap()], `args[0]: a WeakMap ${elsewhere}`],
  ["a WeakSet", { "a-b": new WeakSet() }, `args["a-b"]: a WeakSet ${elsewhere}`],
  ["a WeakRef", new Map([["k", new WeakRef({})]]), `args.get("k"): a WeakRef ${elsewhere}`],
  ["a key of a Map", new Map([[Symbol(), 1]]), `args.keys()[0]: a symbol ${elsewhere}`],
  [
    "a value of a Map with an object for key",
    new Map([[{}, Symbol()]]),
    `args.values()[0]: a symbol ${elsewhere}`,
  ],
  ["a member of a Set", [new Set([1, Symbol()])], `args[0].values()[1]: a symbol ${elsewhere}`],
  ["a generator", [generate()], `args[0]: a Generator ${elsewhere}`],
  [
    "an asynchronous generator",
    [generateLater()],
    `args[0]: an AsyncGenerator ${elsewhere}`,
  ],
  ["a native function", [{ f: Math.max }], `args[0].f: ${native}`],
  ["a bound function", [(() => 1).bind(null)], `args[0]: ${native}`],
  [
    "a class",
    [class A {}],
    "args[0]: a class can't be sent by its source; mark it with task(import.meta, …)",
  ],
  [
    "a getter",
    [
      Object.getOwnPropertyDescriptor({
        get a() {
          return 1;
        },
      }, "a")!.get,
    ],
    "args[0]: a getter or setter can't be sent; wrap it in an arrow function",
  ],
  [
    "a function in an instance of an unmarked class",
    [new Holder(() => 1)],
    `args[0].member: a function in an instance of Holder ${elsewhere}; mark the class with task(import.meta, …)`,
  ],
  [
    "a Promise in an instance of an unmarked class",
    [new Holder(Promise.resolve())],
    `args[0].member: a Promise ${elsewhere}`,
  ],
  [
    "something that can be awaited",
    [
      new class Future {
        then() {}
      }(),
    ],
    `args[0]: a Future ${elsewhere}`,
  ],
  ["a URL", [1, { url: new URL("http://a/") }], `args[1].url: a URL ${elsewhere}`],
  ["a Response", [new Response("")], `args[0]: a Response ${elsewhere}`],
  [
    "an AbortSignal",
    [{ signal: new AbortController().signal }],
    `args[0].signal: an AbortSignal ${elsewhere}`,
  ],
  ["an EventTarget", [new EventTarget()], `args[0]: an EventTarget ${elsewhere}`],
  ["an iterator", [[1].values()], `args[0]: an Array Iterator ${elsewhere}`],
  ["a Proxy", [1, { a: [new Proxy({ x: 1 }, {})] }], `args[1].a[0]: an Object ${elsewhere}`],
  [
    "something that only postMessage refuses, beside functions",
    [{ ok: () => 1 }, new Map([["x", [new Intl.NumberFormat()]]])],
    `args[1].get("x")[0]: a NumberFormat ${elsewhere}`,
  ],
];
for (const [name, value, message] of cases) {
  test(`${name} is refused, and the message says where it is`, () => {
    assertEquals(refusal(value), message);
  });
}

test("a function that uses #private names does not stand by itself", () => {
  const message = refusal([new Private().peek]);
  assertMatch(message, /^args\[0\]: the source of `.*#x.*` does not stand by itself/);
});

test("a port that was not marked is refused with the way out", () => {
  const { port1, port2 } = new MessageChannel();
  assertEquals(
    refusal([port1]),
    "args[0]: a MessagePort can't be copied, only moved to another thread: use transfer()",
  );
  port1.close();
  port2.close();
});

test("a detached buffer is named", () => {
  const bytes = new Uint8Array(4);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  assertEquals(
    refusal([0, { bytes }]),
    "args[1].bytes: a Uint8Array can't be sent, its memory has been transferred already",
  );
});

test("a port that was moved is not blamed for what comes after it", () => {
  const { port1, port2 } = new MessageChannel();
  assertEquals(refusal([transfer(port1), [1].values()]), `args[1]: an Array Iterator ${elsewhere}`);
  port1.close();
  port2.close();
});

test("explainCloneFailure leaves other errors alone", () => {
  const error = new RangeError("x");
  assertEquals(explainCloneFailure(error, [], "args") === error, true);
});
