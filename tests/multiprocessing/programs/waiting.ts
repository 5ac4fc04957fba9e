// Has nothing to do but to wait for a message.

import { Connection } from "../../../multiprocessing/connection.ts";

const connection = new Connection(3);
await connection.send("waits");
await connection.send(await connection.recv());
