// Calls a function of synchronize_targets.ts, whose name and arguments come by descriptor 3.
import process from "node:process";
import { Connection } from "../../../multiprocessing/connection.ts";
import * as targets from "../synchronize_targets.ts";
import "../../../multiprocessing/sharedctypes/mod.ts";
import "../../../multiprocessing/synchronize.ts";

const connection = new Connection(3);
const [name, args] = connection.recvSync() as [keyof typeof targets, unknown[]];
await (targets[name] as (...args: unknown[]) => unknown)(...args);
process.exit(0);
