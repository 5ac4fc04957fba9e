import { test } from "node:test";
import { readdirSync } from "node:fs";
import { assertEquals, assertInstanceOf, assertLess, assertStrictEquals } from "@std/assert";
import { PIPE, Popen, STDOUT } from "@weft/concurrency/subprocess";
import { all, allText, bytes, chunksOf, errorOf, hasLibc, lull, readText } from "./run_support.ts";

const MEGABYTE = 1 << 20;

test("17.5.3 stdout, stderr: each gives what the child writes to it", async () => {
  const child = new Popen(["sh", "-c", "printf out; printf err >&2"], {
    stdout: PIPE,
    stderr: PIPE,
  });
  assertEquals(await Promise.all([all(child.stdout), all(child.stderr)]), ["out", "err"]);
  assertEquals(await child.wait(), 0);
});

test("17.5.3 stdout: with stderr=STDOUT it gives both, in true order", async () => {
  const child = new Popen("printf a; printf b >&2; printf c", {
    shell: true,
    stdout: PIPE,
    stderr: STDOUT,
  });
  assertStrictEquals(child.stderr, null);
  assertEquals(await all(child.stdout), "abc");
  await child.wait();
});

test("17.5.3 stdout: what has been written can be read after the child's end", async () => {
  const child = new Popen(["sh", "-c", "printf out"], { stdout: PIPE });
  await child.wait();
  assertEquals(await all(child.stdout), "out");
});

test("17.5.3 stdin, stdout: a dialogue while the child runs", async () => {
  const child = new Popen(["cat"], { stdin: PIPE, stdout: PIPE, text: true });
  const [writer, reader] = [child.stdin!.getWriter(), child.stdout!.getReader()];
  for (const line of ["spam\n", "eggs ä€😀\n"]) {
    await writer.write(line);
    assertEquals(await readText(reader, line.length), line);
  }
  await writer.close();
  assertEquals((await reader.read()).done, true);
  assertEquals(await child.wait(), 0);
});

test("17.5.3 stdin: takes bytes, or text in text mode, and not the other one", async () => {
  for (const mode of [{}, { text: true }]) {
    const child = new Popen(["cat"], { stdin: PIPE, stdout: PIPE, ...mode });
    const writer = child.stdin!.getWriter();
    const wrong = "text" in mode ? bytes("x") : "x";
    assertInstanceOf(await errorOf(writer.write(wrong)), TypeError);
    child.kill();
    await child.wait();
  }
});

test("17.5.3 stdin: what is written before the child reads is kept", async () => {
  const child = new Popen(["sh", "-c", "read x; echo got $x; cat"], {
    stdin: PIPE,
    stdout: PIPE,
  });
  const writer = child.stdin!.getWriter();
  await Promise.all([writer.write(bytes("one\n")), writer.write(bytes("two\n")), writer.close()]);
  assertEquals(await all(child.stdout), "got one\ntwo\n");
  await child.wait();
});

test("17.5.3 stdin: a write waits while the pipe is full, and arrives whole", async () => {
  const child = new Popen(["sh", "-c", "kill -STOP $$; wc -c"], { stdin: PIPE, stdout: PIPE });
  const data = new Uint8Array(4 * MEGABYTE);
  const writer = child.stdin!.getWriter();
  let over = false;
  const written = writer.write(data).then(() => {
    over = true;
    return writer.close();
  });
  await lull();
  assertEquals(over, false);
  child.sendSignal("SIGCONT");
  // It may have stopped only now.
  const output = all(child.stdout);
  const again = setInterval(() => child.sendSignal("SIGCONT"), 20);
  assertEquals((await output).trim(), `${data.length}`);
  clearInterval(again);
  await written;
  assertEquals(await child.wait(), 0);
});

test("17.5.3 stdin: writing to a child that has ended is EPIPE", async () => {
  const child = new Popen(["true"], { stdin: PIPE });
  await child.wait();
  const error = await errorOf(child.stdin!.getWriter().write(bytes("x")));
  assertEquals(error.code, "EPIPE");
});

test("17.5.3 stdin: a write that waits is EPIPE when the child dies", async () => {
  const child = new Popen(["sh", "-c", "echo; exec sleep 60"], { stdin: PIPE, stdout: PIPE });
  await child.stdout!.getReader().read();
  const written = errorOf(child.stdin!.getWriter().write(new Uint8Array(MEGABYTE)));
  child.kill();
  assertEquals((await written).code, "EPIPE");
  assertEquals(await child.wait(), -9);
});

