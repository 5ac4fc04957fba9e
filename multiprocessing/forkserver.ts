// Children that were started before they are needed: they have loaded what they can, and wait for their message. Python
// forks them off a server; a JavaScript runtime can't be forked, so each is a runtime of its own, ready to go.
//
//   start() ── takes a spare, sends it the message ──▶ the child
//           └─ a moment later: another spare

import { runtime } from "../_runtime/mod.ts";
import { processes } from "../_runtime/processes/mod.ts";
import { self } from "../_runtime/processes/self.ts";
import { processState, updateProcessState } from "../_thread/process_state.ts";
import { SIGKILL } from "./child.ts";
import { CHILD_KEY } from "./child_key.ts";
import { closeFd, libcFor } from "./descriptors.ts";
import { childCommand } from "./executable.ts";
import { mainModule } from "./main_module.ts";
import { atExit, watchExit } from "./exit.ts";
import { dumps } from "./reduction.ts";
import { type ChildCode, spawnChild, type Spawned } from "./spawn.ts";
import "./warm_up.ts";
import { onStartMethod } from "./start_method.ts";
import { usesWire } from "./wire/choice.ts";

/** Spares that wait at a time. */
const MOST = 2;
/** Milliseconds that a child has for itself before the next spare is started. */
const PAUSE = 5;

interface Spare extends Spawned {
  /** What it was started as; it would not do for a child that is to be something else. */
  readonly kind: string;
}

const spares: Spare[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
let due = 0;
let watching = false;

/** A child that waits for its message, or one that will soon, with this code. */
export function takeSpare(code: ChildCode): Spawned {
  // A thread's would be lost with it.
  if (!runtime().isMainThread()) return spawnChild(code);
  const kind = kindNow();
  discard((spare) => spare.kind !== kind || hasEnded(spare));
  const spare = spares.shift();
  return spare === undefined ? spawnChild(code) : { ...spare, cwd: self().cwd() };
}

/**
 * Modules, by URL, that children of the start method "forkserver" have loaded before they are needed (Python's
 * `set_forkserver_preload`, since 3.4); by default the main module. What goes wrong in loading them is passed over.
 */
export function setForkserverPreload(modules: readonly string[]): void {
  if (!Array.isArray(modules) || modules.some((url) => typeof url !== "string")) {
    throw new TypeError(`setForkserverPreload: modules must be an array of URLs, got ${modules}`);
  }
  updateProcessState({ preload: [...modules] });
}

/** To be called when a child has been started: makes up for it, soon. */
export function refillSoon(): void {
  if (!runtime().isMainThread() || usesWire()) return;
  if (timer === undefined) {
    due = performance.now() + PAUSE;
    timer = setTimeout(refill, PAUSE);
    // Both runtimes have it, as Node does.
    (timer as unknown as { unref(): void }).unref();
  } else if (performance.now() > due) refill();
}

function refill(): void {
  clearTimeout(timer);
  timer = undefined;
  watch();
  try {
    const kind = kindNow();
    while (spares.length < MOST) spares.push({ ...spawnChild(codeOfSpare()), kind });
  } catch {
    // Whoever starts a child will hear of it.
  }
}

function watch(): void {
  if (watching) return;
  watching = true;
  processes().onChildEnd(() => discard(hasEnded));
  watchExit();
  atExit(() => discard(() => true));
}

function kindNow(): string {
  return JSON.stringify([
    childCommand(libcFor("starting a process"), CHILD_KEY),
    processState().preload,
  ]);
}

function codeOfSpare(): ChildCode {
  const main = mainModule();
  const modules = processState().preload ?? (main === undefined ? [] : [main]);
  const { bytes } = dumps({ target: () => {}, args: [0], kwargs: undefined }, "");
  return { modules, parts: ["warm_up"], sample: bytes };
}

function hasEnded({ pid }: Spare): boolean {
  return libcFor("a process").reap(pid) !== undefined;
}

function discard(which: (spare: Spare) => boolean): void {
  const libc = libcFor("a process");
  for (const spare of spares.filter(which)) {
    spares.splice(spares.indexOf(spare), 1);
    closeFd(spare.control);
    libc.kill(spare.pid, SIGKILL);
    reapSoon(spare.pid);
  }
}

// It ends in no time, but not at once.
function reapSoon(pid: number): void {
  const libc = libcFor("a process");
  const fd = libc.pidfd(pid);
  if (fd < 0) return;
  libc.poll(new Uint8Array(new Int32Array([fd, 1]).buffer), 1, Infinity);
  closeFd(fd);
  libc.reap(pid);
}

onStartMethod((method) => {
  if (method === "forkserver") refillSoon();
});
