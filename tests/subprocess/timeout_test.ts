import { test } from "node:test";
import process from "node:process";
import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { PIPE, run, type RunOptions, runSync, TimeoutExpired } from "@weft/concurrency/subprocess";
import { runs, statusOf, until, zombies } from "./proc.ts";

const TIMEOUT = 200;
/** Far more than it takes, for a loaded machine. */
const LATEST = TIMEOUT + 800;

type Failure = TimeoutExpired<string | Uint8Array>;
type Options = Omit<RunOptions, "signal">;

interface Late {
  readonly error: Failure;
}

async function late(
  how: "run" | "runSync",
  args: string[],
  options: Options = {},
  timeout: number = TIMEOUT,
): Promise<Late> {
  const start = performance.now();
  let error: unknown;
  try {
    if (how === "run") await run(args, { ...options, timeout });
    else runSync(args, { ...options, timeout });
  } catch (thrown) {
    error = thrown;
  }
  const took = performance.now() - start;
  assert(error instanceof TimeoutExpired, `${how} ${args}: ${error}`);
  assertEquals([error.cmd, error.timeout], [args, timeout]);
  assert(took >= timeout, `too early: ${took}`);
  assert(took < LATEST, `too late: ${took}`);
  return { error };
}

function pidsIn(output: string | Uint8Array | null): number[] {
  const text = typeof output === "string" ? output : new TextDecoder().decode(output!);
  return text.trim().split(/\s+/).filter((word) => /^\d+$/.test(word)).map(Number);
}

async function gone(pids: number[], count: number): Promise<void> {
  assertEquals(pids.length, count);
  for (const pid of pids) await until(() => !runs(pid), `the end of ${pid}`);
  await until(() => zombies().length === 0, () => `no zombies, but ${zombies()}`);
}

for (const how of ["run", "runSync"] as const) {
  test(`17.5.1 ${how} timeout: it holds without pipes, and the child is gone`, async () => {
    await late(how, ["sleep", "30"]);
    await gone([], 0);
  });

  test(`17.5.1 ${how} timeout: the error has what came until then`, async () => {
    const { error } = await late(how, ["sh", "-c", "echo $$; echo err >&2; sleep 30"], {
      captureOutput: true,
      text: true,
    });
    assertStrictEquals(error.stdout, error.output);
    assertEquals(error.stderr, "err\n");
    await gone(pidsIn(error.output), 1);
  });

  test(`17.5.1 ${how} timeout: bytes are bytes, and what was not captured is null`, async () => {
    const { error } = await late(how, ["sh", "-c", "printf '\\377'; sleep 30"], { stdout: PIPE });
    assertEquals(error.output, new Uint8Array([255]));
    assertEquals(error.stderr, null);
  });

  test(`17.5.1 ${how} timeout: a character of which half has come is no error`, async () => {
    const { error } = await late(how, ["sh", "-c", "printf 'a\\303'; sleep 30"], {
      stdout: PIPE,
      text: true,
    });
    assertEquals((error.output as string)[0], "a");
  });

  test(`17.5.1 ${how} timeout: it holds while a grandchild has stdout, and the group dies`, async () => {
    const script = "sleep 30 & echo $$ $!; sleep 30";
    const { error } = await late(how, ["sh", "-c", script], { captureOutput: true });
    await gone(pidsIn(error.output), 2);
  });

  test(`17.5.1 ${how} timeout: it holds after the child's own end, and the group dies`, async () => {
    const script = "sleep 30 & echo $!";
    const { error } = await late(how, ["sh", "-c", script], { captureOutput: true });
    await gone(pidsIn(error.output), 1);
  });

  test(`17.5.1 ${how} timeout: it holds though a grandchild with the pipe has left the group`, async () => {
    // It says itself when it has left: before that it would be killed.
    const script = "setsid sh -c 'echo $$; exec sleep 30' & wait";
    const { error } = await late(how, ["sh", "-c", script], { captureOutput: true });
    const [pid, ...others] = pidsIn(error.output);
    assertEquals(others, []);
    try {
      assert(runs(pid!));
    } finally {
      process.kill(pid!, "SIGKILL");
    }
    await gone([pid!], 1);
  });

  test(`17.5.1 ${how} timeout: it holds for a child that ignores SIGTERM`, async () => {
    const script = "trap '' TERM INT HUP; echo $$; while :; do sleep 1; done";
    const { error } = await late(how, ["sh", "-c", script], { captureOutput: true });
    await gone(pidsIn(error.output), 1);
  });

  test(`17.5.1 ${how} timeout: it holds under a flood of output`, async () => {
    const { error } = await late(how, ["yes"], { captureOutput: true });
    const output = error.output as Uint8Array;
    assert(output.length > 1 << 16);
    assertEquals(output.subarray(0, 4), new TextEncoder().encode("y\ny\n"));
    await gone([], 0);
  });

  test(`17.5.1 ${how} timeout: it holds for a flood of text on stderr, too`, async () => {
    const { error } = await late(how, ["sh", "-c", "yes >&2"], { captureOutput: true, text: true });
    assertEquals(error.output, "");
    assertEquals((error.stderr as string).slice(0, 4), "y\ny\n");
  });

  test(`17.5.1 ${how} timeout: it holds when nobody reads the input`, async () => {
    const input = new Uint8Array(1 << 22);
    const { error } = await late(how, ["sh", "-c", "echo $$; exec sleep 30"], {
      input,
      stdout: PIPE,
    });
    await gone(pidsIn(error.output), 1);
  });

  test(`17.5.1 ${how} timeout: it holds when who does not read the input has left the group`, async () => {
    const script = "exec 3<&0; setsid sh -c 'echo $$; exec sleep 30' <&3 & wait";
    const { error } = await late(how, ["sh", "-c", script], {
      input: new Uint8Array(1 << 22),
      captureOutput: true,
    });
    const [pid] = pidsIn(error.output);
    process.kill(pid!, "SIGKILL");
    await gone([pid!], 1);
  });

  test(`17.5.1 ${how} timeout: 0 and a child that is quick`, async () => {
    await late(how, ["sleep", "30"], {}, 0);
    const options = { stdout: PIPE, text: true, timeout: 10_000 } as const;
    const args = ["echo", "spam"];
    const { stdout } = how === "run" ? await run(args, options) : runSync(args, options);
    assertEquals(stdout, "spam\n");
    await gone([], 0);
  });

  test(`17.5.1 ${how} timeout: a grandchild without the pipes lives on when the child ends in time`, async () => {
    const args = ["sh", "-c", "sleep 30 >/dev/null 2>&1 & echo $!"];
    const options = { captureOutput: true, timeout: 10_000 };
    const { stdout } = how === "run" ? await run(args, options) : runSync(args, options);
    const [pid] = pidsIn(stdout);
    try {
      assert(runs(pid!));
    } finally {
      process.kill(pid!, "SIGKILL");
    }
  });

  test(`17.5.1 ${how} timeout: the child leads a session, unless startNewSession is false`, async () => {
    const args = ["sh", "-c", "cat /proc/$$/stat"];
    const mine = statusOf("self")!;
    for (const startNewSession of [undefined, true, false]) {
      const options = { stdout: PIPE, text: true, timeout: 10_000, startNewSession } as const;
      const { stdout } = how === "run" ? await run(args, options) : runSync(args, options);
      const [pid, , , , group, session] = stdout!.split(" ").map(Number);
      const expected = startNewSession === false ? [mine.group, mine.session] : [pid, pid];
      assertEquals([group, session], expected);
    }
  });

  test(`17.5.1 ${how} timeout: it holds where startNewSession is false, and kills the child alone`, async () => {
    const script = "sleep 30 >/dev/null 2>&1 & echo $$ $!; wait";
    const { error } = await late(how, ["sh", "-c", script], {
      captureOutput: true,
      startNewSession: false,
    });
    const [child, grandchild] = pidsIn(error.output);
    try {
      assert(runs(grandchild!));
    } finally {
      process.kill(grandchild!, "SIGKILL");
    }
    await gone([child!, grandchild!], 2);
  });

  test(`17.5.1 ${how} timeout: a group that was asked for dies as a whole`, async () => {
    const script = "sleep 30 & echo $$ $!; wait";
    for (const options of [{ startNewSession: true }, { processGroup: 0 }]) {
      const { error } = await late(how, ["sh", "-c", script], { captureOutput: true, ...options });
      await gone(pidsIn(error.output), 2);
    }
  });
}

