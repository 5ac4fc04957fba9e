import { task, Thread } from "@weft/concurrency/threading";

// Blocked, and then starts another one: the root must serve it although nothing is left to do for it.
export const first = task(import.meta, (words: Int32Array) => {
  Atomics.wait(words, 0, 0, 200);
  new Thread({ target: second, args: [words] }).start();
});

export const second = task(import.meta, (words: Int32Array) => {
  Atomics.wait(words, 0, 0, 200);
  console.log("second");
});

if (import.meta.main) {
  new Thread({ target: first, args: [new Int32Array(new SharedArrayBuffer(4))] }).start();
}
