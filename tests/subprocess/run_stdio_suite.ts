// Where the streams of a program come from and go to; for run and runSync.

import { Buffer } from "node:buffer";
import { test } from "node:test";
import { open } from "node:fs/promises";
import { assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import { DEVNULL, NotSupportedError, PIPE, type Stdio, STDOUT } from "@weft/concurrency/subprocess";
import { bytes, errorOf, Folder, type Form, lull, onBun, text } from "./run_support.ts";

export function stdioSuite({ name, sync, run }: Form): void {
  const promise = (what: string) => `17.5.1.1 ${name}: ${what}`;

  test(promise("DEVNULL reads nothing and loses what is written"), async () => {
    const result = await run(["sh", "-c", "cat; echo out; echo err >&2"], {
      stdin: DEVNULL,
      stdout: DEVNULL,
      stderr: DEVNULL,
    });
    assertEquals([result.returncode, result.stdout, result.stderr], [0, null, null]);
    const read = await run(["cat"], { stdin: DEVNULL, stdout: PIPE });
    assertEquals(read.stdout, new Uint8Array());
  });

  test(promise("descriptors are the child's, at their position"), async () => {
    using folder = new Folder();
    folder.write("in", "pear");
    const result = await run(["sh", "-c", "cat; printf plum >&2"], {
      stdin: folder.open("in", "r"),
      stdout: folder.open("out", "w"),
      stderr: folder.open("err", "w"),
    });
    assertEquals([result.returncode, result.stdout, result.stderr], [0, null, null]);
    assertEquals([folder.read("out"), folder.read("err")], ["pear", "plum"]);
  });

  test(
    promise("a descriptor stays open, and the next child goes on where the last one was"),
    async () => {
      using folder = new Folder();
      const stdout = folder.open("out", "w");
      await run(["printf", "one "], { stdout });
      await run(["printf", "two"], { stdout, stderr: PIPE });
      assertEquals(folder.read("out"), "one two");
    },
  );

  test(promise("one descriptor for stdout and stderr keeps the order"), async () => {
    using folder = new Folder();
    const fd = folder.open("both", "w");
    await run(["sh", "-c", "printf a; printf b >&2; printf c"], { stdout: fd, stderr: fd });
    assertEquals(folder.read("both"), "abc");
    await run(["sh", "-c", "printf d; printf e >&2"], { stdout: fd, stderr: STDOUT });
    assertEquals(folder.read("both"), "abcde");
  });

  test(promise("descriptors and pipes mix"), async () => {
    using folder = new Folder();
    folder.write("in", "pear");
    const { stdout } = await run(["cat"], { stdin: folder.open("in", "r"), stdout: PIPE });
    assertEquals(text(stdout), "pear");
    const { stderr } = await run(["sh", "-c", "cat; echo x >&2"], {
      input: bytes("fig"),
      stdout: folder.open("out", "w"),
      stderr: PIPE,
    });
    assertEquals([folder.read("out"), text(stderr)], ["fig", "x\n"]);
  });

  test(promise("stdout and stderr can change places"), async () => {
    using folder = new Folder();
    const result = await run(
      ["sh", "-c", `sh -c 'printf out; printf err >&2' 3>&1 1>&2 2>&3 3>&-`],
      { stdout: folder.open("out", "w"), stderr: folder.open("err", "w") },
    );
    assertEquals(result.returncode, 0);
    assertEquals([folder.read("out"), folder.read("err")], ["err", "out"]);
  });

  test(promise("a FileHandle of node:fs is an open file"), async () => {
    using folder = new Folder();
    folder.write("in", "pear");
    await using input = await open(folder.at("in"));
    await using output = await open(folder.at("out"), "w");
    await run(["cat"], { stdin: input, stdout: output });
    assertEquals(folder.read("out"), "pear");
  });

  test(promise("a Bun.file is an open file"), { skip: !onBun }, async () => {
    const { Bun } = globalThis as unknown as { Bun: { file(path: string): Stdio } };
    using folder = new Folder();
    folder.write("in", "pear");
    await run(["cat"], { stdin: Bun.file(folder.at("in")), stdout: Bun.file(folder.at("out")) });
    assertEquals(folder.read("out"), "pear");
    const { stdout } = await run(["cat"], { stdin: Bun.file(folder.at("in")), stdout: PIPE });
    assertEquals(text(stdout), "pear");
  });

  test(promise("a missing Bun.file is ENOENT"), { skip: !onBun }, async () => {
    const { Bun } = globalThis as unknown as { Bun: { file(path: string): Stdio } };
    const error = await errorOf(run(["cat"], { stdin: Bun.file("/nowhere/at/all") }));
    assertEquals(error.code, "ENOENT");
  });

  test(promise("streams are read from and written to"), async () => {
    const written: Uint8Array[] = [];
    const stdin = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(bytes("spam "));
        controller.enqueue(bytes("eggs"));
        controller.close();
      },
    });
    let closed = false;
    const stdout = new WritableStream<Uint8Array>({
      async write(chunk) {
        await lull(1);
        written.push(chunk);
      },
      close: () => void (closed = true),
    });
    if (sync) {
      for (const streams of [{ stdin }, { stdout }, { stderr: stdout }]) {
        assertInstanceOf(await errorOf(run(["cat"], streams)), NotSupportedError);
      }
      return;
    }
    const result = await run(["tr", "a-z", "A-Z"], { stdin, stdout });
    assertEquals([result.returncode, result.stdout], [0, null]);
    assertEquals(closed, true);
    assertEquals(text(Buffer.concat(written)), "SPAM EGGS");
  });

  test(promise("STDOUT is for stderr alone"), async () => {
    for (const wrong of [{ stdin: STDOUT }, { stdout: STDOUT }]) {
      const error = await errorOf(run(["true"], wrong));
      assertInstanceOf(error, RangeError);
      assertStringIncludes(error.message, "STDOUT can only be used for stderr");
    }
  });

  test(promise("what is neither is a TypeError that names the option"), async () => {
    for (const option of ["stdin", "stdout", "stderr"] as const) {
      for (const wrong of ["file.txt", {}, true, 1.5]) {
        const error = await errorOf(run(["true"], { [option]: wrong as unknown as Stdio }));
        assertInstanceOf(error, TypeError, `${option}: ${JSON.stringify(wrong)}`);
      }
    }
  });

  test(promise("a descriptor that is none is EBADF"), async () => {
    for (const option of ["stdin", "stdout", "stderr"] as const) {
      for (const wrong of [-7, 9999]) {
        const error = await errorOf(run(["true"], { [option]: wrong }));
        assertEquals(error.code, "EBADF", `${option}: ${wrong}`);
      }
    }
  });
}
