import { setExcepthook, task, Thread } from "@weft/concurrency/threading";

export const fail = task(import.meta, async () => {
  await new Promise((resolve) => setTimeout(resolve, 100));
  throw new RangeError("late");
});

if (import.meta.main) {
  setExcepthook(({ excValue }) => console.log("hook:", String(excValue)));
  new Thread({ target: fail }).start();
}
