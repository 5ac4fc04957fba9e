import { setExcepthook, task, Thread } from "@weft/concurrency/threading";

export const lateTimer = task(import.meta, () =>
  new Promise(() => {
    setTimeout(() => {
      throw new RangeError("out of a timer");
    }, 1);
  }));

if (import.meta.main) {
  setExcepthook(({ excValue }) => console.log(String(excValue)));
  const thread = new Thread({ target: lateTimer });
  thread.start();
  await thread.join();
  console.log("joined");
}
