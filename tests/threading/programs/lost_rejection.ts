import { setExcepthook, task, Thread } from "@weft/concurrency/threading";

export const lostRejection = task(import.meta, async () => {
  Promise.reject(new RangeError("nobody's"));
  await new Promise((resolve) => setTimeout(resolve, 50));
  console.log("the thread goes on");
});

if (import.meta.main) {
  setExcepthook(({ excValue }) => console.log(String(excValue)));
  const thread = new Thread({ target: lostRejection });
  thread.start();
  await thread.join();
  console.log("joined");
}
