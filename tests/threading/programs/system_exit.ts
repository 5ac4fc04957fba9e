import { SystemExit, task, Thread } from "@weft/concurrency/threading";

export const leave = task(import.meta, () => {
  throw new SystemExit(1);
});

if (import.meta.main) {
  const thread = new Thread({ target: leave });
  thread.start();
  await thread.join();
  console.log("main goes on");
}
