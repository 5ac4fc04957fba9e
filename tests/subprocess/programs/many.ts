// Starts many children at once; prints how they have ended, and what is left of them.

import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import { run } from "@weft/concurrency/subprocess";
import { descriptors, zombies } from "../proc.ts";

if (import.meta.main) {
  const count = Number(process.argv[2]);
  const text = (i: number) => `${i}`.repeat(100);
  await run(["cat"], { input: "", captureOutput: true, text: true });
  await delay(100);
  const before = descriptors();
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
  for (let i = 0; i < 200 && (descriptors() > before || zombies().length > 0); i++) await delay(10);
  console.log(JSON.stringify({
    outcomes: Object.fromEntries(outcomes),
    descriptors: descriptors() - before,
    zombies: zombies().length,
  }));
}
