// A child on a wire. The first letter to it says what it is to do.

import { osError, processes } from "../../_runtime/processes/mod.ts";
import { spawnWired } from "../../_runtime/processes/wire.ts";
import { processState } from "../../_thread/process_state.ts";
import { childCommand } from "../executable.ts";
import type { Parcel } from "../reduction.ts";
import { sourceOf } from "../spawn.ts";
import { needsLibc } from "./choice.ts";
import { encodeLetter } from "./letters.ts";
import { wireNode } from "./node.ts";
import { sendingTo } from "./reference.ts";
import { WiredChild } from "./wired_child.ts";

/** A process that is to be started. */
export interface WiredStart {
  /** See modulesOf. */
  readonly modules: readonly string[];
  /** What it is to be told. */
  message(): { readonly parcel: Parcel; readonly bytes: Uint8Array };
  readonly daemon: boolean;
  readonly owned: boolean;
}

/** Starts it; when that throws, nothing has happened. */
export function startWired({ modules, message, daemon, owned }: WiredStart): WiredChild {
  const node = wireNode("starting a process");
  const path = node.nextChild();
  const argv = childCommand(processes().libc(), sourceOf(modules, false, path));
  let parcel: Parcel | undefined;
  try {
    const { parcel: packed, bytes } = sendingTo(path, message);
    parcel = packed;
    if (parcel.fds.length > 0) throw needsLibc("sending what has descriptors to a process");
    checkExecutable();
    const child = spawnWired(processes(), argv);
    child.wire.write(encodeLetter({ kind: "start", to: path }, bytes)).catch(() => {});
    parcel.sent();
    return new WiredChild(node, path, child, daemon, owned);
  } catch (error) {
    parcel?.abandon();
    node.childGone(path);
    throw error;
  }
}

// The shell that starts it would tell nobody.
function checkExecutable(): void {
  const file = processState().executable?.file;
  if (file === undefined) return;
  const status = processes().runBlocking({
    file: "/bin/sh",
    argv: ["sh", "-c", `command -v "$0"`, file],
    cwd: undefined,
    env: undefined,
    stdio: ["null", "null", "null"],
    detached: false,
    uid: undefined,
    gid: undefined,
  });
  if (status !== 0) throw osError("ENOENT", file);
}
