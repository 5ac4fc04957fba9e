// What a program writes, and what it is given to read; for run and runSync.

import { Buffer } from "node:buffer";
import { test } from "node:test";
import {
  assertEquals,
  assertInstanceOf,
  assertStrictEquals,
  assertStringIncludes,
} from "@std/assert";
import { DEVNULL, PIPE, STDOUT } from "@weft/concurrency/subprocess";
import { bytes, errorOf, type Form, text } from "./run_support.ts";

const BOTH = ["sh", "-c", "printf out; printf err >&2"];

export function outputSuite({ name, run }: Form): void {
  const promise = (what: string) => `17.5.1 ${name}: ${what}`;

  test(promise("captures nothing by itself"), async () => {
    const result = await run(["true"]);
    assertEquals([result.stdout, result.stderr], [null, null]);
    assertEquals(result.returncode, 0);
  });

  test(promise("args are as they were given"), async () => {
    const args = ["true", "x"];
    assertStrictEquals((await run(args)).args, args);
    assertStrictEquals((await run("exit 0", { shell: true })).args, "exit 0");
  });

  test(promise("PIPE captures one stream, as bytes, and leaves the other"), async () => {
    const stdout = await run(BOTH, { stdout: PIPE, stderr: DEVNULL });
    assertInstanceOf(stdout.stdout, Uint8Array);
    assertEquals(text(stdout.stdout), "out");
    assertStrictEquals(stdout.stderr, null);
    const stderr = await run(BOTH, { stdout: DEVNULL, stderr: PIPE });
    assertStrictEquals(stderr.stdout, null);
    assertEquals(text(stderr.stderr), "err");
  });

  test(promise("captureOutput captures both, apart"), async () => {
    const { stdout, stderr } = await run(BOTH, { captureOutput: true });
    assertEquals([text(stdout), text(stderr)], ["out", "err"]);
  });

  test(promise("nothing written is empty, not null"), async () => {
    const bytewise = await run(["true"], { captureOutput: true });
    assertEquals([bytewise.stdout, bytewise.stderr], [new Uint8Array(), new Uint8Array()]);
    const asText = await run(["true"], { captureOutput: true, text: true });
    assertEquals([asText.stdout, asText.stderr], ["", ""]);
  });

  test(promise("stderr=STDOUT is in stdout, in true order, and stderr is null"), async () => {
    const script = "for i in 1 2 3 4 5 6 7 8; do echo o$i; echo e$i >&2; done";
    const result = await run(script, { shell: true, stdout: PIPE, stderr: STDOUT, text: true });
    const expected = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => `o${i}\ne${i}\n`).join("");
    assertEquals(result.stdout, expected);
    assertStrictEquals(result.stderr, null);
  });

  test(promise("captured bytes are the very bytes"), async () => {
    const every = Uint8Array.from({ length: 256 }, (_, i) => i);
    const { stdout } = await run(["cat"], { input: every, stdout: PIPE });
    assertEquals(stdout, every);
  });

  test(promise("input larger than any pipe comes back whole"), async () => {
    const input = new Uint8Array(3_000_001).map((_, i) => i % 251);
    const { stdout, stderr } = await run(["tee", "/dev/stderr"], { input, captureOutput: true });
    assertEquals(stdout!.length, input.length);
    assertEquals(Buffer.compare(stdout!, input), 0);
    assertEquals(Buffer.compare(stderr!, input), 0);
  });

  test(promise("input that the child does not read is dropped in silence"), async () => {
    const input = new Uint8Array(1 << 20);
    const result = await run(["sh", "-c", "exec <&-; echo done"], { input, stdout: PIPE });
    assertEquals([result.returncode, text(result.stdout)], [0, "done\n"]);
  });

  test(promise("empty input is an end of file at once"), async () => {
    const result = await run(["cat"], { input: new Uint8Array(), stdout: PIPE });
    assertEquals(result.stdout, new Uint8Array());
  });

  test(promise("input as a view is that part of its buffer"), async () => {
    const input = bytes("--spam--").subarray(2, 6);
    assertEquals(text((await run(["cat"], { input, stdout: PIPE })).stdout), "spam");
  });

  test(promise("input is a string in text mode and bytes otherwise"), async () => {
    const result = await run(["cat"], { input: "späm", text: true, stdout: PIPE });
    assertEquals(result.stdout, "späm");
    assertInstanceOf(await errorOf(run(["cat"], { input: "spam" })), TypeError);
    assertInstanceOf(await errorOf(run(["cat"], { input: bytes("spam"), text: true })), TypeError);
  });

  test(promise("input and stdin exclude each other"), async () => {
    const error = await errorOf(run(["cat"], { input: bytes("x"), stdin: DEVNULL }));
    assertInstanceOf(error, RangeError);
    assertStringIncludes(error.message, "stdin and input");
  });

  for (const given of ["stdout", "stderr"] as const) {
    test(promise(`captureOutput and ${given} exclude each other`), async () => {
      const error = await errorOf(run(["true"], { captureOutput: true, [given]: DEVNULL }));
      assertInstanceOf(error, RangeError);
      assertStringIncludes(error.message, "captureOutput");
    });
  }

  for (
    const mode of [{ text: true }, { universalNewlines: true }, { encoding: "utf-8" }] as const
  ) {
    const [key] = Object.keys(mode);
    test(promise(`${key}: every end of a line is read as \\n`), async () => {
      const script = String.raw`printf 'a\r\nb\rc\n\r\nd\r'; printf 'x\r\n' >&2`;
      const result = await run(["sh", "-c", script], { ...mode, captureOutput: true });
      assertEquals(result.stdout, "a\nb\nc\n\nd\n");
      assertEquals(result.stderr, "x\n");
    });
  }

  test(promise("text: a byte order mark is data"), async () => {
    const result = await run(["printf", "\\357\\273\\277x"], { stdout: PIPE, text: true });
    assertEquals(result.stdout, "\ufeffx");
  });

  test(promise("encoding is that of input and output"), async () => {
    const latin = await run(["cat"], { input: "äö", encoding: "latin-1", stdout: PIPE });
    assertEquals(latin.stdout, "äö");
    const hex = await run("od -An -tx1 | tr -d ' \\n' | iconv -t utf-16le", {
      shell: true,
      input: "ä",
      encoding: "utf-16-le",
      stdout: PIPE,
    });
    assertEquals(hex.stdout, "e400");
  });

  test(promise("bytes that are no text are an error, or as errors says"), async () => {
    const wrong = ["printf", "a\\200b"];
    const error = await errorOf(run(wrong, { stdout: PIPE, text: true }));
    assertStringIncludes(error.message.toLowerCase(), "utf-8");
    const replaced = await run(wrong, { stdout: PIPE, errors: "replace" });
    assertEquals(replaced.stdout, "a\ufffdb");
    const ignored = await run(wrong, { stdout: PIPE, encoding: "ascii", errors: "ignore" });
    assertEquals(ignored.stdout, "ab");
  });

  test(promise("4 MiB on both streams at once arrive whole"), async () => {
    const script = "head -c 4194304 /dev/zero >&2 & head -c 4194304 /dev/zero; wait";
    const { stdout, stderr } = await run(["sh", "-c", script], { captureOutput: true });
    assertEquals([stdout!.length, stderr!.length], [4 << 20, 4 << 20]);
  });
}
