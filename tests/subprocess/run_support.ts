// What the tests of subprocess have in common.

import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Args,
  type CompletedProcess,
  type Out,
  Popen,
  type PopenOptions,
  run,
  type RunOptions,
  runSync,
  type Sync,
} from "@weft/concurrency/subprocess";
import { processes } from "../../_runtime/processes/mod.ts";

/** One way to run a program; what throws at once does so as a rejection here. */
export interface Form {
  readonly name: string;
  readonly sync: boolean;
  // deno-lint-ignore ban-types
  run<O extends Sync<RunOptions> = {}>(args: Args, options?: O): Promise<CompletedProcess<Out<O>>>;
}

export const asynchronous: Form = {
  name: "run",
  sync: false,
  run: (args, options) => run(args, options),
};

export const blocking: Form = {
  name: "runSync",
  sync: true,
  // deno-lint-ignore require-await
  run: async (args, options) => runSync(args, options),
};

/** Whether the C library can be called: without it some things are refused. */
export const hasLibc = processes().libc() !== undefined;

/** Whether nobody but the user root may do what root may. */
export const isRoot = process.getuid?.() === 0;

export const onBun = "Bun" in globalThis;

/** A folder for one test. */
export class Folder implements Disposable {
  readonly path: string = mkdtempSync(join(tmpdir(), "subprocess-"));
  readonly #open: number[] = [];

  /** The path of something in it. */
  at(name: string): string {
    return join(this.path, name);
  }

  write(name: string, content: string, mode = 0o666): string {
    writeFileSync(this.at(name), content, { mode });
    return this.at(name);
  }

  read(name: string): string {
    return readFileSync(this.at(name), "utf8");
  }

  /** A descriptor, closed with the folder. */
  open(name: string, mode: string): number {
    const fd = openSync(this.at(name), mode);
    this.#open.push(fd);
    return fd;
  }

  [Symbol.dispose](): void {
    for (const fd of this.#open) closeSync(fd);
    rmSync(this.path, { recursive: true, force: true });
  }
}

export function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

export function text(bytes: Uint8Array | null): string {
  return new TextDecoder().decode(bytes!);
}

/** The error that the promise, or the function, ends with. */
export async function errorOf(
  what: Promise<unknown> | (() => unknown),
): Promise<Error & { code?: string; filename?: string }> {
  try {
    await (typeof what === "function" ? what() : what);
  } catch (error) {
    return error as Error;
  }
  throw new Error("there was no error");
}

/** All that comes out of a stream. */
export async function all(stream: ReadableStream<Uint8Array> | null): Promise<string> {
  return text(new Uint8Array(await new Response(stream).arrayBuffer()));
}

/** All that comes out of a stream of text. */
export async function allText(stream: ReadableStream<string> | null): Promise<string> {
  let result = "";
  for await (const chunk of chunksOf(stream!)) result += chunk;
  return result;
}

/** The chunks of a stream; leaving early lets go of it without cancelling it. */
export async function* chunksOf<T>(stream: ReadableStream<T>): AsyncGenerator<T, void> {
  const reader = stream.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    reader.releaseLock();
  }
}

/** Reads until so much has come. */
export async function readText(
  reader: ReadableStreamDefaultReader<string>,
  length: number,
): Promise<string> {
  let result = "";
  while (result.length < length) {
    const { done, value } = await reader.read();
    if (done) break;
    result += value;
  }
  return result;
}

/** A child that ends when its stdin does, or is killed. */
export function waiting<O extends PopenOptions>(options?: O): Popen<O> {
  return new Popen<O>(["sh", "-c", "echo ready; exec cat"], options);
}

/** Lets pass the time in which something that must not happen would happen. */
export function lull(ms = 50): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
