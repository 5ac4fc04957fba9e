// Starts many children at once; prints how they have ended, and what is left of them.

import process from "node:process";
import { run } from "@weft/concurrency/subprocess";
import { leftOver, steadyDescriptors } from "../proc.ts";

if (import.meta.main) {
  const count = Number(process.argv[2]);
  const text = (i: number) => `${i}`.repeat(100);
  await run(["cat"], { input: "", captureOutput: true, text: true });
  const before = await steadyDescriptors();
  const ends = await Promise.allSettled(
    Array.from(
      { length: count },
      (_, i) =>
        i % 2 === 0
          ? run(["true"])
          : run(["cat"], { input: text(i), captureOutput: true, text: true }),
    ),
  );
  const outcomes = new Map<string, number>();
  ends.forEach((end, i) => {
    const outcome = end.status === "rejected"
      ? `${end.reason.code}: ${end.reason.message}`
      : end.value.returncode === 0 && (i % 2 === 0 || String(end.value.stdout) === text(i))
      ? "fine"
      : `wrong: ${end.value.returncode}`;
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  });
  console.log(JSON.stringify({
    outcomes: Object.fromEntries(outcomes),
    ...await leftOver(before),
  }));
}
