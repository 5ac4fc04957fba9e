// No guard: a child that loads this module would start another, without end.

import { task } from "../../../_transfer/task.ts";
import { Process } from "../../../multiprocessing/process.ts";

const nothing = task(import.meta, () => {});

const process = new Process({ target: nothing });
process.start();
await process.join();
console.log(process.exitcode);
