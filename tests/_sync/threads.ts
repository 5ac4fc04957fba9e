// Threads for the tests of this folder, without the library's own.
import type { programs } from "./programs.ts";

type Programs = typeof programs;

/** A worker that runs programs. */
export class TestThread {
  #worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
  #calls = new Map<number, PromiseWithResolvers<unknown>>();
  #next = 0;

  constructor() {
    this.#worker.onmessage = ({ data: { id, value, error } }) => {
      const call = this.#calls.get(id)!;
      this.#calls.delete(id);
      if (error === undefined) call.resolve(value);
      else call.reject(new Error(error));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      for (const call of this.#calls.values()) call.reject(new Error(event.message));
    };
  }

  run<K extends keyof Programs>(
    name: K,
    ...args: Parameters<Programs[K]>
  ): Promise<Awaited<ReturnType<Programs[K]>>> {
    const id = this.#next++;
    const call = Promise.withResolvers<unknown>();
    this.#calls.set(id, call);
    this.#worker.postMessage({ id, name, args });
    return call.promise as Promise<Awaited<ReturnType<Programs[K]>>>;
  }

  end(): void {
    this.#worker.terminate();
  }
}

/** Runs `body` with `count` threads, which must be idle when it returns. */
export async function withThreads(
  count: number,
  body: (...threads: TestThread[]) => Promise<void>,
): Promise<void> {
  const threads = Array.from({ length: count }, () => new TestThread());
  await Promise.all(threads.map((thread) => thread.run("ready")));
  try {
    await body(...threads);
  } finally {
    for (const thread of threads) thread.end();
  }
}

/** Resolves when `condition` holds: for states that nobody announces, such as "the worker is blocked". */
export async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; !condition(); i++) {
    if (i > 10_000) throw new Error(`never: ${condition}`);
    await turn();
  }
}

/** Lets the event loop turn. */
export function turn(ms = 1): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** What has become of `promise` so far. */
export function stateOf(promise: Promise<unknown>): Promise<unknown> {
  return Promise.race([promise, Promise.resolve("pending")]);
}

/** Where `count` threads wait for each other before they start. */
export function gateFor(count: number): Int32Array {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  gate[0] = count;
  return gate;
}
