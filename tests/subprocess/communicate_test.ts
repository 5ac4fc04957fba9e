import { Buffer } from "node:buffer";
import { test } from "node:test";
import {
  assert,
  assertEquals,
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
  RuntimeError,
  STDOUT,
  TimeoutExpired,
} from "@weft/concurrency/subprocess";
import { bytes, errorOf, hasLibc, text } from "./run_support.ts";

type Output = Uint8Array | string | null;
interface Form {
  readonly name: string;
  readonly skip: boolean;
  communicate(
    popen: Popen<PopenOptions>,
    input?: Uint8Array | string,
    options?: { timeout?: number },
  ): Promise<[Output, Output]>;
}
const forms: Form[] = [
  {
    name: "communicate",
    skip: false,
    communicate: (popen, input, options) => popen.communicate(input, options),
  },
  {
    name: "communicateSync",
    skip: !hasLibc,
    // deno-lint-ignore require-await
    communicate: async (popen, input, options) => popen.communicateSync(input, options),
  },
];
const PIPES = { stdin: PIPE, stdout: PIPE, stderr: PIPE } as const;
const MEGABYTE = 1 << 20;

for (const { name, skip, communicate } of forms) {
  const check = (what: string, body: () => Promise<void>) =>
    test(`17.5.3 ${name}: ${what}`, { skip }, body);

  check("feeds stdin, reads both outputs, and waits", async () => {
    const child = new Popen(["sh", "-c", "cat; printf pineapple >&2; exit 3"], PIPES);
    const [stdout, stderr] = await communicate(child, bytes("banana"));
    assertEquals([text(stdout as Uint8Array), text(stderr as Uint8Array)], ["banana", "pineapple"]);
    assertEquals(child.returncode, 3);
  });

  check("gives null for what is no pipe", async () => {
    const script = ["sh", "-c", "printf o; printf e >&2"];
    const out = new Popen(script, { stdout: PIPE, stderr: DEVNULL });
    assertEquals(await communicate(out), [bytes("o"), null]);
    const err = new Popen(script, { stdout: DEVNULL, stderr: PIPE });
    assertEquals(await communicate(err), [null, bytes("e")]);
    const none = new Popen(["true"]);
    assertEquals(await communicate(none), [null, null]);
    const merged = new Popen(script, { stdout: PIPE, stderr: STDOUT });
    assertEquals(await communicate(merged), [bytes("oe"), null]);
  });

  check("without input it closes stdin", async () => {
    assertEquals(await communicate(new Popen(["cat"], PIPES)), [bytes(""), bytes("")]);
  });

  check("in text mode it takes and gives text", async () => {
    const child = new Popen(["cat"], { ...PIPES, text: true });
    assertEquals(await communicate(child, "späm\r\n"), ["späm\n", ""]);
    const wrong = new Popen(["cat"], { ...PIPES, text: true });
    assertInstanceOf(await errorOf(communicate(wrong, bytes("x"))), TypeError);
    assertEquals(await communicate(wrong, "x"), ["x", ""]);
  });

  check("20 MB each way at once", async () => {
    const input = new Uint8Array(20 * MEGABYTE).fill(7);
    const child = new Popen(["tee", "/dev/stderr"], PIPES);
    const [stdout, stderr] = await communicate(child, input);
    assertEquals([stdout!.length, stderr!.length], [input.length, input.length]);
    assertEquals([stdout!.at(-1), stderr!.at(-1)], [7, 7]);
  });

  check("a child that does not read, or has ended, is no error", async () => {
    const input = new Uint8Array(MEGABYTE);
    const first = new Popen(["sh", "-c", "exec <&-; printf out"], PIPES);
    assertEquals(await communicate(first, input), [bytes("out"), bytes("")]);
    const second = new Popen(["true"], { stdin: PIPE });
    await second.wait();
    assertEquals(await communicate(second, input), [null, null]);
    const third = new Popen(["true"], PIPES);
    await third.wait();
    assertEquals(await communicate(third), [bytes(""), bytes("")]);
  });

  check("input without a pipe is refused", async () => {
    const child = new Popen(["true"]);
    assertInstanceOf(await errorOf(communicate(child, bytes("x"))), TypeError);
    await child.wait();
  });

  check("at the timeout it throws with what has come, and the child lives on", async () => {
    const child = new Popen(["sh", "-c", "printf so; printf far >&2; exec cat"], {
      ...PIPES,
      // So that it does not end with its input.
      stdin: DEVNULL,
    });
    await communicate(child);
    const waits = new Popen(["sh", "-c", "printf so; printf far >&2; exec sleep 60"], PIPES);
    const start = performance.now();
    const error = await errorOf(communicate(waits, undefined, { timeout: 300 }));
    assertLess(performance.now() - start, 5000);
    assertInstanceOf(error, TimeoutExpired);
    assertEquals([error.timeout, error.cmd], [300, waits.args]);
    assertEquals([error.stdout, error.stderr], [bytes("so"), bytes("far")]);
    assertStrictEquals(waits.poll(), null);
    waits.kill();
    assertEquals(await communicate(waits), [bytes("so"), bytes("far")]);
    assertEquals(waits.returncode, -9);
  });

  check("calling again after timeouts loses nothing, either way", async () => {
    const input = new Uint8Array(2 * MEGABYTE).map((_, i) => i % 251);
    // Slow on purpose: many a timeout passes.
    const script = "head -c 300000; sleep 0.05; head -c 700000; sleep 0.05; cat; echo end >&2";
    const child = new Popen(["bash", "-c", script], PIPES);
    let given: Uint8Array | undefined = input;
    let late = 0;
    for (;;) {
      try {
        const [stdout, stderr] = await communicate(child, given, { timeout: 7 });
        assertEquals(Buffer.compare(stdout as Uint8Array, input), 0);
        assertEquals(stderr, bytes("end\n"));
        break;
      } catch (error) {
        assertInstanceOf(error, TimeoutExpired);
        given = undefined;
        late++;
      }
    }
    assert(late > 0);
    assertEquals(child.returncode, 0);
  });

  check("in text mode the output at the timeout is text, cut anywhere", async () => {
    const script = "printf 'a\\303'; exec sleep 60";
    const child = new Popen(["sh", "-c", script], { stdout: PIPE, text: true });
    const error = await errorOf(communicate(child, undefined, { timeout: 300 }));
    assertInstanceOf(error, TimeoutExpired);
    assertEquals((error.stdout as string).startsWith("a"), true);
    child.kill();
    assertInstanceOf(await errorOf(communicate(child)), Error);
    assertEquals(await child.wait(), -9);
  });

  check("input on a later call is a RangeError", async () => {
    const child = new Popen(["sh", "-c", "exec sleep 60"], PIPES);
    assertInstanceOf(
      await errorOf(communicate(child, bytes("x"), { timeout: 10 })),
      TimeoutExpired,
    );
    const error = await errorOf(communicate(child, bytes("y")));
    assertInstanceOf(error, RangeError);
    assertStringIncludes(error.message, "cannot send input after starting communication");
    child.kill();
    await communicate(child);
  });

  check("after the end it gives the same again", async () => {
    const child = new Popen(["sh", "-c", "cat; printf e >&2"], PIPES);
    const first = await communicate(child, bytes("o"));
    assertEquals(await communicate(child), first);
    assertEquals(first, [bytes("o"), bytes("e")]);
  });

  check("a closed output is not an end: it waits for the child", async () => {
    const child = new Popen(["sh", "-c", "exec >&- 2>&-; exec sleep 60"], PIPES);
    for (let i = 0; i < 3; i++) {
      const late = await errorOf(communicate(child, undefined, { timeout: 20 }));
      assertInstanceOf(late, TimeoutExpired);
    }
    child.kill();
    assertEquals(await communicate(child), [bytes(""), bytes("")]);
  });

  check("a grandchild that keeps the pipe is waited for, until the timeout", async () => {
    const child = new Popen(["sh", "-c", "sleep 60 & echo $!"], { stdout: PIPE, text: true });
    const error = await errorOf(communicate(child, undefined, { timeout: 300 }));
    assertInstanceOf(error, TimeoutExpired);
    assertEquals(child.poll(), 0);
    process.kill(Number(error.stdout), "SIGKILL");
    const [stdout] = await communicate(child);
    assertEquals(stdout, error.stdout);
  });
}

