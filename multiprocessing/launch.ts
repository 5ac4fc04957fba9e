// The way of a process from its object to the child.
//
//   start() ── dumps ──▶ message ── socket ──▶ child_main.ts in a new runtime (spawn.ts), or in one that waits for
//                                              such a message (forkserver.ts)

import { RuntimeError } from "../_runtime/errors.ts";
import { self } from "../_runtime/processes/self.ts";
import type { WaitOptions } from "../_sync/options.ts";
import { processState } from "../_thread/process_state.ts";
import { cloneError, isCloneError } from "../_transfer/clone_error.ts";
import { entryOf } from "../_transfer/registry.ts";
import { toHex } from "./authkey.ts";
import { sendFrameSync } from "./channel.ts";
import { type Child, SIGKILL } from "./child.ts";
import { isLoading } from "./child_main.ts";
import { addChild, sweep } from "./children.ts";
import { refillSoon, takeSpare } from "./forkserver.ts";
import type { Life } from "./life.ts";
import { mainModule } from "./main_module.ts";
import { Popen } from "./popen.ts";
import { dumps, type Parcel } from "./reduction.ts";
import { type ChildCode, modulesOf, spawnChild, type Spawned } from "./spawn.ts";
import { joinMessage, type StartNote, type StartValue } from "./start_message.ts";
import { getStartMethod, type StartMethod } from "./start_method.ts";
import { usesWire } from "./wire/choice.ts";
import { wires } from "./wire/way.ts";
import type { Work } from "./work.ts";

/** A process that is to be started. */
export interface Launch {
  /** The Process, when its class has something of its own. */
  readonly process: { run(): unknown } | undefined;
  readonly work: Work;
  readonly name: string;
  readonly identity: readonly number[];
  readonly daemon: boolean;
  /** See Popen. */
  readonly owned: boolean;
  readonly authkey: Uint8Array;
  /** Undefined: that of the program. */
  readonly method: StartMethod | undefined;
}

/** Starts the process; when it throws, nothing has happened. */
export function launch(start: Launch): Life {
  refuse();
  sweep();
  const { work, process, name, daemon, owned } = start;
  const method = start.method ?? getStartMethod();
  if (usesWire()) return launchWired(start, method);
  const parcel = encodeValue({ process, ...work });
  const child = begin(parcel, method, { modules: modulesOf([work.target, process?.constructor]) });
  const popen = new Popen(child.pid, child.control, daemon, owned);
  try {
    send(child, joinMessage(noteOf(start, method, child.cwd), parcel.bytes), parcel);
  } catch (error) {
    popen.signal(SIGKILL);
    popen.waitSync(Infinity);
    popen.sentinel.close();
    parcel.abandon();
    throw error;
  }
  parcel.sent();
  addChild(popen);
  if (method === "forkserver") refillSoon();
  return lifeOf(popen, name, start.authkey);
}

// Without spares: each has a wire of its own.
function launchWired(start: Launch, method: StartMethod): Life {
  const { work, process, name, daemon, owned, authkey } = start;
  const child = wires().start({
    modules: modulesOf([work.target, process?.constructor]),
    parts: ["wire/parent"],
    message() {
      const parcel = encodeValue({ process, ...work });
      return { parcel, bytes: joinMessage(noteOf(start, method, undefined), parcel.bytes) };
    },
    daemon,
    owned,
  });
  addChild(child);
  return lifeOf(child, name, authkey);
}

function refuse(): void {
  if (processState().daemon) {
    throw new RuntimeError("daemonic processes are not allowed to have children");
  }
  if (!isLoading()) return;
  throw new RuntimeError(
    "Process.start: a process was started while a child was loading the modules of its task, which " +
      "would start processes without end; guard the main part of the program with " +
      "`if (import.meta.main)`",
  );
}

function encodeValue(value: StartValue): Parcel {
  const { process } = value;
  if (process !== undefined && entryOf(Object.getPrototypeOf(process)) === undefined) {
    const { name } = process.constructor;
    throw cloneError(
      "process",
      `${name} has a run() of its own, so its module must mark it: task(import.meta, ${name})`,
    );
  }
  try {
    return dumps(value, "");
  } catch (error) {
    // Paths begin with a property of the value, and so with a dot.
    if (!isCloneError(error) || !error.message.startsWith(".")) throw error;
    const [, path, problem] = /^\.(.*?): (.*)$/s.exec(error.message)!;
    throw cloneError(path!, problem!);
  }
}

function begin(parcel: Parcel, method: StartMethod, code: ChildCode): Spawned {
  try {
    return method === "forkserver" ? takeSpare(code) : spawnChild(code);
  } catch (error) {
    parcel.abandon();
    throw error;
  }
}

function noteOf(start: Launch, method: StartMethod, cwd: string | undefined): StartNote {
  const { name, identity, daemon, authkey } = start;
  return {
    name,
    identity,
    daemon,
    authkey: toHex(authkey),
    startMethod: method,
    main: mainModule(),
    parent: { pid: self().pid, name: processState().name },
    cwd,
  };
}

// A child that has ended before it was told what to do is one that has ended, with an exit code.
function send({ control }: Spawned, message: Uint8Array, { fds }: Parcel): void {
  try {
    sendFrameSync(control, message, fds);
  } catch (error) {
    if ((error as { code?: string }).code !== "EPIPE") throw error;
  }
}

function lifeOf(popen: Child, name: string, authkey: Uint8Array): Life {
  return {
    kind: "child",
    pid: popen.pid,
    name,
    daemon: popen.daemon,
    authkey,
    sentinel: popen.sentinel,
    exitcode: () => popen.poll(),
    alive: () => popen.poll() === undefined,
    wait: (options: WaitOptions) => popen.wait(options),
    waitSync: (deadline) => popen.waitSync(deadline),
    signal: (signal) => popen.signal(signal),
    close: () => popen.sentinel.close(),
  };
}
