// The options of the module: their types here, and what checks them. arguments.ts checks what is to be run.

import type { DEVNULL, PIPE, STDOUT } from "./constants.ts";
import type { STARTUPINFO } from "./startupinfo.ts";

export { checkPopenOptions } from "./popen_options.ts";
export { checkInput, checkOutputOptions, checkRunOptions } from "./run_options.ts";

/**
 * Where a stream of the child comes from or goes to (17.5.1.1): PIPE, DEVNULL, a file descriptor, an open file (a
 * FileHandle of node:fs, a Deno.FsFile, a Bun.file), or a stream; another Popen's `stdout` as `stdin` makes a pipeline.
 * null or absent: the parent's own.
 */
export type Stdio =
  | typeof PIPE
  | typeof DEVNULL
  | number
  | { readonly fd: number }
  | ReadableStream<Uint8Array>
  | ReadableStream<string>
  | WritableStream<Uint8Array>
  | { readonly readable: ReadableStream<Uint8Array> }
  | { readonly writable: WritableStream<Uint8Array> }
  | null;

/** A program and its arguments; a string alone is a program's name, or a command line with `shell` (17.5.1.1). */
export type Args = string | readonly string[];

/** A signal by number, or by name: "SIGTERM". */
export type Signal = number | string;

/** Options of Popen (17.5.1.2). */
export interface PopenOptions {
  /** Python's buffer size; streams have no buffer of their own here, so any integer will do. */
  bufsize?: number;
  /** The program that is really run; the first of the arguments stays the name it sees. With `shell`: the shell. */
  executable?: string;
  /** The child's standard input. */
  stdin?: Stdio;
  /** The child's standard output. */
  stdout?: Stdio;
  /** The child's standard error; STDOUT: into the same place as stdout, in true order. */
  stderr?: Stdio | typeof STDOUT;
  /** Through /bin/sh -c (cmd.exe on Windows). A string without it is a program's name, not a command line. */
  shell?: boolean;
  /** The directory the child runs in; a path or a file: URL. */
  cwd?: string | URL;
  /** The whole environment, in place of the parent's; undefined values are left out. */
  env?: Record<string, string | undefined>;
  /** Streams of text: what is read has "\n" for every end of a line. */
  text?: boolean;
  /** The same as `text`. */
  universalNewlines?: boolean;
  /** Streams of text in this encoding, by Python's or the Web's name; utf-8 when it is not given. */
  encoding?: string;
  /** Streams of text; what happens to what can't be converted: "strict", "ignore" or "replace". */
  errors?: string;
  /** Other descriptors than 0, 1 and 2 are not the child's; true unless it is said otherwise. */
  closeFds?: boolean;
  /** Descriptors that are the child's too, with the same numbers. */
  passFds?: readonly number[];
  /** The child leads a session of its own. */
  startNewSession?: boolean;
  /** The child's process group; 0: one of its own. */
  processGroup?: number;
  /** Signals that the parent's runtime ignores have their usual effect in the child; true unless it is said otherwise. */
  restoreSignals?: boolean;
  /** The user that the child runs as, by name or number. */
  user?: number | string;
  /** The group that the child runs as, by name or number. */
  group?: number | string;
  /** Further groups of the child, by name or number. */
  extraGroups?: readonly (number | string)[];
  /** Permissions that files which the child creates do not get. */
  umask?: number;
  /** How many bytes the pipes hold, where that can be chosen. */
  pipesize?: number;
  /** Windows only. */
  startupinfo?: STARTUPINFO;
  /** Windows only: CREATE_NEW_CONSOLE, … */
  creationflags?: number;
}

/** Options of `run` and of the functions that are made of it (17.5.1). */
export interface RunOptions extends PopenOptions {
  /** What the child reads from its standard input: a string in text mode, else bytes. */
  input?: Uint8Array | string;
  /** `stdout: PIPE, stderr: PIPE`. */
  captureOutput?: boolean;
  /**
   * Milliseconds the child has. It holds even where a grandchild keeps a pipe open, and ends the whole process group
   * that `run` made.
   */
  timeout?: number;
  /** Another exit status than 0 is an error: CalledProcessError. */
  check?: boolean;
  /** Kills the child when it is aborted. */
  signal?: AbortSignal;
}

/** Options that make text of a child's streams. */
export type Text =
  | { text: true }
  | { universalNewlines: true }
  | { encoding: string }
  | { errors: string };

/** What a child's output is, with options of type O: text, bytes, or either when the type does not tell. */
export type Out<O> = O extends Text ? string
  : [Extract<keyof O, "text" | "universalNewlines" | "encoding" | "errors">] extends [never]
    ? Uint8Array
  : O extends { text: false } | { universalNewlines: false } ? Uint8Array
  : string | Uint8Array;

/** Options of a blocking form. */
export type Sync<O> = Omit<O, "signal">;

/** Options of `checkOutput`, which captures stdout itself. */
export type NoStdout<O> = Omit<O, "stdout">;
