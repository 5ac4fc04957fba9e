import { mainThread, task, Thread } from "@weft/concurrency/threading";

export const afterMain = task(import.meta, () => {
  mainThread().joinSync();
  console.log("end of thread");
});

if (import.meta.main) {
  new Thread({ target: afterMain }).start();
  await new Promise((resolve) => setTimeout(resolve, 100));
  console.log("end of main");
}
