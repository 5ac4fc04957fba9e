// Ctrl-C while run() waits. A child in a group of its own, which the terminal does not know, gets it from here. Then, as in
// Python, the children end first and the program after them, as it would without us; but where the program listens
// itself, the rest is its business.

import { processes } from "../_runtime/processes/mod.ts";
import { interruptGroup, killHard } from "./group.ts";
import type { Popen } from "./popen.ts";

/** Milliseconds that children have to end by themselves; Python's. */
const PATIENCE = 250;
/** Milliseconds that a runtime may take from a signal to its listeners, or to what happens without any. */
const DELIVERY = 50;
const SIGINT = 2;

const running = new Set<Interruptible>();
let stopListening: (() => void) | undefined;
let ending: Promise<void> | undefined;

/** A child that is interrupted when the program is. */
export class Interruptible {
  readonly #child: Popen;
  readonly #group: boolean;
  readonly #come: Promise<void>;
  #arrive: (() => void) | undefined;

  /** `group`: the child is in one of its own. */
  constructor(child: Popen, group: boolean) {
    this.#child = child;
    this.#group = group;
    this.#come = new Promise((resolve) => this.#arrive = resolve);
    running.add(this);
    stopListening ??= processes().onInterrupt(interrupt);
  }

  /** The interrupt has come. */
  interrupt(): void {
    this.#arrive?.();
    if (this.#group) interruptGroup(this.#child.pid);
  }

  /** Sees to its end. */
  async end(): Promise<void> {
    await this.#child.wait({ timeout: PATIENCE }).catch(() => {});
    killHard(this.#child, this.#group);
  }

  /** Run() has come to its end. Nothing more happens in a program that is being ended. */
  async release(): Promise<void> {
    // The child may have heard of a Ctrl-C before us.
    if (!this.#group && isInterrupted(this.#child.returncode)) {
      await Promise.race([this.#come, delay(DELIVERY)]);
    }
    running.delete(this);
    await ending;
    if (running.size === 0) stop();
  }
}

/** -2, or as shells say it. */
function isInterrupted(returncode: number | null): boolean {
  return returncode === -SIGINT || returncode === 128 + SIGINT;
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function stop(): void {
  stopListening?.();
  stopListening = undefined;
}

function interrupt(handled: boolean): void {
  for (const run of running) run.interrupt();
  if (!handled) ending ??= endAll().finally(() => ending = undefined);
}

async function endAll(): Promise<void> {
  await Promise.all(Array.from(running, (run) => run.end()));
  stop();
  processes().interrupt();
  await delay(DELIVERY);
}
