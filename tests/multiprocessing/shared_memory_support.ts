import { existsSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { DEVNULL, run } from "@weft/concurrency/subprocess";

export const onBun = "Bun" in globalThis;

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const program = path("./programs/shared_memory.ts");

const RUNTIMES = {
  Deno: [path("../../node_modules/deno/deno"), "run", "--quiet", "--no-check", "-A"],
  Bun: [path("../../node_modules/bun/bin/bun.exe"), "run"],
} as const;

export type RuntimeName = keyof typeof RUNTIMES;
export const own: RuntimeName = onBun ? "Bun" : "Deno";
export const names = Object.keys(RUNTIMES) as RuntimeName[];

/** The command that runs programs/shared_memory.ts on a runtime. */
export function command(name: RuntimeName, ...args: string[]): string[] {
  const flags = name === "Deno" ? ["--v8-flags=--expose-gc"] : [];
  return [...RUNTIMES[name], ...flags, program, ...args];
}

/** What it writes. */
export async function outputOf(name: RuntimeName, ...args: string[]): Promise<string> {
  const { stdout } = await run(command(name, ...args), {
    captureOutput: true,
    text: true,
    check: true,
    timeout: 20_000,
  });
  return stdout!.trim();
}

export const hasPython = await run(["python3", "-c", "import multiprocessing.shared_memory"], {
  stderr: DEVNULL,
}).then(({ returncode }) => returncode === 0, () => false);

// Its tracker would remove, at its end, what is not its own.
const UNTRACKED = `
import json, sys
from multiprocessing import resource_tracker, shared_memory
from multiprocessing.shared_memory import SharedMemory, ShareableList
resource_tracker.register = lambda *args: None
resource_tracker.unregister = lambda *args: None
`;

/** What a Python script writes; its arguments are in sys.argv[1:]. */
export async function python(script: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(["python3", "-c", UNTRACKED + script, ...args], {
    captureOutput: true,
    text: true,
    check: true,
    timeout: 20_000,
  });
  return stdout!.trim();
}

export function exists(name: string): boolean {
  return existsSync(`/dev/shm/${name}`);
}

/** The trackers of a process, by the pipe that they share with it. */
export function trackersOf(pid: number): number[] {
  const pipes = new Set(linksOf(pid).filter((link) => link.startsWith("pipe:")));
  return readdirSync("/proc").map(Number).filter((other) => {
    if (!(other > 0) || other === pid) return false;
    try {
      if (!readFileSync(`/proc/${other}/cmdline`, "utf8").includes("weft_segment_")) return false;
    } catch {
      return false;
    }
    return linksOf(other).some((link) => pipes.has(link));
  });
}

/** What the descriptors of a process lead to. */
export function linksOf(pid: number = process.pid): string[] {
  try {
    const folder = `/proc/${pid}/fd`;
    return readdirSync(folder).flatMap((fd) => {
      try {
        return [readlinkSync(`${folder}/${fd}`)];
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}
