// What a child does from its start to its end.
//
//   code on the command line ── import ──▶ this module: begin() reads the message, before any module of the user's
//                                          is evaluated
//                                          ──▶ main(): loads what it needs, run(), waits for threads and children, exits

import { RuntimeError, SystemExit } from "../_runtime/errors.ts";
import { runtime } from "../_runtime/mod.ts";
import { processes } from "../_runtime/processes/mod.ts";
import { mayHoldBack } from "../_runtime/processes/held_back.ts";
import { dieWithPeer } from "../_runtime/processes/peer_death.ts";
import { self } from "../_runtime/processes/self.ts";
import { outlastThreads } from "../_thread/outlast.ts";
import { updateProcessState } from "../_thread/process_state.ts";
import { track } from "../_transfer/import_module.ts";
import { explainReferenceError, referenceOf } from "../_transfer/reference.ts";
import { receiveFrameSync } from "./channel.ts";
import { CHILD_KEY } from "./child_key.ts";
import { currentProcess } from "./current.ts";
import { libcFor } from "./descriptors.ts";
import { errorText } from "./error_text.ts";
import { awaitChildren } from "./exit.ts";
import { setArriving } from "./passage.ts";
import { friend } from "./process.ts";
import { loads } from "./reduction.ts";
import { warmUp } from "./warm_up.ts";
import { splitMessage, type StartNote, type StartValue } from "./start_message.ts";

/** What the code on the command line leaves, on the global object. */
interface ChildRecord {
  /** It waits for its message when it has loaded what it can. */
  readonly spare: boolean;
  /** The address of a child on a wire. */
  readonly path?: string;
  /** Each loads a module that will be needed. */
  readonly modules: readonly (() => Promise<unknown>)[];
}

const CONTROL = 3;

/** The module that a child imports: this file, or a bundle that holds it. */
export function childModule(): string {
  return import.meta.url;
}

interface Message {
  readonly note: StartNote;
  readonly value: Uint8Array;
  readonly fds: readonly number[];
}

let loading = false;
let caretaker: Caretaker | undefined;
let wire: typeof import("./wire/parent.ts") | undefined;

/** Takes care of what would end the child; returns true when it has. */
export interface Caretaker {
  uncaught(error: unknown, kind: "error" | "rejection"): boolean;
  /** Nothing is left to do, and the promise that run() has returned is pending. */
  idle(): boolean;
}

export function setCaretaker(given: Caretaker): void {
  caretaker = given;
}

/** Whether this is a child that has not loaded all modules of its task. */
export function isLoading(): boolean {
  return loading;
}

function begin(record: ChildRecord): void {
  loading = true;
  const message = record.path !== undefined
    ? receiveWired(record.path)
    : record.spare
    ? undefined
    : receive();
  // Later, because in a bundle this module may be evaluated before those that it imports.
  queueMicrotask(() => void main(record, message));
}

async function main(
  record: ChildRecord,
  early: Message | Promise<Message> | undefined,
): Promise<void> {
  runtime().onIdle(() => {
    // A promise that nothing will settle.
    if (caretaker?.idle() !== true) {
      void end(new RuntimeError("nothing is left that could settle what run() has returned"));
    }
    return true;
  });
  runtime().onUncaught((error, kind) => {
    if (caretaker?.uncaught(error, kind) !== true) void end(error);
    return true;
  });
  try {
    if (early instanceof Promise) early = await early;
    await track(async () => {
      for (const load of record.modules) {
        // A spare is not told why it loads them.
        if (record.spare) await load().catch(() => {});
        else await load();
      }
    });
    if (record.spare) await warmUp();
    const { value, fds, note } = early ?? receive();
    if (note.cwd !== undefined && note.cwd !== self().cwd()) self().chdir(note.cwd);
    await run(value, fds);
  } catch (error) {
    return end(error);
  }
  await end();
}

function receive(): Message {
  const frame = receiveFrameSync(CONTROL);
  // The parent has gone, or needs it no more.
  if (frame === undefined) return self().exit(0);
  dieWithPeer(libcFor("a child"), CONTROL, self().pid);
  return read(frame.bytes, frame.fds);
}

async function receiveWired(path: string): Promise<Message> {
  // Late, because hardly any child needs it.
  wire = await import("./wire/parent.ts");
  return read(await wire.connectToParent(path), []);
}

function read(bytes: Uint8Array, fds: readonly number[]): Message {
  const [note, value] = splitMessage(bytes);
  updateProcessState(note);
  return { note, value, fds };
}

async function run(bytes: Uint8Array, fds: readonly number[]): Promise<void> {
  const process = currentProcess();
  setArriving(process);
  const value = await track(async () => await loads(bytes, fds)) as StartValue;
  setArriving(undefined);
  loading = false;
  const { target, args, kwargs } = value;
  friend.setWork(process, { target, args, kwargs });
  try {
    await process.run();
  } catch (error) {
    const reference = target && referenceOf(target);
    throw typeof reference === "object" ? explainReferenceError(error, reference) : error;
  }
}

let ending = false;

/** Ends the process, as Python does: with an exit status that says how it went. */
async function end(...errors: [error?: unknown]): Promise<void> {
  if (ending) return;
  ending = true;
  loading = false;
  let code = errors.length === 0 ? 0 : report(errors[0]);
  try {
    await awaitChildren();
    outlastThreads();
    const libc = processes().libc();
    await wire?.flushWire();
    if (libc !== undefined && mayHoldBack(libc)) await self().flush();
  } catch (error) {
    code = report(error);
  } finally {
    self().exit(code);
  }
}

function report(error: unknown): number {
  if (error instanceof SystemExit) {
    const { code } = error;
    if (code === null || code === undefined) return 0;
    if (Number.isInteger(code)) return (code as number) & 0xff;
    runtime().writeStderr(`${code}\n`);
    return 1;
  }
  runtime().writeStderr(`Process ${currentProcess().name}:\n${errorText(error)}\n`);
  return 1;
}

const key = Symbol.for(CHILD_KEY);
const global = globalThis as unknown as Record<symbol, ChildRecord | undefined>;
const found = global[key];
if (found !== undefined) {
  global[key] = undefined;
  begin(found);
}
