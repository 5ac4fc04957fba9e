import { statSync } from "node:fs";
import { messageOf } from "./failure.ts";

export interface Arguments {
  folder: string;
  workers: number;
  /** Do the work in processes, too. */
  processes: boolean;
}

/** Reads `[--processes] [--workers N] [DIR]`; throws a UsageError that says what is wrong. */
export function parseArguments(args: readonly string[], defaults: Arguments): Arguments {
  const result = { ...defaults };
  const folders: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const [name, attached] = splitOption(args[i]);
    if (name === "--workers") {
      const value = attached ?? args[++i];
      result.workers = Number(value);
      if (!/^[1-9]\d*$/.test(value ?? "")) {
        throw new UsageError(`--workers must be a whole number >= 1, got ${value ?? "nothing"}`);
      }
    } else if (args[i] === "--processes") {
      result.processes = true;
    } else if (name.startsWith("-")) {
      throw new UsageError(`unknown option ${name}`);
    } else {
      folders.push(args[i]);
    }
  }
  if (folders.length > 1) throw new UsageError(`one folder expected, got ${folders.join(" ")}`);
  result.folder = folders[0] ?? defaults.folder;
  requireFolder(result.folder);
  return result;
}

export class UsageError extends Error {
  override name = "UsageError";
}

function splitOption(arg: string): [name: string, value: string | undefined] {
  const at = arg.startsWith("--") ? arg.indexOf("=") : -1;
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

function requireFolder(folder: string) {
  let stat;
  try {
    stat = statSync(folder, { throwIfNoEntry: false });
  } catch (error) {
    throw new UsageError(messageOf(error));
  }
  if (stat === undefined) throw new UsageError(`${folder} does not exist`);
  if (!stat.isDirectory()) throw new UsageError(`${folder} is not a directory`);
}
