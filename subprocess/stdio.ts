// What a child's stdin, stdout and stderr are: descriptors where the C library can make pipes, else pipes of the
// runtime's own.
//
//   option                 the child's                 ours
//   null                   inherited                   –
//   DEVNULL                nothing                     –
//   a descriptor, a file   that one                    –
//   PIPE                   one end of a pipe           the other one
//   another child's stdout the other end of its pipe   – (closed here: who reads last ends who writes)
//   a stream               one end of a pipe           the other one, with a pump between it and the stream

import { type ChildStdio, osError, type Processes } from "../_runtime/processes/mod.ts";
import { DEVNULL, PIPE, STDOUT } from "./constants.ts";
import { describeStdio, fileDescriptor } from "./files.ts";
import { pumpIn, pumpOut } from "./pump.ts";
import { readEndOf } from "./streams.ts";
import { ReadEnd } from "./read_end.ts";
import { WriteEnd } from "./write_end.ts";

type Name = "stdin" | "stdout" | "stderr";

/** Ends that are the program's to use. */
export interface Ends {
  stdin: WriteEnd | undefined;
  stdout: ReadEnd | undefined;
  stderr: ReadEnd | undefined;
  /** Resolves when all output has come to the streams that it was to go to. */
  delivered: Promise<unknown> | undefined;
}

