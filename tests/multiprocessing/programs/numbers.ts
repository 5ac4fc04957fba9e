// Sends [i, pid] for i from 0 to 9, with pauses when asked for, and ends.

import process from "node:process";
import { sleepSync } from "../../../_sync/sleep.ts";
import { Connection } from "../../../multiprocessing/connection.ts";

using connection = new Connection(3);
const pauses = connection.recvSync() as number[];
for (let i = 0; i < 10; i++) {
  sleepSync(pauses[i]!);
  connection.sendSync([i, process.pid]);
}
