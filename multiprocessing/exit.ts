// The end of a program with children: it terminates the daemons among them, and waits for the rest. Those that a pool,
// say, owns are let go by it first; where there is no time for that they are terminated, too.

import { runtime } from "../_runtime/mod.ts";
import { deadlineAfter } from "../_sync/deadline.ts";
import { type Child, SIGKILL, SIGTERM } from "./child.ts";
import { beginWaiting, endWaiting, liveChildren } from "./children.ts";
import { beforeEnd } from "./endings.ts";

/** Milliseconds that a daemon has to end after SIGTERM; then it is killed. */
const GRACE = 2000;

const lastThings: (() => void)[] = [];
const owners = new Set<() => Promise<void>>();
let watching = false;
let outlasting = false;

/** To be called in the main thread, when there is a child. */
export function watchExit(): void {
  if (watching) return;
  watching = true;
  const platform = runtime();
  platform.onIdle(outlast);
  // Else Deno ends without a word to the hook below.
  platform.onFatal({ applies: () => liveChildren().length > 0, run() {} });
  platform.onProgramExit(endChildren);
}

/** Has `last` called when the children of the program have ended. */
export function atExit(last: () => void): void {
  lastThings.push(last);
}

/** Has `letGo` called when the program has nothing else left to do; the result takes that back. */
export function addOwner(letGo: () => Promise<void>): () => void {
  owners.add(letGo);
  return () => void owners.delete(letGo);
}

function letAllGo(): Promise<unknown> {
  return Promise.all([...owners].map((letGo) => letGo()));
}

// Ends the daemons, and resolves when the other children have ended.
async function awaitChildren(): Promise<void> {
  await letAllGo();
  const children = liveChildren();
  const daemons = children.filter(({ daemon }) => daemon);
  for (const child of daemons) child.signal(SIGTERM);
  await Promise.all(daemons.map(async (child) => {
    if (await child.wait({ timeout: GRACE })) return;
    child.signal(SIGKILL);
    await child.wait({});
  }));
  for (const child of children) await child.wait({});
}

function outlast(): boolean {
  void letAllGo();
  const left = liveChildren().filter((child) => !child.daemon && child.poll() === undefined);
  if (left.length === 0) return endDaemonsLater();
  if (!outlasting) {
    outlasting = true;
    beginWaiting();
    let count = left.length;
    const ended = () => {
      if (--count > 0) return;
      outlasting = false;
      endWaiting();
    };
    for (const child of left) child.watch(ended);
  }
  return true;
}

// Those that can't be waited for when the program does not wait for anything any more.
function endDaemonsLater(): boolean {
  if (!liveChildren().some((child) => !child.blocks && child.poll() === undefined)) return false;
  void awaitChildren();
  return true;
}

function endChildren(): void {
  // The others end with this process.
  const children = liveChildren().filter((child) => child.blocks);
  const daemons = children.filter(({ daemon, owned }) => daemon || owned);
  for (const child of daemons) child.signal(SIGTERM);
  const deadline = deadlineAfter(GRACE);
  for (const child of daemons) endDaemon(child, deadline);
  for (const child of children) child.waitSync(Infinity);
  for (const last of lastThings) last();
}

function endDaemon(child: Child, deadline: number): void {
  if (child.waitSync(deadline)) return;
  child.signal(SIGKILL);
  child.waitSync(Infinity);
}

beforeEnd(awaitChildren);
