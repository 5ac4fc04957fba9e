import { test } from "node:test";
import { assertEquals, assertInstanceOf, assertMatch } from "@std/assert";
import {
  getoutput,
  type GetoutputOptions,
  getoutputSync,
  getstatusoutput,
  getstatusoutputSync,
} from "@weft/concurrency/subprocess";
import { errorOf } from "./run_support.ts";

type Both = (
  cmd: string,
  options?: GetoutputOptions,
) => [number, string] | Promise<[number, string]>;
type Output = (cmd: string, options?: GetoutputOptions) => string | Promise<string>;
const forms: { both: Both; output: Output }[] = [
  { both: getstatusoutput, output: getoutput },
  { both: getstatusoutputSync, output: getoutputSync },
];

for (const { both, output } of forms) {
  const promise = (what: string) => `17.5.7 ${both.name}: ${what}`;

  test(promise("exit status, and output as text"), async () => {
    assertEquals(await both("ls /bin/ls"), [0, "/bin/ls"]);
    assertEquals(await both("echo spam; exit 3"), [3, "spam"]);
    assertEquals(await both("true"), [0, ""]);
  });

  test(promise("a failure's message is part of the output"), async () => {
    const [code, message] = await both("cat /bin/junk");
    assertEquals(code, 1);
    assertMatch(message, /junk/);
    assertEquals((await both("/bin/junk"))[0], 127);
  });

  test(promise("death by signal is a negative status"), async () => {
    assertEquals(await both("kill $$"), [-15, ""]);
    assertEquals(await both("echo so far; kill -9 $$"), [-9, "so far"]);
  });

  test(promise("stdout and stderr come in true order"), async () => {
    assertEquals(await both("echo a; echo b >&2; echo c"), [0, "a\nb\nc"]);
  });

  test(promise("one newline is removed, and no more"), async () => {
    assertEquals(await both("printf 'a\\n\\n'"), [0, "a\n"]);
    assertEquals(await both("printf ' a '"), [0, " a "]);
    assertEquals(await both("printf 'a\\r\\n'"), [0, "a"]);
  });

  test(promise("encoding and errors say how it becomes text"), async () => {
    assertEquals(await both("printf '\\344'", { encoding: "latin-1" }), [0, "ä"]);
    assertEquals(await both("printf 'a\\377'", { errors: "replace" }), [0, "a\ufffd"]);
    assertInstanceOf(await errorOf(async () => await both("printf '\\377'")), Error);
  });

  test(`17.5.7 ${output.name}: the output alone, whatever the status`, async () => {
    assertEquals(await output("echo spam; exit 3"), "spam");
    assertEquals(await output("printf '\\344'", { encoding: "latin-1" }), "ä");
  });
}
