import { tasks, Thread } from "@weft/concurrency/threading";

const specifier = "./not_there.ts";
const gone = tasks(import.meta, () => import(specifier) as Promise<{ run: () => void }>);

if (import.meta.main) {
  const thread = new Thread({ target: gone.run, name: "importing" });
  thread.start();
  await thread.join();
  console.log("joined");
}
