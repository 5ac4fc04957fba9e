// Other threads for the tests of the synchronisation primitives.
import { type AnyFunction, type Lockable, Thread } from "@weft/concurrency/threading";
import { turn } from "../_sync/threads.ts";

export { stateOf, turn, until } from "../_sync/threads.ts";

/** A state that is to last is looked at after so many milliseconds. */
export const LULL = 20;

/** Lets pass the time in which something that must not happen would happen. */
export const lull = (): Promise<void> => turn(LULL);

/** Starts a thread. */
export function start<A extends unknown[]>(target: (...args: A) => unknown, ...args: A): Thread {
  const thread = new Thread({ target: target as AnyFunction, args });
  thread.start();
  return thread;
}

/** Starts `count` threads, each with the arguments that `args` makes of its number. */
export function startMany<A extends unknown[]>(
  count: number,
  target: (...args: A) => unknown,
  args: (i: number) => [...A],
): Thread[] {
  return Array.from({ length: count }, (_, i) => start(target, ...args(i)));
}

/** Waits for all of them. */
export async function join(...threads: Thread[]): Promise<void> {
  for (const thread of threads) await thread.join({ timeout: 50_000 });
  const left = threads.filter((thread) => thread.isAlive()).length;
  if (left > 0) throw new Error(`${left} of ${threads.length} threads have not ended`);
}

/** One way to use what can be waited for. */
export interface Form {
  readonly title: string;
  readonly sync: boolean;
  acquire(
    lock: Lockable,
    options?: { timeout?: number; blocking?: boolean },
  ): boolean | Promise<boolean>;
}

/** Both ways. */
export const forms: readonly Form[] = [
  { title: "asynchronous", sync: false, acquire: (lock, options) => lock.acquire(options) },
  { title: "blocking", sync: true, acquire: (lock, options) => lock.acquireSync(options) },
];

/** The error that the call throws, or with which its promise rejects. */
export async function errorOf(call: () => unknown): Promise<Error> {
  try {
    await call();
  } catch (error) {
    return error as Error;
  }
  throw new Error(`no error: ${call}`);
}
