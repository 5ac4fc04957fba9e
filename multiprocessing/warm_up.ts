// What a spare can do before it gets its message: bind what of the C library it will call, and run the code once that
// its first moments consist of.

import { mayHoldBack } from "../_runtime/processes/held_back.ts";
import { dieWithPeer } from "../_runtime/processes/peer_death.ts";
import { self } from "../_runtime/processes/self.ts";
import { givePart } from "./child_parts.ts";
import { receiveFrameSync, sendFrameSync } from "./channel.ts";
import { currentProcess } from "./current.ts";
import { closeFd, libcFor, sockets } from "./descriptors.ts";
import { dumps } from "./reduction.ts";
import { loads } from "./revival.ts";

async function warmUp(): Promise<void> {
  const libc = libcFor("a child");
  const [watched, peer] = sockets().pair();
  dieWithPeer(libc, watched, self().pid);
  // In this order: the other one would be the end.
  closeFd(watched);
  closeFd(peer);
  mayHoldBack(libc);
  currentProcess();
  const [one, other] = sockets().pair();
  const { bytes } = dumps({ target: () => {}, args: [0], kwargs: undefined }, "");
  sendFrameSync(one, bytes);
  const frame = receiveFrameSync(other)!;
  closeFd(one);
  closeFd(other);
  const { target } = await loads(frame.bytes, frame.fds) as { target: () => void };
  await target();
}

givePart("warmUp", warmUp);
