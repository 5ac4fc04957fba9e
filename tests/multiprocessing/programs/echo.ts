import process from "node:process";
import { Connection } from "../../../multiprocessing/connection.ts";
import { EOFError } from "../../../multiprocessing/errors.ts";

const connection = new Connection(3);
const how = process.argv[2]!;

async function serve(): Promise<void> {
  switch (how) {
    case "async":
      for (;;) await connection.send(await connection.recv());
    case "sync":
      for (;;) connection.sendSync(connection.recvSync());
    case "async bytes":
      for (;;) await connection.sendBytes(await connection.recvBytes());
    case "sync bytes":
      for (;;) connection.sendBytesSync(connection.recvBytesSync());
    case "close":
      return;
    case "half":
      // As one that is killed in the middle of a message.
      return void (await connection.recv());
    default:
      throw new Error(`no such way to serve: ${how}`);
  }
}

try {
  await serve();
} catch (error) {
  if (!(error instanceof EOFError)) throw error;
}