test("17.5.3 communicate: what was written to stdin before comes first", async () => {
  const child = new Popen(["cat"], PIPES);
  const writer = child.stdin!.getWriter();
  await writer.write(bytes("banana"));
  writer.releaseLock();
  const [stdout, stderr] = await child.communicate(bytes("split"));
  assertEquals([text(stdout), text(stderr)], ["bananasplit", ""]);
});

test("17.5.3 communicate: what has been read before is missing, the rest is there", async () => {
  const child = new Popen(["sh", "-c", "echo one; read x; echo two"], PIPES);
  const reader = child.stdout!.getReader();
  assertEquals(text((await reader.read()).value!), "one\n");
  reader.releaseLock();
  const [stdout] = await child.communicate(bytes("\n"));
  assertEquals(text(stdout), "two\n");
});

test("17.5.3 communicate: the streams are at their end afterwards", async () => {
  const child = new Popen(["cat"], PIPES);
  await child.communicate(bytes("x"));
  assertEquals((await child.stdout!.getReader().read()).done, true);
  assertEquals((await child.stderr!.getReader().read()).done, true);
  assertInstanceOf(await errorOf(child.stdin!.getWriter().write(bytes("x"))), Error);
});

test("17.5.3 communicate: an abort leaves the child alone, and nothing is lost", async () => {
  const child = new Popen(["cat"], PIPES);
  const controller = new AbortController();
  const reason = new Error("enough");
  const input = new Uint8Array(MEGABYTE).fill(1);
  const running = child.communicate(input, { signal: controller.signal });
  controller.abort(reason);
  assertStrictEquals(await errorOf(running), reason);
  const [stdout] = await child.communicate();
  assertEquals(stdout!.length, input.length);
});

test("17.5.3 communicate, then communicateSync: refused while the other one reads", {
  skip: !hasLibc,
}, async () => {
  const child = new Popen(["sh", "-c", "echo x; exec cat"], PIPES);
  await child.stdout!.getReader().read();
  assertInstanceOf(await errorOf(() => child.communicateSync()), RuntimeError);
  child.kill();
  await child.wait();
});

test(
  "17.5.3 communicateSync: without the C library it says what is missing",
  { skip: hasLibc },
  async () => {
    const child = new Popen(["cat"], PIPES);
    const error = await errorOf(() => child.communicateSync());
    assertInstanceOf(error, NotSupportedError);
    assertStringIncludes(error.message, "--allow-ffi");
    child.kill();
    await child.wait();
  },
);
