// What a child does from its start to its end.
//
//   code on the command line ── import ──▶ this module: begin() reads the message, before any module of the user's
//                                          is evaluated
//                                          ──▶ main(): loads what it needs, run(), waits for threads and children, exits

import { RuntimeError, SystemExit } from "../_runtime/errors.ts";
import { runtime } from "../_runtime/mod.ts";
import { mayHoldBack } from "../_runtime/processes/held_back.ts";
import { libcHere } from "../_runtime/processes/libc_here.ts";
import { dieWithPeer } from "../_runtime/processes/peer_death.ts";
import { self } from "../_runtime/processes/self.ts";
import { outlastThreads } from "../_thread/outlast.ts";
import { processState, updateProcessState } from "../_thread/process_state.ts";
import { track } from "../_transfer/import_module.ts";
import { explainReferenceError, referenceOf } from "../_transfer/reference.ts";
import { CHILD_KEY } from "./child_key.ts";
import { part } from "./child_parts.ts";
import { libcFor } from "./descriptors.ts";
import { errorText } from "./error_text.ts";
import { runEndings } from "./endings.ts";
import { Incoming } from "./incoming.ts";
import { setArriving } from "./passage.ts";
import { loads } from "./revival.ts";
import { splitMessage, type StartNote, type StartValue } from "./start_message.ts";
import { perform, setOwnWork } from "./work.ts";

/** What the code on the command line leaves, on the global object. */
interface ChildRecord {
  /** Of a spare, which waits for its message when it has loaded what it can: what such a message may consist of. */
  readonly sample?: readonly number[];
  /** The address of a child on a wire. */
  readonly path?: string;
  /** Each loads a part of this, see child_parts.ts. */
  readonly parts: readonly (() => Promise<unknown>)[];
  /** Each loads a module of the user's that will be needed. */
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
let wired = false;

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
  const message = record.sample === undefined && record.path === undefined ? receive() : undefined;
  // Later, because in a bundle this module may be evaluated before those that it imports.
  queueMicrotask(() => void main(record, message));
}

async function main(record: ChildRecord, early: Message | undefined): Promise<void> {
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
    for (const load of record.parts) await load();
    if (record.path !== undefined) early = await receiveWired(record.path);
    await track(async () => {
      for (const load of record.modules) {
        // A spare is not told why it loads them.
        if (record.sample !== undefined) await load().catch(() => {});
        else await load();
      }
    });
    if (record.sample !== undefined) await part("warmUp")(record.sample);
    const message = early ?? receive();
    const { cwd } = message.note;
    if (cwd !== undefined && cwd !== self().cwd()) self().chdir(cwd);
    await run(message);
  } catch (error) {
    return end(error);
  }
  await end();
}

function receive(): Message {
  const incoming = new Incoming();
  // The parent has gone, or needs it no more.
  if (incoming.step(CONTROL, true) === "end") return self().exit(0);
  const frame = incoming.take();
  dieWithPeer(libcFor("a child"), CONTROL, self().pid);
  return read(frame.bytes, frame.fds);
}

async function receiveWired(path: string): Promise<Message> {
  wired = true;
  return read(await part("wire").connect(path), []);
}

function read(bytes: Uint8Array, fds: readonly number[]): Message {
  const [note, value] = splitMessage(bytes);
  updateProcessState(note);
  return { note, value, fds };
}

async function run({ value, fds }: Message): Promise<void> {
  setArriving(true);
  const { process, ...work } = await track(async () => await loads(value, fds)) as StartValue;
  setArriving(false);
  loading = false;
  setOwnWork(work);
  const { target } = work;
  try {
    await (process === undefined ? perform(work) : process.run());
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
    await runEndings();
    outlastThreads();
    if (wired) await part("wire").flush();
    const libc = libcHere();
    if (libc !== undefined && self().hasStreams() && mayHoldBack(libc)) await self().flush();
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
  runtime().writeStderr(`Process ${processState().name}:\n${errorText(error)}\n`);
  return 1;
}

const key = Symbol.for(CHILD_KEY);
const global = globalThis as unknown as Record<symbol, ChildRecord | undefined>;
const found = global[key];
if (found !== undefined) {
  global[key] = undefined;
  begin(found);
}