/** The streams of a child that is about to be started. */
export class StdioPlan {
  readonly child: [ChildStdio, ChildStdio, ChildStdio] = ["inherit", "inherit", "inherit"];
  /** stderr goes where stdout goes, and there is no descriptor to say so. */
  merged = false;
  readonly ends: Ends = {
    stdin: undefined,
    stdout: undefined,
    stderr: undefined,
    delivered: undefined,
  };
  readonly #platform: Processes;
  readonly #pipesize: number;
  /** To be closed when the child has them. */
  readonly #childs: number[] = [];
  /** The same, opened by the runtime. */
  readonly #opened: number[] = [];
  /** To be opened when there are streams of the runtime's. */
  readonly #later: ((streams: {
    stdin: WritableStream<Uint8Array> | undefined;
    stdout: ReadableStream<Uint8Array> | undefined;
    stderr: ReadableStream<Uint8Array> | undefined;
  }) => void)[] = [];
  /** Lets another child have its output again. */
  #giveBack: (() => void) | undefined;
  readonly #pumps: (() => Promise<void> | undefined)[] = [];

  constructor(
    platform: Processes,
    options: { stdin?: unknown; stdout?: unknown; stderr?: unknown },
    pipesize: number,
  ) {
    this.#platform = platform;
    this.#pipesize = pipesize;
    try {
      this.#input(options.stdin);
      this.#output("stdout", 1, options.stdout);
      if (options.stderr === STDOUT) this.#merge();
      else this.#output("stderr", 2, options.stderr);
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /** The child has been started. */
  started(streams: {
    stdin: WritableStream<Uint8Array> | undefined;
    stdout: ReadableStream<Uint8Array> | undefined;
    stderr: ReadableStream<Uint8Array> | undefined;
  }): void {
    this.#giveBack = undefined;
    this.#closeChilds();
    for (const open of this.#later) open(streams);
    if (this.#pumps.length > 0) {
      this.ends.delivered = Promise.all(this.#pumps.map((pump) => pump()));
    }
  }

  /** It has not. */
  abandon(): void {
    this.#giveBack?.();
    this.#giveBack = undefined;
    this.#closeChilds();
    this.ends.stdin?.abandon();
    this.ends.stdout?.close();
    this.ends.stderr?.close();
  }

  #closeChilds(): void {
    for (const fd of this.#childs.splice(0)) this.#platform.libc()!.close(fd);
    for (const fd of this.#opened.splice(0)) this.#platform.closeFile(fd);
  }

  #input(option: unknown): void {
    const simple = this.#simple("stdin", option);
    if (simple !== undefined) {
      this.child[0] = simple;
      return;
    }
    if (option === PIPE) return this.#pipeIn();
    const end = option instanceof ReadableStream ? readEndOf(option) : undefined;
    const fd = end?.takeFd();
    if (fd !== undefined) {
      this.child[0] = fd;
      this.#childs.push(fd);
      this.#giveBack = () => {
        this.#childs.splice(this.#childs.indexOf(fd), 1);
        end!.giveBack(fd);
      };
      return;
    }
    const taken = end?.takeSource();
    if (taken !== undefined) this.#giveBack = () => end!.giveBack(taken);
    const source = taken ?? streamOf(option, "readable", ReadableStream);
    this.#pipeIn();
    this.#pumps.push(() => {
      // The child need not wait for all of it.
      void pumpIn(source as ReadableStream<Uint8Array | string>, this.ends.stdin!);
      this.ends.stdin = undefined;
      return undefined;
    });
  }

  #output(name: "stdout" | "stderr", fd: 1 | 2, option: unknown): void {
    const simple = this.#simple(name, option);
    if (simple !== undefined) {
      this.child[fd] = simple;
      return;
    }
    const sink = option === PIPE ? undefined : streamOf(option, "writable", WritableStream);
    this.#pipeOut(name, fd);
    if (sink === undefined) return;
    this.#pumps.push(() => {
      const delivered = pumpOut(this.ends[name]!, sink);
      this.ends[name] = undefined;
      return delivered;
    });
  }

  #merge(): void {
    const [, stdout] = this.child;
    if (stdout === "pipe") this.merged = true;
    this.child[2] = stdout === "inherit" ? 1 : stdout === "pipe" ? "inherit" : stdout;
  }

  #pipeIn(): void {
    const pipe = this.#pipe();
    if (pipe === undefined) {
      this.child[0] = "pipe";
      this.#later.unshift(({ stdin }) => this.ends.stdin = new WriteEnd(this.#platform, stdin!));
      return;
    }
    const [read, write] = pipe;
    this.child[0] = read;
    this.#childs.push(read);
    this.ends.stdin = new WriteEnd(this.#platform, write);
  }

  #pipeOut(name: "stdout" | "stderr", fd: 1 | 2): void {
    const pipe = this.#pipe();
    if (pipe === undefined) {
      this.child[fd] = "pipe";
      this.#later.unshift((streams) =>
        this.ends[name] = new ReadEnd(this.#platform, streams[name]!)
      );
      return;
    }
    const [read, write] = pipe;
    this.child[fd] = write;
    this.#childs.push(write);
    this.ends[name] = new ReadEnd(this.#platform, read);
  }

  #pipe(): [number, number] | undefined {
    const libc = this.#platform.libc();
    const ends = libc?.pipe();
    if (ends !== undefined && this.#pipesize > 0) libc!.setPipeSize(ends[1], this.#pipesize);
    return ends;
  }

  #simple(name: Name, option: unknown): ChildStdio | undefined {
    if (option === undefined || option === null) return "inherit";
    if (option === DEVNULL) return "null";
    if (option === PIPE) return undefined;
    if (option === STDOUT) {
      throw new RangeError(`${name}: STDOUT can only be used for stderr`);
    }
    const file = fileDescriptor(option, name === "stdin" ? "r" : "w");
    if (file === undefined) return undefined;
    if (file.opened) this.#opened.push(file.fd);
    if (!(file.fd >= 0)) throw osError("EBADF", String(file.fd));
    return file.fd;
  }
}

/** Whether somebody must bring the bytes from or to what the option is. */
export function needsPump(option: unknown): boolean {
  if (typeof option !== "object" || option === null || "fd" in option) return false;
  if (option instanceof ReadableStream) return readEndOf(option)?.fd === undefined;
  return option instanceof WritableStream || "readable" in option || "writable" in option;
}

function streamOf<T extends { readonly locked: boolean }>(
  option: unknown,
  key: "readable" | "writable",
  Class: abstract new (...args: never[]) => T,
): T {
  const name = key === "readable" ? "stdin" : "stdout and stderr";
  const stream = option instanceof Class ? option : (option as Record<string, unknown>)[key];
  if (stream instanceof Class) {
    if (!stream.locked) return stream;
    throw new TypeError(`${name} can't be a stream that somebody else uses: it is locked`);
  }
  throw new TypeError(
    `${name} must be PIPE, DEVNULL, a descriptor, ` +
      `an open file or a stream, got ${describeStdio(option)}`,
  );
}
