/** Whether looking again and again can help: on a single CPU the one waited for can't go on meanwhile. */
export function severalCpus(): boolean {
  return (globalThis.navigator?.hardwareConcurrency ?? 1) > 1;
}
