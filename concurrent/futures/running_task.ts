// Whether this thread is within a task of a pool, and not merely loading the module of one.

let running = false;

export function taskRunning(): boolean {
  return running;
}

/** For the lane's worker alone. */
export function setTaskRunning(on: boolean): void {
  running = on;
}
