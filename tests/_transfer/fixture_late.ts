// Loaded by workers first; in the main thread when a test wants it. The test may hold it at its top level.
import { task } from "../../_transfer/task.ts";

await (globalThis as { lateGate?: () => Promise<void> }).lateGate?.();

const quarter = 0.25;
export const addQuarter: (n: number) => number = task(import.meta, (n: number) => n + quarter);
export class Late {
  static {
    task(import.meta, this);
  }
  x = 1;
}
