import { Connection } from "./connection.ts";
import { sockets } from "./descriptors.ts";

/**
 * Python's Pipe (17.2.2.2): two connected ends. With `duplex` false the first one only receives, and the second one
 * only sends.
 */
export function Pipe(duplex: boolean = true): [Connection, Connection] {
  const calls = sockets();
  const [first, second] = calls.pair();
  if (!duplex) {
    calls.shutdown(first, "send");
    calls.shutdown(second, "receive");
  }
  return [new Connection(first, true, duplex), new Connection(second, duplex, true)];
}
