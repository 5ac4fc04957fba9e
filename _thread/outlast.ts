let outlast: (() => void) | undefined;

/** For the root, when it has threads that the program must wait for. */
export function setOutlast(wait: () => void): void {
  outlast = wait;
}

/** Blocks until all threads have ended that are no daemons; no code of the main thread's runs after that. */
export function outlastThreads(): void {
  outlast?.();
}
