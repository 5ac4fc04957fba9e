// Runs a program on the runtime that the tests run on.

import { fileURLToPath } from "node:url";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Milliseconds from start to end. */
  readonly took: number;
}

type Ended = Omit<Outcome, "took">;

/** The program's outcome; one that does not end by itself within `limit` milliseconds is killed, and is an error. */
export async function runProgram(url: URL, args: string[] = [], limit = 20_000): Promise<Outcome> {
  const start = performance.now();
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), limit);
  const run = "Bun" in globalThis ? runBun : runDeno;
  const ended = await run(fileURLToPath(url), args, controller.signal);
  clearTimeout(timer);
  if (controller.signal.aborted) {
    throw new Error(
      `${url.pathname} did not end within ${limit} ms\n${ended.stdout}\n${ended.stderr}`,
    );
  }
  return { ...ended, took: performance.now() - start };
}

const root = new URL("../../", import.meta.url);

async function runDeno(path: string, args: string[], signal: AbortSignal): Promise<Ended> {
  const command = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-check", "-A", path, ...args],
    cwd: fileURLToPath(root),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    env: { NO_COLOR: "1" },
  });
  const child = command.spawn();
  const kill = () => child.kill("SIGKILL");
  signal.addEventListener("abort", kill);
  const { code, stdout, stderr } = await child.output();
  signal.removeEventListener("abort", kill);
  const text = new TextDecoder();
  return { code, stdout: text.decode(stdout), stderr: text.decode(stderr) };
}

interface BunChild {
  readonly stdout: ReadableStream<Uint8Array>;
  readonly stderr: ReadableStream<Uint8Array>;
  readonly exited: Promise<number>;
  kill(signal: string): void;
}
interface BunLike {
  spawn(command: string[], options: Record<string, unknown>): BunChild;
}

async function runBun(path: string, args: string[], signal: AbortSignal): Promise<Ended> {
  const { Bun } = globalThis as unknown as { Bun: BunLike };
  const child = Bun.spawn([process.execPath, "run", path, ...args], {
    cwd: fileURLToPath(root),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    env: { ...process.env, NO_COLOR: "1" },
  });
  const kill = () => child.kill("SIGKILL");
  signal.addEventListener("abort", kill);
  const [stdout, stderr, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  signal.removeEventListener("abort", kill);
  return { code, stdout, stderr };
}
