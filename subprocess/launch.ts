// Starting a child: by the runtime, or by the C library where the runtime lacks what is asked for, or where we must reap
// the child ourselves because we block until it ends.

import { NotSupportedError } from "../_runtime/errors.ts";
import {
  type Libc,
  type OsError,
  osError,
  posixSpawn,
  type Processes,
  processes,
  type SpawnRequest,
} from "../_runtime/processes/mod.ts";
import type { Command } from "./arguments.ts";
import { type Child, LibcChild, RuntimeChild } from "./child.ts";
import type { PopenOptions } from "./options.ts";
import { type Ends, StdioPlan } from "./stdio.ts";
import { groupId, userId } from "./users.ts";

/** A child that has been started, and our ends of its pipes. */
export interface Started {
  readonly child: Child;
  readonly ends: Ends;
}

/** Starts the command; `blocking`: whoever does will block until it ends. Throws an OsError when that fails. */
export function launch(command: Command, options: PopenOptions, blocking: boolean): Started {
  const platform = processes();
  refuse(options);
  const ids = idsOf(options);
  const plan = new StdioPlan(platform, options, options.pipesize ?? -1);
  try {
    return withUmask(
      platform,
      options.umask,
      () => start(platform, plan, command, options, ids, blocking),
    );
  } catch (error) {
    plan.abandon();
    throw explain(platform, command, error);
  }
}

interface Ids {
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

function start(
  platform: Processes,
  plan: StdioPlan,
  command: Command,
  options: PopenOptions,
  ids: Ids,
  blocking: boolean,
): Started {
  const special = specialOption(options);
  const { file, argv } = command;
  const renamed = argv[0] !== file && platform.lacksArgv0;
  const libc = platform.libc();
  // A pipe that a grandchild has, too, has no end.
  const leaks = platform.leaksDescriptors;
  const asUser = ids.uid !== undefined || ids.gid !== undefined;
  if (special !== undefined || ((renamed || blocking || leaks) && !asUser)) {
    if (libc !== undefined && !plan.merged) {
      if (asUser) throw new NotSupportedError(`user and group can't be combined with ${special}`);
      return startByLibc(libc, platform, plan, command, options);
    }
    if (special !== undefined) throw new NotSupportedError(`${special} needs ${platform.libcHint}`);
    if (renamed) {
      throw new NotSupportedError(
        `executable with another name for the program than its own needs ${platform.libcHint}`,
      );
    }
  }
  const process = platform.spawn(requestOf(plan, command, options, ids));
  plan.started(process);
  return { child: new RuntimeChild(process, platform), ends: plan.ends };
}

/** Runs a command that needs no pipes and nothing special to its end, by the shortest way. Undefined: there is none. */
export function runPlainly(command: Command, options: PopenOptions): number | undefined {
  const platform = processes();
  if (specialOption(options) !== undefined || options.umask !== undefined) return undefined;
  if (command.argv[0] !== command.file && platform.lacksArgv0) return undefined;
  refuse(options);
  const ids = idsOf(options);
  const asUser = ids.uid !== undefined || ids.gid !== undefined;
  if (platform.leaksDescriptors && !asUser && platform.libc() !== undefined) {
    return launch(command, options, true).child.waitSync(Infinity);
  }
  const plan = new StdioPlan(platform, options, -1);
  try {
    return platform.runBlocking(requestOf(plan, command, options, ids));
  } catch (error) {
    throw explain(platform, command, error);
  } finally {
    plan.abandon();
  }
}

function requestOf(
  plan: StdioPlan,
  { file, argv, cwd, env }: Command,
  { startNewSession = false }: PopenOptions,
  { uid, gid }: Ids,
): SpawnRequest {
  const request = { file, argv, cwd, env, stdio: plan.child, detached: startNewSession, uid, gid };
  if (!plan.merged) return request;
  // The shell has the descriptor that we have not.
  return {
    ...request,
    file: "/bin/sh",
    argv: ["/bin/sh", "-c", 'exec "$0" "$@" 2>&1', file, ...argv.slice(1)],
  };
}

function startByLibc(
  libc: Libc,
  platform: Processes,
  plan: StdioPlan,
  { file, argv, cwd, env }: Command,
  options: PopenOptions,
): Started {
  const { passFds = [], closeFds = true, startNewSession = false, restoreSignals = true } = options;
  const fds = new Map<number, number>();
  let nothing: number | undefined;
  plan.child.forEach((stdio, fd) => {
    if (typeof stdio === "number") fds.set(fd, stdio);
    else if (stdio === "inherit") fds.set(fd, fd);
    else fds.set(fd, nothing ??= platform.openFile("/dev/null", "r+"));
  });
  for (const fd of passFds) fds.set(fd, fd);
  try {
    const pid = posixSpawn(libc, {
      file,
      argv,
      env,
      cwd,
      fds,
      closeOthers: closeFds || passFds.length > 0,
      session: startNewSession,
      // It is so already, and the system would refuse to do it again.
      group: startNewSession && options.processGroup === 0 ? undefined : options.processGroup,
      restoreSignals,
    });
    if (typeof pid === "string") throw osError(pid, file);
    plan.started({ stdin: undefined, stdout: undefined, stderr: undefined });
    return { child: new LibcChild(pid, libc, platform), ends: plan.ends };
  } finally {
    if (nothing !== undefined) platform.closeFile(nothing);
  }
}

/** An option that no runtime has. */
function specialOption(options: PopenOptions): string | undefined {
  const { passFds, processGroup, restoreSignals, startNewSession } = options;
  if (passFds !== undefined && passFds.length > 0) return "passFds";
  if (processGroup !== undefined && !(startNewSession && processGroup === 0)) return "processGroup";
  if (restoreSignals === false) return "restoreSignals: false";
  return undefined;
}

function refuse({ extraGroups }: PopenOptions): void {
  if (extraGroups === undefined) return;
  throw new NotSupportedError(
    "extraGroups: neither Deno nor Bun can set them; start the program by " +
      "`setpriv --groups 1,2 program …`",
  );
}

function idsOf({ user, group }: PopenOptions): Ids {
  return {
    uid: user === undefined ? undefined : userId(user),
    gid: group === undefined ? undefined : groupId(group),
  };
}

// The mask is the whole process's: threads that make files just then get it, too.
function withUmask<T>(platform: Processes, mask: number | undefined, body: () => T): T {
  if (mask === undefined) return body();
  const libc = platform.libc();
  if (libc === undefined) throw new NotSupportedError(`umask needs ${platform.libcHint}`);
  const before = libc.umask(mask);
  try {
    return body();
  } finally {
    libc.umask(before);
  }
}

// The system says the same of a missing directory as of a missing program.
function explain(platform: Processes, { cwd }: Command, error: unknown): unknown {
  const { code } = error as Partial<OsError>;
  if (cwd === undefined || !["ENOENT", "EACCES", "ENOTDIR"].includes(code ?? "")) return error;
  const libc = platform.libc();
  const state = libc === undefined ? platform.directory(cwd) : libc.enterError(cwd) ?? "fine";
  return state === undefined || state === "fine" ? error : osError(state, cwd, error);
}
