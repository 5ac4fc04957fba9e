import process from "node:process";
import { Event, task, Thread } from "@weft/concurrency/threading";

export const work = task(import.meta, async (begun: Event) => {
  begun.set();
  await new Promise((resolve) => setTimeout(resolve, 200));
  console.log("the thread is done");
});

if (import.meta.main) {
  const begun = new Event();
  new Thread({ target: work, args: [begun] }).start();
  await begun.wait();
  const how = process.argv[2];
  if (how === "throw") throw new RangeError("main failed");
  if (how === "timer") setTimeout(() => fail(), 1);
  if (how === "rejection") Promise.reject(new RangeError("main failed"));
  if (how === "exit") process.exit(3);
}

function fail() {
  throw new RangeError("main failed");
}
