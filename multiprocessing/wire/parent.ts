// The parent, for a child on a wire.

import { processes } from "../../_runtime/processes/mod.ts";
import { self } from "../../_runtime/processes/self.ts";
import { ownWire } from "../../_runtime/processes/wire.ts";
import { deadlineAfter, DeadlineTimer } from "../../_sync/deadline.ts";
import type { Patience } from "../../queue/options.ts";
import { ownAuthkey } from "../authkey.ts";
import { SIGKILL } from "../child.ts";
import { givePart } from "../child_parts.ts";
import { type KnownParent, setParentLife } from "../current.ts";
import type { Life } from "../life.ts";
import { needsLibc, stayOnWire } from "./choice.ts";
import { held } from "./calls.ts";
import type { Path } from "./letters.ts";
import { setWireNode, WireNode, wireNode } from "./node.ts";
import "./mod.ts";
import { WiredSentinel } from "./start.ts";

// Connects this process; resolves to what it is told first. It ends with its parent from here on.
function connect(path: Path): Promise<Uint8Array> {
  stayOnWire();
  setParentLife(parentLife);
  return held(
    new Promise((resolve) => {
      const node = new WireNode(path, resolve);
      setWireNode(node);
      const parent = path.slice(0, path.lastIndexOf("."));
      void node.connect(parent, ownWire()).then(die);
    }),
  );
}

// Resolves when all that was sent is on its way.
function flush(): Promise<void> {
  return held(wireNode("a process").flush());
}

function parentLife({ pid, name }: KnownParent): Life {
  const sentinel = new WiredSentinel(pid, never);
  return {
    kind: "parent",
    pid,
    name,
    daemon: false,
    authkey: ownAuthkey(),
    sentinel,
    exitcode: () => undefined,
    alive: () => true,
    wait: ({ timeout = Infinity, signal }) => held(never({ limit: timeout, signal })),
    waitSync() {
      throw needsLibc("Process.joinSync()", "await join()");
    },
    signal: () => {},
    close() {},
  };
}

// This process does not live to see that its parent has ended.
function never({ limit, signal }: Patience): Promise<boolean> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const timer = new DeadlineTimer(deadlineAfter(limit), () => {
      signal?.removeEventListener("abort", abort);
      resolve(false);
    });
    const abort = () => {
      timer.clear();
      reject(signal!.reason);
    };
    signal?.addEventListener("abort", abort, { once: true });
  });
}

// As where the kernel does it: at once.
function die(): void {
  try {
    processes().kill(self().pid, SIGKILL);
  } catch {
    // Without the permission to.
    self().exit(1);
  }
}

givePart("wire", { connect, flush });
