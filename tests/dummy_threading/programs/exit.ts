// Main ends at once. The daemon waits for what never comes, the other thread for what does not keep a program alive.
import process from "node:process";
import { setTimeout } from "node:timers";
import { Thread } from "@weft/concurrency/dummy_threading";

if (import.meta.main) {
  new Thread({
    daemon: true,
    target: async () => {
      await new Promise(() => {});
      console.log("never");
    },
  }).start();
  if (process.argv[2] === "non-daemon") {
    new Thread({
      target: async () => {
        await new Promise<void>((resolve) => setTimeout(resolve, 20).unref());
        console.log("thread");
      },
    }).start();
  }
  console.log("main");
}
