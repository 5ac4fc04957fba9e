// Futures in every state, made without an executor.

import { Future } from "@weft/concurrency/concurrent/futures";

export const failure = new RangeError("stored");

export function pending(): Future<number> {
  return new Future();
}

export function running(): Future<number> {
  const future = new Future<number>();
  future.setRunningOrNotifyCancel();
  return future;
}

export function cancelled(): Future<number> {
  const future = new Future<number>();
  future.cancel();
  return future;
}

export function notified(): Future<number> {
  const future = cancelled();
  future.setRunningOrNotifyCancel();
  return future;
}

export function failed(error: unknown = failure): Future<number> {
  const future = running();
  future.setException(error);
  return future;
}

export function finished(value = 42): Future<number> {
  const future = running();
  future.setResult(value);
  return future;
}

export const states = { pending, running, cancelled, notified, failed, finished };

/** What `ask` says of a future in each state, in the order of `states`. */
export function table<T>(ask: (future: Future<number>) => T): Record<keyof typeof states, T> {
  return Object.fromEntries(
    Object.entries(states).map(([name, create]) => [name, ask(create())]),
  ) as Record<keyof typeof states, T>;
}

/** Lets every task and microtask run that is due. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
