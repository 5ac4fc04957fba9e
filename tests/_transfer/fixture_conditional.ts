// Defines less where it is imported, as a main module with a guard does.
import { task } from "../../_transfer/task.ts";

const far = (globalThis as { document?: unknown; main?: boolean }).main !== true;
if (!far) task(import.meta, () => "only in the main thread");
export const always: () => boolean = task(import.meta, () => far);
export const sometimes: (() => number) | undefined = far ? undefined : task(import.meta, () => 1);
