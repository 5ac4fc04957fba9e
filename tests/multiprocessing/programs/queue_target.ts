// Calls the function of queue_targets.ts whose name and arguments come by descriptor 3.
import process from "node:process";
import { Connection } from "../../../multiprocessing/connection.ts";
import "../../../multiprocessing/queues.ts";
import * as targets from "../queue_targets.ts";

const connection = new Connection(3);
const [name, args] = connection.recvSync() as [keyof typeof targets, unknown[]];
await (targets[name] as (...args: unknown[]) => unknown)(...args);
process.exit(0);