test("17.5.3 stdin: abort closes the pipe at once", async () => {
  const child = new Popen(["cat"], { stdin: PIPE, stdout: PIPE });
  const writer = child.stdin!.getWriter();
  await writer.write(bytes("kept"));
  await writer.abort();
  assertEquals(await all(child.stdout), "kept");
  assertEquals(await child.wait(), 0);
});

test("17.5.3 stdin: pipeTo feeds the child", async () => {
  const child = new Popen(["tr", "a-z", "A-Z"], { stdin: PIPE, stdout: PIPE });
  const source = new Blob(["spam"]).stream();
  await source.pipeTo(child.stdin! as WritableStream<Uint8Array>);
  assertEquals(await all(child.stdout), "SPAM");
  await child.wait();
});

test("17.5.3 stdout: a child that nobody reads stops, and our memory does not grow", async () => {
  const size = 64 * MEGABYTE;
  const child = new Popen(["head", "-c", `${size}`, "/dev/zero"], { stdout: PIPE });
  const reader = child.stdout!.getReader();
  let read = (await reader.read()).value!.length;
  const before = process.memoryUsage().rss;
  await lull(200);
  assertLess(process.memoryUsage().rss - before, 20 * MEGABYTE);
  assertStrictEquals(child.poll(), null);
  for (let next; !(next = await reader.read()).done;) read += next.value.length;
  assertEquals(read, size);
  assertEquals(await child.wait(), 0);
});

test("17.5.3 stdout: cancel lets the child die of SIGPIPE", async () => {
  for (const touched of [false, true]) {
    const child = new Popen(["yes"], { stdout: PIPE });
    const reader = child.stdout!.getReader();
    if (touched) await reader.read();
    await reader.cancel();
    assertEquals(await child.wait({ timeout: 10_000 }), -13, `touched: ${touched}`);
  }
});

test("17.5.3 stdout: in text mode characters and ends of lines are never split", async () => {
  const parts = ["a\\303", "\\244b\\r", "\\nc\\r", "d\\342", "\\202", "\\254\\r"];
  const script = parts.map((part) => `printf '${part}'; read x`).join("; ");
  const child = new Popen(["bash", "-c", script], { stdin: PIPE, stdout: PIPE, text: true });
  const writer = child.stdin!.getWriter();
  void writer.write("\n".repeat(parts.length)).then(() => writer.close());
  const chunks = await Array.fromAsync(chunksOf(child.stdout!));
  assertEquals(chunks.join(""), "aäb\nc\nd€\n");
  await child.wait();
});

test("17.5.3 stdout: in text mode wrong bytes error the stream, or as errors says", async () => {
  const wrong = new Popen(["printf", "a\\377"], { stdout: PIPE, text: true });
  assertInstanceOf(await errorOf(allText(wrong.stdout)), Error);
  await wrong.wait();
  const replaced = new Popen(["printf", "a\\377"], { stdout: PIPE, errors: "replace" });
  assertEquals(await allText(replaced.stdout), "a\ufffd");
  await replaced.wait();
});

test("17.5.3 Popen: no descriptor is left behind", { skip: !hasLibc }, async () => {
  const open = () => readdirSync("/proc/self/fd").length;
  const options = { stdin: PIPE, stdout: PIPE, stderr: PIPE } as const;
  const use = async () => {
    await new Popen(["cat"], options).communicate(bytes("lime"));
    const read = new Popen(["yes"], { stdout: PIPE });
    await read.stdout!.getReader().read();
    await read[Symbol.asyncDispose]();
    const wrong = await errorOf(() => void new Popen(["/nowhere/at/all"], options));
    assertEquals(wrong.code, "ENOENT");
    await using _unused = new Popen(["cat"], options);
    if (hasLibc) new Popen(["cat"], options).communicateSync(bytes("lime"));
  };
  await use();
  const before = open();
  for (let i = 0; i < 20; i++) await use();
  // Sockets close a turn later.
  for (let i = 0; i < 100 && open() > before; i++) await lull(10);
  assertLess(open(), before + 3);
});
