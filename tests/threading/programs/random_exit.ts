import { local, task, Thread } from "@weft/concurrency/threading";

const data = new local();

export const work = task(import.meta, async () => {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
  data.x = 1;
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
  console.log("done");
});

if (import.meta.main) {
  new Thread({ target: work }).start();
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 10));
}
