import { test } from "node:test";
import { assertEquals, assertInstanceOf, assertStrictEquals } from "@std/assert";
import { PIPE, Popen, run, type Stdio } from "@weft/concurrency/subprocess";
import { all, bytes, errorOf, Folder, hasLibc, onBun, text } from "./run_support.ts";

test(
  "17.5.6.2 a Popen's stdout as stdin: yes dies of SIGPIPE when head ends",
  { skip: !hasLibc },
  async () => {
    const first = new Popen(["yes"], { stdout: PIPE });
    const second = new Popen(["head", "-n", "1"], { stdin: first.stdout, stdout: PIPE });
    assertStrictEquals(second.stdin, null);
    await first.stdout!.cancel();
    const [output] = await second.communicate();
    assertEquals(text(output), "y\n");
    assertEquals([await first.wait({ timeout: 10_000 }), second.returncode], [-13, 0]);
  },
);

test("17.5.6.2 a Popen's stdout as stdin: three stages, 10 MB", async () => {
  const first = new Popen(["head", "-c", "10000000", "/dev/zero"], { stdout: PIPE });
  const second = new Popen(["tr", "\\0", "x"], { stdin: first.stdout, stdout: PIPE });
  const third = new Popen(["wc", "-c"], { stdin: second.stdout, stdout: PIPE, text: true });
  const [output] = await third.communicate();
  assertEquals(output!.trim(), "10000000");
  assertEquals([await first.wait(), await second.wait(), third.returncode], [0, 0, 0]);
});

test("17.5.6.2 a Popen's stdout as stdin: what was handed on is no longer there", {
  skip: !hasLibc,
}, async () => {
  const first = new Popen(["echo", "spam"], { stdout: PIPE });
  const second = new Popen(["cat"], { stdin: first.stdout, stdout: PIPE });
  const [nothing] = await first.communicate();
  assertEquals(nothing, new Uint8Array());
  assertEquals(await all(second.stdout), "spam\n");
  await second.wait();
});

test("17.5.6.2 a Popen's stdout as stdin: one that has been read from goes on there", async () => {
  const first = new Popen(["sh", "-c", "echo one; read x; echo two"], {
    stdin: PIPE,
    stdout: PIPE,
  });
  const reader = first.stdout!.getReader();
  assertEquals(text((await reader.read()).value!), "one\n");
  reader.releaseLock();
  const second = new Popen(["cat"], { stdin: first.stdout, stdout: PIPE });
  const writer = first.stdin!.getWriter();
  await writer.write(bytes("\n"));
  assertEquals(await all(second.stdout), "two\n");
  assertEquals([await first.wait(), await second.wait()], [0, 0]);
});

test("17.5.1.1 stdin: a stream that errors is an end, and the child's end cancels it", async () => {
  const broken = new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(bytes("kept")),
    pull: (controller) => controller.error(new Error("broken")),
  }, { highWaterMark: 0 });
  const first = new Popen(["cat"], { stdin: broken, stdout: PIPE });
  await first.wait({ timeout: 10_000 });
  let cancelled!: () => void;
  const cancel = new Promise<void>((resolve) => cancelled = resolve);
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new Uint8Array(65536)),
    cancel: () => cancelled(),
  });
  const second = new Popen(["head", "-c", "1"], { stdin: endless, stdout: PIPE });
  assertEquals(await second.wait({ timeout: 10_000 }), 0);
  await cancel;
});

test("17.5.1.1 stdin, stdout: objects with readable or writable, and text", async () => {
  const upper = new TransformStream<Uint8Array, Uint8Array>();
  const child = new Popen(["tr", "a-z", "A-Z"], {
    stdin: new ReadableStream<string>({
      start(controller) {
        controller.enqueue("späm");
        controller.close();
      },
    }),
    stdout: upper,
  });
  const second = new Popen(["cat"], { stdin: upper, stdout: PIPE });
  assertEquals(await all(second.stdout), "SPäM");
  assertEquals([await child.wait(), await second.wait()], [0, 0]);
});

test("17.5.1.1 stdin, stdout: a locked stream is refused at once", async () => {
  const source = new ReadableStream<Uint8Array>();
  source.getReader();
  const sink = new WritableStream<Uint8Array>();
  sink.getWriter();
  for (const options of [{ stdin: source }, { stdout: sink }, { stderr: sink }]) {
    const error = await errorOf(() => void new Popen(["true"], options as { stdin: Stdio }));
    assertInstanceOf(error, TypeError);
  }
});

test("17.5.1.1 run: all output is in the stream when it resolves, also of both streams", async () => {
  let size = 0;
  let closed = 0;
  const sink = () =>
    new WritableStream<Uint8Array>({
      async write(chunk) {
        await Promise.resolve();
        size += chunk.length;
      },
      close: () => void closed++,
    });
  const script = "head -c 3000000 /dev/zero; head -c 1000000 /dev/zero >&2";
  await run(["sh", "-c", script], { stdout: sink(), stderr: sink() });
  assertEquals([size, closed], [4_000_000, 2]);
});

test("17.5.1.1 run: a stream that takes nothing more ends the child by SIGPIPE", async () => {
  const sink = new WritableStream<Uint8Array>({
    write() {
      throw new Error("full");
    },
  });
  assertEquals((await run(["yes"], { stdout: sink, timeout: 10_000 })).returncode, -13);
});

test("17.5.1.1 run: a Deno.FsFile is an open file", { skip: onBun }, async () => {
  using folder = new Folder();
  folder.write("in", "x".repeat(1_000_000));
  const input = await Deno.open(folder.at("in"));
  const output = await Deno.open(folder.at("out"), { write: true, create: true });
  await run(["tr", "x", "y"], { stdin: input, stdout: output });
  assertEquals(folder.read("out"), "y".repeat(1_000_000));
});

test("17.5.6.2 a Popen's stdout as stdin: it stays with the first when the second can't be started", async () => {
  const first = new Popen(["echo", "spam"], { stdout: PIPE });
  for (const options of [{}, { stdout: PIPE }, { stdout: "wrong" as unknown as Stdio }]) {
    const start = () => void new Popen(["/nowhere/at/all"], { stdin: first.stdout, ...options });
    assertInstanceOf(await errorOf(start), Error);
  }
  const second = new Popen(["cat"], { stdin: first.stdout, stdout: PIPE });
  assertEquals(await all(second.stdout), "spam\n");
  assertEquals([await first.wait(), await second.wait()], [0, 0]);
});
