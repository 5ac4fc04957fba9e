import { test } from "node:test";
import {
  assert,
  assertEquals,
  assertGreater,
  assertInstanceOf,
  assertLess,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import {
  DEVNULL,
  NotSupportedError,
  PIPE,
  Popen,
  type PopenOptions,
  type Signal,
  TimeoutExpired,
} from "@weft/concurrency/subprocess";
import { runProgram } from "../support/run.ts";
import { all, errorOf, hasLibc, waiting } from "./run_support.ts";

interface Waiting {
  readonly name: string;
  readonly skip: boolean;
  wait(popen: Popen<PopenOptions>, options?: { timeout?: number }): number | Promise<number>;
}
const forms: Waiting[] = [
  { name: "wait", skip: false, wait: (popen, options) => popen.wait(options) },
  { name: "waitSync", skip: !hasLibc, wait: (popen, options) => popen.waitSync(options) },
];

test("17.5.3 Popen: args are as they were given, and streams are null unless PIPE", async () => {
  const args = ["true", "x"];
  const child = new Popen(args);
  assertStrictEquals(child.args, args);
  assertEquals([child.stdin, child.stdout, child.stderr], [null, null, null]);
  await child.wait();
  const piped = new Popen(["true"], { stdin: PIPE, stdout: PIPE, stderr: PIPE });
  assertInstanceOf(piped.stdin, WritableStream);
  assertInstanceOf(piped.stdout, ReadableStream);
  assertInstanceOf(piped.stderr, ReadableStream);
  await piped.communicate();
});

test("17.5.3 Popen: pid is the child's", async () => {
  const child = new Popen("echo $$", { shell: true, stdout: PIPE, text: true });
  assertGreater(child.pid, 0);
  const [stdout] = await child.communicate();
  assertEquals(stdout, `${child.pid}\n`);
});

test("17.5.3 Popen: the constructor throws when the child can't be started", async () => {
  const error = await errorOf(() => void new Popen(["/nowhere/at/all"]));
  assertEquals([error.code, error.filename], ["ENOENT", "/nowhere/at/all"]);
  const piped = await errorOf(() => void new Popen(["/dev/null"], { stdout: PIPE, stdin: PIPE }));
  assertEquals([piped.code, piped.filename], ["EACCES", "/dev/null"]);
});

test("17.5.3 poll: null while the child runs, then its code, for ever", async () => {
  const child = new Popen(["sh", "-c", "read x; exit 7"], { stdin: PIPE });
  assertEquals([child.poll(), child.returncode], [null, null]);
  await child.stdin!.close();
  assertEquals(await child.wait(), 7);
  assertEquals([child.poll(), child.returncode, child.poll()], [7, 7, 7]);
});

test("17.5.3 poll: sees the end without the event loop", { skip: !hasLibc }, () => {
  const child = new Popen(["sh", "-c", "exit 7"]);
  const end = performance.now() + 10_000;
  while (child.poll() === null && performance.now() < end);
  assertEquals(child.returncode, 7);
});

for (const { name, skip, wait } of forms) {
  const promise = (what: string) => `17.5.3 ${name}: ${what}`;

  test(promise("it gives the return code, again and again"), { skip }, async () => {
    const child = new Popen("exit 3", { shell: true });
    assertEquals(await wait(child), 3);
    assertEquals(await wait(child), 3);
    assertEquals([child.returncode, child.poll()], [3, 3]);
    assertEquals(await wait(child, { timeout: 0 }), 3);
  });

  test(promise("it gives -N for death by signal N"), { skip }, async () => {
    for (const [signal, code] of [["KILL", -9], ["TERM", -15], ["40", -40], ["HUP", -1]]) {
      assertEquals(await wait(new Popen(["sh", "-c", `kill -${signal} $$`])), code);
    }
  });

  test(promise("at the timeout it throws, and the child lives on"), { skip }, async () => {
    const child = waiting({ stdin: PIPE, stdout: DEVNULL });
    for (const timeout of [0, 0.0001, 30]) {
      const start = performance.now();
      const error = await errorOf(() => wait(child, { timeout }));
      assertInstanceOf(error, TimeoutExpired);
      assertEquals([error.timeout, error.cmd], [timeout, child.args]);
      assertStringIncludes(error.message, `${timeout}`);
      assert(performance.now() - start >= timeout);
      assertLess(performance.now() - start, 5000);
    }
    assertStrictEquals(child.poll(), null);
    await child.stdin!.close();
    assertEquals(await wait(child, { timeout: 10_000 }), 0);
  });

  test(promise("it may be after the runtime has seen the end"), { skip }, async () => {
    const child = new Popen("exit 4", { shell: true, stdout: PIPE });
    await all(child.stdout);
    const other = new Popen(["true"]);
    await other.wait();
    assertEquals(await wait(child), 4);
  });
}

test("17.5.3 wait: an abort leaves the child alone", async () => {
  const child = waiting({ stdin: PIPE, stdout: DEVNULL });
  const controller = new AbortController();
  const running = child.wait({ signal: controller.signal });
  const reason = new Error("enough");
  controller.abort(reason);
  assertStrictEquals(await errorOf(running), reason);
  assertStrictEquals(await errorOf(child.wait({ signal: controller.signal })), reason);
  assertStrictEquals(child.poll(), null);
  await child.stdin!.close();
  assertEquals(await child.wait(), 0);
});

test("17.5.3 wait: all who wait hear of the end", async () => {
  const child = waiting({ stdin: PIPE, stdout: DEVNULL });
  const both = Promise.all([child.wait(), child.wait({ timeout: 10_000 }), child.wait()]);
  child.kill();
  assertEquals(await both, [-9, -9, -9]);
  assertEquals([child.returncode, child.poll()], [-9, -9]);
});

for (
  const [signal, code] of [["SIGINT", -2], [10, -10], ["SIGKILL", -9], [40, -40], [
    64,
    -64,
  ]] as const
) {
  const skip = { skip: !hasLibc && Number(signal) > 31 };
  test(`17.5.3 sendSignal: ${signal} ends the child with ${code}`, skip, async () => {
    const child = waiting({ stdin: PIPE, stdout: DEVNULL });
    child.sendSignal(signal);
    assertEquals(await child.wait({ timeout: 10_000 }), code);
  });
}

test("17.5.3 sendSignal: a child that handles it goes on", async () => {
  const script = 'trap "echo caught; exit 5" USR1; echo ready; while read x; do :; done';
  const child = new Popen(["sh", "-c", script], { stdin: PIPE, stdout: PIPE, text: true });
  const reader = child.stdout!.getReader();
  assertEquals((await reader.read()).value, "ready\n");
  child.sendSignal("SIGUSR1");
  // Shells that wait in read may look for signals only afterwards, and others are gone by then.
  const writer = child.stdin!.getWriter();
  await writer.write("x\n").catch(() => {});
  assertEquals((await reader.read()).value, "caught\n");
  assertEquals(await child.wait({ timeout: 10_000 }), 5);
});

test("17.5.3 sendSignal: 0 and a stopped child", async () => {
  const child = waiting({ stdin: PIPE, stdout: DEVNULL });
  child.sendSignal(0);
  child.sendSignal("SIGSTOP");
  assertInstanceOf(await errorOf(child.wait({ timeout: 20 })), TimeoutExpired);
  assertStrictEquals(child.poll(), null);
  child.sendSignal("SIGCONT");
  await child.stdin!.close();
  assertEquals(await child.wait({ timeout: 10_000 }), 0);
});

test("17.5.3 sendSignal, terminate, kill: after the end they do nothing", async () => {
  const child = new Popen("exit 3", { shell: true });
  await child.wait();
  child.sendSignal("SIGKILL");
  child.terminate();
  child.kill();
  assertEquals([await child.wait(), child.returncode], [3, 3]);
  // Before anybody has asked, too.
  const unseen = new Popen("exit 4", { shell: true, stdout: PIPE });
  await all(unseen.stdout);
  unseen.kill();
  assert([4, -9].includes(await unseen.wait()));
});

test("17.5.3 sendSignal: what is no signal is refused", async () => {
  const child = waiting({ stdin: PIPE, stdout: DEVNULL });
  for (const wrong of ["TERM", "SIGNONE", -1, 65, 1.5] as Signal[]) {
    assertInstanceOf(await errorOf(() => child.sendSignal(wrong)), RangeError, `${wrong}`);
  }
  for (const wrong of [undefined, null, {}] as unknown as Signal[]) {
    assertInstanceOf(await errorOf(() => child.sendSignal(wrong)), TypeError, `${wrong}`);
  }
  child.terminate();
  assertEquals(await child.wait(), -15);
});

test("17.5.3 terminate is SIGTERM, kill is SIGKILL", async () => {
  const [first, second] = [
    waiting({ stdin: PIPE, stdout: PIPE }),
    waiting({ stdin: PIPE, stdout: DEVNULL }),
  ];
  first.terminate();
  second.kill();
  assertEquals([await first.wait(), await second.wait()], [-15, -9]);
});

test(
  "17.5.3 waitSync: without the C library it says what is missing",
  { skip: hasLibc },
  async () => {
    const child = new Popen(["true"]);
    const error = await errorOf(() => child.waitSync());
    assertInstanceOf(error, NotSupportedError);
    assertStringIncludes(error.message, "--allow-ffi");
    await child.wait();
  },
);

for (const [way, expected] of [["leave", "left\n"], ["wait", "waited -9\n"]] as const) {
  test(`17.5.3 Popen: a program ${way === "leave" ? "does not wait for a child nobody waits for" : "lives while it waits for a child"}`, async () => {
    const { code, stdout, stderr } = await runProgram(
      new URL("./popen_program.ts", import.meta.url),
      [way],
    );
    assertEquals([code, stdout, stderr], [0, expected, ""]);
  });
}
