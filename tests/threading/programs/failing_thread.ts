import { task, Thread } from "@weft/concurrency/threading";

export const divide = task(import.meta, () => {
  throw new RangeError("division by zero");
});

if (import.meta.main) {
  const thread = new Thread({ target: divide, name: "failing" });
  thread.start();
  thread.joinSync();
  console.log("main goes on");
}
