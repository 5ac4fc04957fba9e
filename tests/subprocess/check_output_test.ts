import { test } from "node:test";
import { assertEquals, assertInstanceOf, assertStringIncludes } from "@std/assert";
import {
  CalledProcessError,
  checkOutput,
  checkOutputSync,
  DEVNULL,
  PIPE,
  STDOUT,
  TimeoutExpired,
} from "@weft/concurrency/subprocess";
import { bytes, errorOf, Folder, text } from "./run_support.ts";

const forms = [
  { name: "checkOutput", output: checkOutput },
  {
    name: "checkOutputSync",
    // deno-lint-ignore require-await
    output: (async (args, options) => checkOutputSync(args, options)) as typeof checkOutput,
  },
];
const ANY_INPUT = ["sh", "-c", 'test -z "$(cat)" || echo XX'];

for (const { name, output } of forms) {
  const promise = (what: string) => `17.5.5 ${name}: ${what}`;

  test(promise("it gives stdout, as bytes or text"), async () => {
    const result: Uint8Array = await output(["echo", "spam"]);
    assertEquals(result, bytes("spam\n"));
    const asText: string = await output(["printf", "a\\r\\nb"], { text: true });
    assertEquals(asText, "a\nb");
    assertEquals(await output(["true"]), new Uint8Array());
  });

  test(promise("another exit status than 0 is a CalledProcessError with the output"), async () => {
    const script = "echo out; echo err >&2; exit 5";
    const error = await errorOf(output(script, { shell: true, stderr: PIPE, text: true }));
    assertInstanceOf(error, CalledProcessError);
    assertEquals([error.returncode, error.cmd], [5, script]);
    assertEquals([error.output, error.stderr], ["out\n", "err\n"]);
  });

  test(promise("stderr: STDOUT gets both"), async () => {
    const script = "ls /nonexistent_file; exit 0";
    const env = { PATH: "/usr/bin:/bin", LC_ALL: "C" };
    const result = await output(script, { shell: true, stderr: STDOUT, text: true, env });
    assertStringIncludes(result, "No such file or directory");
  });

  test(promise("input is what the program reads"), async () => {
    const upper = ["tr", "a-z", "A-Z"];
    assertEquals(text(await output(upper, { input: bytes("pear") })), "PEAR");
    assertEquals(await output(upper, { input: "pear", text: true }), "PEAR");
  });

  test(promise("an open file is what the program reads"), async () => {
    using folder = new Folder();
    folder.write("in", "pear");
    assertEquals(text(await output(["cat"], { stdin: folder.open("in", "r") })), "pear");
  });

  for (const mode of [{}, { text: true }, { universalNewlines: true }, { encoding: "utf-8" }]) {
    test(
      promise(`input none is empty, not the parent's stdin (${Object.keys(mode)})`),
      async () => {
        for (const none of [undefined, null as unknown as undefined]) {
          const result = await output(ANY_INPUT, { input: none, ...mode });
          assertEquals(result.length, 0);
          assertEquals(typeof result, Object.keys(mode).length > 0 ? "string" : "object");
        }
      },
    );
  }

  test(promise("stdin and input exclude each other"), async () => {
    const error = await errorOf(output(["cat"], { input: bytes(""), stdin: DEVNULL }));
    assertInstanceOf(error, RangeError);
    assertStringIncludes(error.message, "stdin");
    assertStringIncludes(error.message, "input");
  });

  test(promise("stdout and check are its own, and nothing is run"), async () => {
    using folder = new Folder();
    for (const options of [{ stdout: PIPE }, { stdout: DEVNULL }, { check: false }]) {
      const error = await errorOf(output(["touch", folder.at("ran")], options));
      assertInstanceOf(error, RangeError);
      assertStringIncludes(error.message, Object.keys(options)[0]!);
    }
    assertEquals(await output(["ls", folder.path], { text: true }), "");
  });

  test(promise("at the timeout the child is killed, and the output is in the error"), async () => {
    const args = ["sh", "-c", "printf BDFL; exec sleep 60"];
    const error = await errorOf(output(args, { timeout: 500 }));
    assertInstanceOf(error, TimeoutExpired);
    assertEquals(text(error.output as Uint8Array), "BDFL");
  });

  test(promise("a grandchild's output comes first when it writes first"), async () => {
    const result = await output(["sh", "-c", "sh -c 'echo Hello World!'; echo later"]);
    assertEquals(text(result), "Hello World!\nlater\n");
  });
}
