// Ends while a thread waits for what never comes.
import { startNewThread } from "@weft/concurrency/_dummy_thread";

startNewThread(async () => {
  await new Promise(() => {});
  console.log("never");
}, []);
console.log("main");
