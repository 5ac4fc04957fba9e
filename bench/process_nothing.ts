// What the processes of the rows about their start do. Such a module loads no more of the library than it needs.
import { task } from "@weft/concurrency";

export const nothing = task(import.meta, (): void => {});
