import process from "node:process";
import { interruptMain, startNewThread } from "@weft/concurrency/_dummy_thread";

function heard(interrupt: () => void): Promise<void> {
  return new Promise((resolve) => {
    // Signal listeners alone do not keep every runtime alive.
    const alive = setInterval(() => {}, 1000);
    process.once("SIGINT", () => {
      clearInterval(alive);
      resolve();
    });
    interrupt();
  });
}

await heard(() => interruptMain());
console.log("direct");
await heard(() => void startNewThread(() => interruptMain(), []));
console.log("thread");
