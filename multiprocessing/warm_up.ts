// What a spare can do before it gets its message: bind what of the C library it will call, and run the code once that
// its first moments consist of.

import { mayHoldBack } from "../_runtime/processes/held_back.ts";
import { dieWithPeer } from "../_runtime/processes/peer_death.ts";
import { self } from "../_runtime/processes/self.ts";
import { givePart } from "./child_parts.ts";
import { closeFd, libcFor, sockets } from "./descriptors.ts";
import { Incoming } from "./incoming.ts";
import { Outgoing } from "./outgoing.ts";
import { loads } from "./revival.ts";
import { perform, type Work } from "./work.ts";

// Does so.
async function warmUp(sample: readonly number[]): Promise<void> {
  const libc = libcFor("a child");
  const [watched, peer] = sockets().pair();
  dieWithPeer(libc, watched, self().pid);
  // In this order: the other one would be the end.
  closeFd(watched);
  closeFd(peer);
  mayHoldBack(libc);
  const [one, other] = sockets().pair();
  new Outgoing(new Uint8Array(sample)).step(one, true);
  const incoming = new Incoming();
  incoming.step(other, true);
  const { bytes, fds } = incoming.take();
  closeFd(one);
  closeFd(other);
  await perform(await loads(bytes, fds) as Work);
}

givePart("warmUp", warmUp);
