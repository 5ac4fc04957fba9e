import { task, Thread } from "@weft/concurrency/threading";

export const work = task(import.meta, () => {});

new Thread({ target: work, name: "unguarded" }).start();
