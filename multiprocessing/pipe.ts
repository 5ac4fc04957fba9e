import { Connection } from "./connection.ts";
import { sockets } from "./descriptors.ts";
import { usesWire } from "./wire/choice.ts";
import { wires } from "./wire/way.ts";

/**
 * Python's Pipe (17.2.2.2): two connected ends. With `duplex` false the first one only receives, and the second one
 * only sends.
 */
export function Pipe(duplex: boolean = true): [Connection, Connection] {
  if (usesWire()) return wires().pipe(duplex);
  const calls = sockets();
  const [first, second] = calls.pair();
  if (!duplex) {
    calls.shutdown(first, "send");
    calls.shutdown(second, "receive");
  }
  return [new Connection(first, true, duplex), new Connection(second, duplex, true)];
}
