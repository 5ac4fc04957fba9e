// Signals by number and name. Platforms are named as Node and Deno do: "linux", "darwin"; where neither is meant, Linux.

import type { Signal } from "./options.ts";

// The place of a name is its number, from 1.
const LINUX =
  ("HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT CHLD CONT STOP " +
    "TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS").split(" ");
const DARWIN =
  ("HUP INT QUIT ILL TRAP ABRT EMT FPE KILL BUS SEGV SYS PIPE ALRM TERM URG STOP TSTP CONT CHLD " +
    "TTIN TTOU IO XCPU XFSZ VTALRM PROF WINCH INFO USR1 USR2").split(" ");

interface Platform {
  readonly largest: number;
  /** A number's first name is the one it is called by. */
  readonly names: ReadonlyMap<string, number>;
}

const platforms: Record<"darwin" | "linux", Platform> = {
  darwin: { largest: 31, names: namesOf(DARWIN, { SIGIOT: 6 }) },
  linux: {
    largest: 64,
    names: namesOf(LINUX, { SIGIOT: 6, SIGCLD: 17, SIGPOLL: 29, SIGRTMIN: 34, SIGRTMAX: 64 }),
  },
};

function namesOf(inOrder: readonly string[], others: Record<string, number>): Map<string, number> {
  const names = inOrder.map((name, index) => [`SIG${name}`, index + 1] as const);
  return new Map([...names, ...Object.entries(others)]);
}

function platformOf(platform: string): Platform {
  return platforms[platform === "darwin" ? "darwin" : "linux"];
}

/**
 * The number of a signal that is given by name ("SIGTERM") or number. 0 is none, and sending it tells whether the
 * process is there. Real-time signals other than the first and last have no name.
 */
export function signalNumber(signal: Signal, platform: string): number {
  const { names, largest } = platformOf(platform);
  if (typeof signal === "string") {
    const number = names.get(signal);
    if (number !== undefined) return number;
    throw new RangeError(`signal must be the name of a signal, got "${signal}"`);
  }
  if (typeof signal !== "number") {
    throw new TypeError(`signal must be a name or a number, got ${String(signal)}`);
  }
  if (!Number.isInteger(signal) || signal < 0 || signal > largest) {
    throw new RangeError(`signal must be an integer from 0 to ${largest}, got ${signal}`);
  }
  return signal;
}

/** The name of a signal; undefined for a number that has none. */
export function signalName(number: number, platform: string): string | undefined {
  for (const [name, its] of platformOf(platform).names) {
    if (its === number) return name;
  }
  return undefined;
}
