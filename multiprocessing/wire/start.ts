// A child on a wire. The first letter to it says what it is to do.

import { NotSupportedError } from "../../_runtime/errors.ts";
import { osError, processes } from "../../_runtime/processes/mod.ts";
import { spawnWired, type WiredChild as Spawned } from "../../_runtime/processes/wire.ts";
import { deadlineAfter, DeadlineTimer } from "../../_sync/deadline.ts";
import { processState } from "../../_thread/process_state.ts";
import type { Patience } from "../../queue/options.ts";
import { Child } from "../child.ts";
import { childCommand } from "../executable.ts";
import type { Parcel } from "../reduction.ts";
import type { Sentinel } from "../sentinel.ts";
import { sourceOf } from "../spawn.ts";
import { LOOK, type Looking } from "../waitable.ts";
import { needsLibc } from "./choice.ts";
import { encodeLetter, type Path } from "./letters.ts";
import { type WireNode, wireNode } from "./node.ts";
import { sendingTo } from "./reference.ts";
import type { WiredStart } from "./way.ts";

/** Starts it; when that throws, nothing has happened. */
export function startWired({ modules, parts, message, daemon, owned }: WiredStart): WiredChild {
  const node = wireNode("starting a process");
  const path = node.nextChild();
  let parcel: Parcel | undefined;
  try {
    const argv = childCommand(processes().libc(), sourceOf({ modules, parts, path }));
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
    throw explain(error);
  }
}

function explain(error: unknown): unknown {
  if ((error as Error)?.name !== "NotCapable") return error;
  return new NotSupportedError(
    `starting a process needs ${processes().libcHint}, or the permission to run a shell (--allow-run)`,
    { cause: error },
  );
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

/** What Python gives when nobody knows. */
const LOST = 255;
/** Milliseconds for which its last letters may be under way: something that it has started may hold the wire open. */
const GRACE = 1000;

export class WiredChild extends Child {
  readonly blocks = false;
  readonly sentinel: WiredSentinel;
  readonly #child: Spawned;
  #code: number | undefined;

  constructor(node: WireNode, path: Path, child: Spawned, daemon: boolean, owned: boolean) {
    super(child.pid, daemon, owned);
    this.#child = child;
    this.sentinel = new WiredSentinel(child.pid, async ({ limit, signal }) => {
      if (limit === 0) return this.#code !== undefined;
      return await this.wait({ timeout: limit, signal });
    });
    const drained = node.connect(path, child.wire);
    void this.#follow(drained).then((code) => {
      node.childGone(path);
      this.#code = code;
      this.ended();
    });
  }

  override poll(): number | undefined {
    return this.#code;
  }

  override signal(signal: number): void {
    if (this.#code === undefined) this.#child.kill(signal);
  }

  override waitSync(deadline: number): boolean {
    if (this.#code !== undefined || deadline <= performance.now()) return this.#code !== undefined;
    throw needsLibc("Process.joinSync()", "await join()");
  }

  async #follow(drained: Promise<void>): Promise<number> {
    const code = await this.#child.exited.catch(() => LOST);
    await new Promise<void>((resolve) => {
      const timer = new DeadlineTimer(deadlineAfter(GRACE), resolve);
      void drained.then(() => {
        timer.clear();
        resolve();
      });
    });
    return code;
  }
}

/** That of a process on a wire, which no descriptor stands for. */
export class WiredSentinel implements Sentinel, Looking {
  readonly pid: number;
  readonly fd = -1;
  readonly [LOOK]: (patience: Patience) => Promise<boolean>;

  constructor(pid: number, look: (patience: Patience) => Promise<boolean>) {
    this.pid = pid;
    this[LOOK] = look;
  }

  close(): void {}
}
