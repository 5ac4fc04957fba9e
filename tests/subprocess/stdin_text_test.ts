import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { PIPE, Popen } from "@weft/concurrency/subprocess";

for (const encoding of ["utf-8", "utf-16", "utf-32"]) {
  test(`17.5.3 stdin: ${encoding} text that is written in pieces, a character split among them, arrives whole`, async () => {
    await using cat = new Popen(["cat"], { stdin: PIPE, stdout: PIPE, encoding });
    const writer = cat.stdin!.getWriter();
    for (const piece of ["a", "\ud83d", "\ude00b", ""]) await writer.write(piece);
    await writer.close();
    assertEquals((await cat.communicate())[0], "a\u{1f600}b");
  });
}
