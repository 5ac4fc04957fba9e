import { task, Thread } from "@weft/concurrency/threading";

export const sleepAndPrint = task(import.meta, async () => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  console.log("Woke up, sleep function is:", typeof setTimeout);
});

if (import.meta.main) new Thread({ target: sleepAndPrint }).start();
