// What is asked of the platform to start processes and to talk to them. One file per platform implements it.

import type { Libc } from "./libc.ts";

/** What a child gets as a descriptor: one of ours, a pipe of the platform's own, ours of the same number, or nothing. */
export type ChildStdio = number | "pipe" | "inherit" | "null";

export interface SpawnRequest {
  /** Searched for in PATH when there is no slash in it. */
  readonly file: string;
  /** What the program sees as its arguments, its name first. */
  readonly argv: readonly string[];
  readonly cwd: string | undefined;
  /** The whole environment; undefined: that of this process. */
  readonly env: Readonly<Record<string, string>> | undefined;
  readonly stdio: readonly [stdin: ChildStdio, stdout: ChildStdio, stderr: ChildStdio];
  /** In a session, and so in a process group, of its own. */
  readonly detached: boolean;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

/** A child process. */
export interface ChildProcess {
  readonly pid: number;
  /** Resolves when it has ended: its exit status, or -N when signal N has ended it. */
  readonly exited: Promise<number>;
  /** Sends it a signal; does nothing when it has ended. */
  kill(signal: number): void;
  /** Of the platform's own pipes. */
  readonly stdin: WritableStream<Uint8Array> | undefined;
  readonly stdout: ReadableStream<Uint8Array> | undefined;
  readonly stderr: ReadableStream<Uint8Array> | undefined;
  /** Whether its end is waited for before this process ends by itself. */
  hold(on: boolean): void;
}

/** Processes, as the platform has them. */
export interface Processes {
  /** Starts a child; throws an error with `code` and `filename` when that fails. */
  spawn(request: SpawnRequest): ChildProcess;
  /** Runs a child without pipes to its end, blocking; undefined where the platform can't. */
  runBlocking(request: SpawnRequest): number | undefined;
  /** The C library; undefined where it can't be called. */
  libc(): Libc | undefined;
  /** Why it can't be called. */
  readonly libcHint: string;
  /** Sends a signal, by name or number, to a process or (below 0) to a group. False when there is none such. */
  kill(pid: number, signal: number): boolean;
  /** Whether children get descriptors that are none of their business: those given to them twice, and inherited ones. */
  readonly leaksDescriptors: boolean;
  /** Whether a program can't be given another name than its own. */
  readonly lacksArgv0: boolean;
  /** Opens a file; its descriptor. */
  openFile(path: string, mode: "r" | "w" | "r+"): number;
  /** Closes what that has opened, which the C library must not: the runtime would close the number once more. */
  closeFile(fd: number): void;
  readText(path: string): string;
  /** The stream of a pipe's end, which it owns. */
  reader(fd: number): ReadableStream<Uint8Array>;
  writer(fd: number): WritableStream<Uint8Array>;
  /** Numbers of the signals by name. */
  signals(): Readonly<Record<string, number>>;
  /**
   * Calls `listener` on SIGINT, which then ends nothing by itself; `handled`: the program listens too, as far as that can
   * be known. The result stops that. Never called in another thread than the main one.
   */
  onInterrupt(listener: (handled: boolean) => void): () => void;
  /** Sends this program SIGINT. */
  interrupt(): void;
  /** Calls `listener` when a child has ended, perhaps one of others; the result stops that. Undefined where the platform does not tell. */
  onChildEnd(listener: () => void): (() => void) | undefined;
  /** Whether the directory exists and may be entered; undefined where that can't be known. */
  directory(path: string): "fine" | string | undefined;
}
