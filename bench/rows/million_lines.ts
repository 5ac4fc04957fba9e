import { PIPE, Popen } from "@weft/concurrency/subprocess";
import { compare, timed } from "../compare.ts";
import { outputOf } from "../raw_process.ts";
import type { Row } from "../row.ts";

const lines = 1_000_000;
const command = ["seq", String(lines)];

async function count(texts: AsyncIterable<string>) {
  let left = "";
  let seen = 0;
  for await (const text of texts) {
    const parts = (left + text).split("\n");
    left = parts.pop()!;
    seen += parts.length;
  }
  if (seen !== lines) throw new Error(`${seen} lines`);
}

export const row: Row = {
  title: "1,000,000 lines of a child's text",
  unit: "ms",
  rawIs: "the runtime's own stream and TextDecoderStream",
  pythonIs: "for line in Popen(…, text=True).stdout",
  target: () => ({ beatsPython: true }),
  measure: () =>
    compare({ rounds: 20, warmUp: 2 }, {
      ours: () =>
        timed(async () => {
          await using child = new Popen(command, { stdout: PIPE, text: true });
          await count(child.stdout!);
        }),
      raw: () =>
        timed(() => count(outputOf(command).pipeThrough(new TextDecoderStream() as never))),
    }),
};
