import { processes } from "../_runtime/processes/mod.ts";

/** A descriptor behind an option; `opened`: for this child alone. */
export interface OptionFile {
  readonly fd: number;
  readonly opened: boolean;
}

/** The descriptor that a number, a node:fs FileHandle or a Bun.file stands for; undefined for what has none. */
export function fileDescriptor(option: unknown, mode: "r" | "w"): OptionFile | undefined {
  if (typeof option === "number") {
    if (!Number.isInteger(option)) {
      throw new TypeError(`a file descriptor must be an integer, got ${option}`);
    }
    return { fd: option, opened: false };
  }
  if (typeof option !== "object" || option === null) return undefined;
  const { fd } = option as { fd?: unknown };
  if (typeof fd === "number") return { fd, opened: false };
  const { name, stream, writer } = option as { name?: unknown; stream?: unknown; writer?: unknown };
  // A Bun.file.
  if (typeof stream !== "function" || typeof writer !== "function") return undefined;
  if (typeof name === "number") return { fd: name, opened: false };
  if (typeof name !== "string") return undefined;
  return { fd: processes().openFile(name, mode), opened: true };
}

/** What an option is, for messages. */
export function describeStdio(option: unknown): string {
  if (typeof option === "string") return JSON.stringify(option);
  if (typeof option !== "object" || option === null) return String(option);
  return Object.prototype.toString.call(option);
}
