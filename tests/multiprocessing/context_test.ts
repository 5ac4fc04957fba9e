import { test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { RuntimeError } from "../../_runtime/errors.ts";
import {
  type BaseContext,
  defaultContext,
  ForkServerProcess,
  freezeSupport,
  getContext,
  SpawnProcess,
} from "../../multiprocessing/context.ts";
import { Pipe } from "../../multiprocessing/pipe.ts";
import { Process } from "../../multiprocessing/process.ts";
import {
  getAllStartMethods,
  getStartMethod,
  setStartMethod,
  type StartMethod,
} from "../../multiprocessing/start_method.ts";
import { updateProcessState } from "../../_thread/process_state.ts";
import { startMethod } from "./process_targets.ts";

function undecided(): void {
  updateProcessState({ startMethod: undefined });
}

async function methodInChild(context: BaseContext): Promise<unknown> {
  const [ours, theirs] = Pipe(false);
  const process = new context.Process({ target: startMethod, args: [theirs] });
  process.start();
  const method = await ours.recv();
  await process.join();
  assertEquals(process.exitcode, 0);
  return method;
}

test("17.2.2.3 get_all_start_methods: a list of its own, the default first", () => {
  undecided();
  const methods = getAllStartMethods();
  assertEquals(methods, ["spawn", "forkserver"]);
  methods.pop();
  assertEquals(getAllStartMethods().length, 2);
  assertEquals(getStartMethod(), "spawn");
});

test("17.2.2.3 get_start_method: it decides, unless it may say nothing", () => {
  undecided();
  assertEquals(getStartMethod({ allowNone: true }), undefined);
  defaultContext();
  assertEquals(getStartMethod({ allowNone: true }), undefined);
  getContext();
  assertEquals(getStartMethod({ allowNone: true }), "spawn");
});

test("17.2.2.3 set_start_method: once, unless forced", () => {
  undecided();
  setStartMethod("forkserver");
  assertEquals(getStartMethod(), "forkserver");
  assertThrows(() => setStartMethod("spawn"), RuntimeError, "context has already been set");
  assertEquals(getStartMethod(), "forkserver");
  setStartMethod("spawn", { force: true });
  assertEquals(getContext().getStartMethod(), "spawn");
  setStartMethod(undefined as never, { force: true });
  assertEquals(getStartMethod({ allowNone: true }), undefined);
});

test("17.2.2.3 get_context: methods that there are not", () => {
  const fork = "fork" as StartMethod;
  assertThrows(() => getContext(fork), RangeError, "cannot find context for 'fork'");
  assertThrows(() => setStartMethod(fork, { force: true }), RangeError, "'fork'");
  assertThrows(() => getContext("x" as StartMethod), RangeError, "cannot find context for 'x'");
});

for (const method of getAllStartMethods()) {
  test(`17.2.1.2 context ${method}: its processes are started that way`, async () => {
    undecided();
    const context = getContext(method);
    assertEquals(context.getStartMethod(), method);
    assert(context.getContext() === context);
    assert(getContext(method) === context);
    assertThrows(() => context.setStartMethod("spawn"), RangeError, "concrete context");
    assertThrows(() => context.setStartMethod(undefined as never), RangeError, "concrete context");
    assertEquals(await methodInChild(context), method);
    // Nothing of that has decided anything for others.
    assertEquals(getStartMethod({ allowNone: true }), undefined);
  });

  test(`17.2.1.2 start method ${method}: it is that of the module, and of children`, async () => {
    setStartMethod(method, { force: true });
    assertEquals(await methodInChild(getContext()), method);
    assertEquals(await methodInChild(defaultContext()), method);
    undecided();
  });
}

test("17.2.1.2 context: its processes are called after its method", () => {
  assert(/^SpawnProcess-\d+$/.test(new SpawnProcess().name));
  assert(/^ForkServerProcess-\d+$/.test(new ForkServerProcess().name));
  assert(getContext("spawn").Process === SpawnProcess);
  assert(getContext().Process === Process);
  assert(new SpawnProcess() instanceof Process);
});

test("17.2.2.3 freeze_support: does nothing", () => {
  assertEquals(freezeSupport(), undefined);
});
