// This process, as the platform has it. Apart from the rest, because a child needs it first of all.

import { NotSupportedError } from "../errors.ts";
import type { RuntimeKind } from "./command.ts";

export interface SelfProcess {
  readonly kind: RuntimeKind;
  readonly pid: number;
  /** What the program sees as its arguments. */
  readonly args: readonly string[];
  cwd(): string;
  chdir(path: string): void;
  /** Whether anything in this program may have used `process.stdout` or `process.stderr`. */
  hasStreams(): boolean;
  /** Resolves when all that was written by `process.stdout` and `process.stderr` is out. */
  flush(): Promise<void>;
  /** Ends the process as the program itself would: calls who listens to that. */
  exit(code: number): never;
}

interface Stream {
  on(event: "error", listener: () => void): void;
  write(text: string, done: () => void): void;
}
interface NodeProcess {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly stdout: Stream;
  readonly stderr: Stream;
  cwd(): string;
  chdir(path: string): void;
  exit(code: number): never;
}

// A property that costs fifteen milliseconds on Deno when it is first read.
const nodeProcess = () => (globalThis as unknown as { process: NodeProcess }).process;

let current: SelfProcess | undefined;

/** This process; NotSupportedError where a program is none. */
export function self(): SelfProcess {
  return current ??= create();
}

function create(): SelfProcess {
  const { Bun, Deno: deno } = globalThis as { Bun?: { main: string }; Deno?: unknown };
  if (Bun !== undefined) {
    const process = nodeProcess();
    return {
      kind: "bun",
      pid: process.pid,
      // Code that was given on the command line has no place among the arguments.
      args: process.argv.slice(/[\\/]\[eval\]$/.test(Bun.main) ? 1 : 2),
      cwd: () => process.cwd(),
      chdir: (path) => process.chdir(path),
      hasStreams: () => true,
      flush: () => flush(process),
      exit: (code) => process.exit(code),
    };
  }
  if (deno === undefined) {
    throw new NotSupportedError("processes need Deno or Bun: this runtime has none");
  }
  return {
    kind: "deno",
    pid: Deno.pid,
    args: Deno.args,
    cwd: () => Deno.cwd(),
    chdir: (path) => Deno.chdir(path),
    hasStreams: hasNodeProcess,
    flush: () => flush(nodeProcess()),
    // Deno's own leaves out those who listen in Node's way.
    exit: (code) => hasNodeProcess() ? nodeProcess().exit(code) : Deno.exit(code),
  };
}

async function flush({ stdout, stderr }: NodeProcess): Promise<void> {
  for (const stream of [stdout, stderr]) {
    // Somebody may have closed it.
    stream.on("error", () => {});
    await new Promise<void>((resolve) => stream.write("", () => resolve()));
    // Bun has said so while most of it is still in what is behind the stream.
    await sinkOf(stream)?.flush();
  }
}

interface Sink {
  flush(): unknown;
}

function sinkOf(stream: object): Sink | undefined {
  for (const key of Object.getOwnPropertySymbols(stream)) {
    const inner = (stream as Record<symbol, Partial<Sink> | undefined>)[key];
    if (typeof inner?.flush === "function") return inner as Sink;
  }
  return undefined;
}

/** Whether anything in this program has used `process`, as far as Deno shows that. */
function hasNodeProcess(): boolean {
  const { Deno: deno } = globalThis as unknown as { Deno: Record<symbol, object | undefined> };
  const internals = deno[(Deno as unknown as { internal: symbol }).internal];
  return internals !== undefined && "dispatchProcessExitEvent" in internals;
}
