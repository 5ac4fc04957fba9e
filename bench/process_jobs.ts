// What the processes of the rows do.
import type { Connection, Queue, SimpleQueue } from "@weft/concurrency/multiprocessing";
import { task } from "@weft/concurrency/multiprocessing";

/** Sends back what it receives, until the other end is closed. */
export const echoBytes = task(import.meta, (connection: Connection): void => {
  try {
    for (;;) connection.sendBytesSync(connection.recvBytesSync());
  } catch {
    connection.close();
  }
});

/** Receives so many messages, each time it is told how many; answers with an empty one. */
export const sinkBytes = task(import.meta, (connection: Connection): void => {
  try {
    for (;;) {
      const count = connection.recvSync() as number;
      for (let i = 0; i < count; i++) connection.recvBytesSync();
      connection.sendBytesSync(new Uint8Array());
    }
  } catch {
    connection.close();
  }
});

/** Takes so many items, each time it is told how many; says when it has them. */
export const takeAll = task(
  import.meta,
  (queue: Queue | SimpleQueue, orders: Connection): void => {
    try {
      for (;;) {
        const count = orders.recvSync() as number;
        for (let i = 0; i < count; i++) queue.getSync();
        orders.sendSync(true);
      }
    } catch {
      orders.close();
    }
  },
);
