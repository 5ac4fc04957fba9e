import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import { type Output, Progress } from "../../examples/main_job/progress.ts";
import { grouped, table } from "../../examples/main_job/table.ts";

function recorder(isTTY: boolean): Output & { text: string } {
  return {
    isTTY,
    columns: 60,
    text: "",
    write(text: string) {
      this.text += text;
    },
  };
}

test("table aligns labels on the left and values on the right", () => {
  assertEquals(
    table([["files", "7"], ["bytes read", "1,024"]]),
    "files           7\nbytes read  1,024\n",
  );
  assertEquals(table([]), "");
});

test("grouped sets commas between thousands", () => {
  assertEquals([0, 999, 1000, 1234567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
});

test("progress is a plain line at each quarter where there is no terminal", () => {
  const output = recorder(false);
  const progress = new Progress("reading", 1000, output);
  for (let i = 0; i < 1000; i++) progress.advance(1);
  progress.finish();
  assertEquals(output.text, "reading: 25 %\nreading: 50 %\nreading: 75 %\nreading: 100 %\n");
});

test("progress is one line redrawn on a terminal, full at the end, then cleared", () => {
  const output = recorder(true);
  const progress = new Progress("reading", 10, output);
  progress.advance(1);
  progress.advance(9);
  assert(!output.text.includes("\n"));
  assert(output.text.endsWith("█ 100 %\x1b[K"), output.text);
  progress.finish();
  assert(output.text.endsWith("\r\x1b[K"));
});

test("progress without anything to do is complete at the first step", () => {
  const output = recorder(false);
  new Progress("nothing", 0, output).advance(0);
  assertEquals(output.text, "nothing: 100 %\n");
});
