// Ctrl-C while run() waits. A child in a group of its own, which the terminal does not know, gets it from here. Then, as in
// Python, the children end first and the program after them, as it would without us; but where the program listens
// itself, the rest is its business.

import { processes } from "../_runtime/processes/mod.ts";
import { runtime } from "../_runtime/mod.ts";
import { killHard } from "./group.ts";
import type { Popen } from "./popen.ts";

interface Running {
  readonly child: Popen;
  /** In a group that run() has made for it. */
  readonly group: boolean;
}

/** Milliseconds that children have to end by themselves; Python's. */
const PATIENCE = 250;
/** A runtime that handles a signal does it in its event loop, even what would have happened without a handler. */
const UNTIL_RAISED = 100;

const running = new Set<Running>();
let stopListening: (() => void) | undefined;
let ending: Promise<void> | undefined;

/** From now on the child is interrupted when the program is. The result stops that; to be awaited. */
export function interruptible(child: Popen, group: boolean): () => Promise<void> | undefined {
  const entry = { child, group };
  running.add(entry);
  stopListening ??= processes().onInterrupt(interrupt);
  return () => {
    running.delete(entry);
    if (running.size === 0 && ending === undefined) stop();
    // Nothing more happens in a program that ends.
    return ending;
  };
}

function stop(): void {
  stopListening?.();
  stopListening = undefined;
}

function interrupt(handled: boolean): void {
  const platform = processes();
  for (const { child, group } of running) {
    if (group) platform.kill(-child.pid, platform.signals().SIGINT!);
  }
  if (!handled) ending ??= endAll().finally(() => ending = undefined);
}

async function endAll(): Promise<void> {
  await Promise.all(Array.from(running, end));
  stop();
  runtime().raiseSignal("SIGINT");
  await new Promise((resolve) => setTimeout(resolve, UNTIL_RAISED));
}

async function end({ child, group }: Running): Promise<void> {
  try {
    await child.wait({ timeout: PATIENCE });
  } catch {
    killHard(child, group);
  }
}
