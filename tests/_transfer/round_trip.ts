import { explainCloneFailure } from "../../_transfer/diagnose.ts";
import { packError, unpackError } from "../../_transfer/errors.ts";
import { pack } from "../../_transfer/pack.ts";
import { load, unpack } from "../../_transfer/unpack.ts";

type Message = [unknown, unknown[] | undefined];

/** The value as another thread would get it. */
// deno-lint-ignore no-explicit-any
export function roundTrip(value: unknown, root = "args"): any {
  const packed = pack(value, root);
  let message: Message;
  try {
    message = structuredClone<Message>([packed.value, packed.parts], {
      transfer: packed.transfer ?? [],
    });
  } catch (error) {
    throw explainCloneFailure(error, value, root);
  }
  return unpack(...message);
}

/** The same over a MessagePort, with the loading of modules in between. */
export async function roundTripByPort(value: unknown): Promise<unknown> {
  const { value: sent, parts, transfer } = pack(value, "args");
  const { port1, port2 } = new MessageChannel();
  const arrived = new Promise<Message>((resolve) => {
    port2.onmessage = (event) => resolve(event.data);
  });
  port1.postMessage([sent, parts], transfer ?? []);
  const message = await arrived;
  port1.close();
  port2.close();
  if (message[1] !== undefined) await load(message[1]);
  return unpack(...message);
}

// deno-lint-ignore no-explicit-any
export function throwAcross(error: unknown, site?: { stack?: string }): any {
  const { value, parts, transfer } = packError(error, "error");
  const message = structuredClone<Message>([value, parts], { transfer: transfer ?? [] });
  return unpackError(...message, site);
}
