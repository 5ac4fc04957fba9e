import process from "node:process";
import { startNewThread } from "@weft/concurrency/_thread";
import { interrupt } from "../targets.ts";

if (import.meta.main) {
  const [signal, without] = process.argv.slice(2) as [string, string?];
  if (without === undefined) {
    process.on(signal, () => {
      console.log(`got ${signal}`);
      process.exit(7);
    });
  }
  startNewThread(interrupt, [signal]);
  await new Promise((resolve) => setTimeout(resolve, 10_000));
}
