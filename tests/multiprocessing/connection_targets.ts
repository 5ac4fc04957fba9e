// What threads do with connections.

import { task } from "@weft/concurrency";
import type { Connection } from "../../multiprocessing/connection.ts";

/** Sends back what comes, so many times. */
export const echo = task(import.meta, async (connection: Connection, count: number) => {
  for (let i = 0; i < count; i++) await connection.send(await connection.recv());
  connection.close();
});

/** The same, blocking. */
export const echoSync = task(import.meta, (connection: Connection, count: number) => {
  for (let i = 0; i < count; i++) connection.sendSync(connection.recvSync());
  connection.close();
});
