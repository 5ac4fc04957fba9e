// Receives a connection, and answers over that one.

import { Connection } from "../../../multiprocessing/connection.ts";

const connection = new Connection(3);
const { reply, text } = await connection.recv() as { reply: Connection; text: string };
await reply.send(text.toUpperCase());
await reply.send(reply);
reply.close();
connection.close();
