import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertNotEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { refer, resolve } from "../../_transfer/reference.ts";
import { type AnyFunction, task } from "../../_transfer/task.ts";
import { tasks } from "../../_transfer/tasks.ts";
import { addOne, addTen, path, reveal } from "./fixture_tasks.ts";

const meta = (url: unknown) => ({ url }) as unknown as ImportMeta;

test("task returns the function itself, still callable", () => {
  const fn = (n: number) => n + 1;
  assertStrictEquals(task(import.meta, fn), fn);
  assertEquals(fn(1), 2);
});

test("a reference is JSON, equal whenever it is asked for, and resolves at once where the task is known", () => {
  const reference = refer(reveal, "fn");
  assertEquals(JSON.parse(JSON.stringify(reference)), reference);
  assertEquals(refer(reveal, "fn"), reference);
  assertStrictEquals(resolve(JSON.parse(JSON.stringify(reference))), reveal);
});

test("tasks that are equal in name and text have references of their own", () => {
  assertNotEquals(refer(addOne, "fn"), refer(addTen, "fn"));
  assertStrictEquals(resolve(refer(addTen, "fn")), addTen);
});

test("marking twice changes nothing", () => {
  const fn = () => 1;
  task(import.meta, fn);
  const reference = refer(fn, "fn");
  task(import.meta, fn);
  assertEquals(refer(fn, "fn"), reference);
});

const bad: [string, () => unknown, string][] = [
  [
    "no meta",
    () => task(undefined as unknown as ImportMeta, () => 1),
    "task: meta must be import.meta, got undefined",
  ],
  [
    "a string for meta",
    () => task("x" as unknown as ImportMeta, () => 1),
    "task: meta must be import.meta, got x",
  ],
  [
    "meta without a URL",
    () => task(meta(undefined), () => 1),
    "task: meta must be import.meta, got an object with url undefined",
  ],
  [
    "a relative URL",
    () => task(meta("./a.ts"), () => 1),
    "task: a module without an absolute URL can't be imported by another thread (./a.ts): put the code into a file",
  ],
  [
    "a blob",
    () => task(meta("blob:null/1"), () => 1),
    "task: a module of a blob: URL can't be imported",
  ],
  [
    "deno eval",
    () => task(meta("file:///a/$deno$eval.mts"), () => 1),
    "task: code that is not in a file can't be imported",
  ],
  [
    "deno's stdin",
    () => task(meta("file:///a/$deno$stdin.mts"), () => 1),
    "task: code that is not in a file",
  ],
  ["bun -e", () => task(meta("file:///a/%5Beval%5D"), () => 1), "task: code that is not in a file"],
  [
    "bun's stdin",
    () => tasks(meta("file:///a/%5Bstdin%5D"), () => import("node:path")),
    "tasks: code that is not in a file",
  ],
  [
    "no function",
    () => task(import.meta, 5 as unknown as AnyFunction),
    "task: fn must be a function or a class, got 5",
  ],
  [
    "no loader",
    () => tasks(import.meta, 5 as unknown as () => Promise<object>),
    "tasks: load must be a function, got 5",
  ],
];
for (const [name, use, message] of bad) {
  test(`task, tasks: ${name} is a TypeError that says so`, () => {
    assertThrows(use, TypeError, message);
  });
}

test("a task that its module does not define is named in the error", async () => {
  const reference = { ...refer(reveal, "fn"), key: "gone:1:1:0", name: "gone" };
  await assertRejects(
    () => Promise.resolve(resolve(reference as never)),
    Error,
    'task "gone" of ' + new URL("./fixture_tasks.ts", import.meta.url) +
      " was not defined when the module was imported: call task() at its top level",
  );
});

test("tasks gives the same reference for a name each time, and none for `then` and symbols", () => {
  assertStrictEquals(path.join, path.join);
  assertEquals(path.join.name, "join");
  // deno-lint-ignore no-explicit-any
  const any = path as any;
  assertEquals([any.then, any[Symbol.iterator], any[Symbol.toPrimitive]], [
    undefined,
    undefined,
    undefined,
  ]);
});

test("calling a reference here is a TypeError that says what to do", () => {
  assertThrows(
    () => path.join("a", "b"),
    TypeError,
    'tasks: "join" is a reference that can only be sent',
  );
});

test("a reference to an export resolves to the export, and that can be sent on", async () => {
  const join = await resolve(refer(path.join, "fn"));
  assertEquals(join("a", "b"), "a/b");
  assertEquals(refer(join, "fn"), refer(path.join, "fn"));
  assert(!(resolve(refer(path.join, "fn")) instanceof Promise));
});

test("an export that is missing or no function is a TypeError that names it", async () => {
  // deno-lint-ignore no-explicit-any
  const any = path as any;
  await assertRejects(
    async () => await resolve(refer(any.nothing, "fn")),
    TypeError,
    '"nothing" is not exported',
  );
  await assertRejects(
    async () => await resolve(refer(any.sep, "fn")),
    TypeError,
    '"sep" is no function',
  );
});