test("17.5.1 run signal: an abort kills the group and rejects with the reason", async () => {
  const controller = new AbortController();
  const reason = new RangeError("enough");
  const start = performance.now();
  let stdout = "";
  const sink = new WritableStream<Uint8Array>({
    write(bytes) {
      stdout += new TextDecoder().decode(bytes);
      controller.abort(reason);
    },
  });
  const running = run(["sh", "-c", "trap '' TERM; sleep 30 & echo $$ $!; wait"], {
    stdout: sink,
    signal: controller.signal,
  });
  const error = await assertRejects(() => running);
  assertStrictEquals(error, reason);
  assert(performance.now() - start < LATEST);
  await gone(pidsIn(stdout), 2);
});

test("17.5.1 run signal: an abort after the child's own end kills what still has its pipes", async () => {
  const controller = new AbortController();
  const running = run(["sh", "-c", "sleep 31.7 & echo $!"], {
    captureOutput: true,
    signal: controller.signal,
  });
  const timer = setTimeout(() => controller.abort(), TIMEOUT);
  const error = await assertRejects(() => running, DOMException);
  clearTimeout(timer);
  assertStrictEquals(error, controller.signal.reason);
  await gone([], 0);
});

test("17.5.1 run signal: aborted before, it starts nothing; afterwards, it changes nothing", async () => {
  const reason = { reason: true };
  const error = await run(["sh", "-c", "kill -9 $PPID"], { signal: AbortSignal.abort(reason) })
    .catch((thrown: unknown) => thrown);
  assertStrictEquals(error, reason);
  const controller = new AbortController();
  const { returncode } = await run(["true"], { signal: controller.signal });
  controller.abort();
  assertEquals(returncode, 0);
});

test("17.5.1 run timeout: many deadlines at once all hold", async () => {
  await Promise.all(
    Array.from({ length: 20 }, () => late("run", ["sleep", "30"], { captureOutput: true })),
  );
  await gone([], 0);
});
