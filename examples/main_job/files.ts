import { closeSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Failure, messageOf } from "./failure.ts";

export interface TextFile {
  path: string;
  size: number;
}
export interface Found {
  files: TextFile[];
  failures: Failure[];
}

const headSize = 8192;

/**
 * Every text file below a folder, in the order of their names; symbolic links are not followed and `.git` is left out.
 * Of each file only the beginning is read.
 */
export function findTexts(folder: string): Found {
  const found: Found = { files: [], failures: [] };
  const head = new Uint8Array(headSize);
  visit(folder, found, head);
  return found;
}

function visit(folder: string, found: Found, head: Uint8Array) {
  const entries = attempt(folder, found, () => readdirSync(folder, { withFileTypes: true })) ?? [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== ".git") visit(path, found, head);
    } else if (entry.isFile()) {
      attempt(path, found, () => {
        if (isText(readHead(path, head))) found.files.push({ path, size: statSync(path).size });
      });
    }
  }
}

function attempt<T>(path: string, found: Found, read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    found.failures.push({ path, message: messageOf(error) });
  }
}

function readHead(path: string, head: Uint8Array): Uint8Array {
  const file = openSync(path, "r");
  try {
    return head.subarray(0, readSync(file, head, 0, head.length, 0));
  } finally {
    closeSync(file);
  }
}

/** Whether the beginning of a file looks like text: UTF-8 without a NUL. */
export function isText(head: Uint8Array): boolean {
  if (head.includes(0)) return false;
  try {
    // "stream": the head may end within a character.
    new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Puts files together to chunks of about `size` bytes, large enough that sending one costs nothing beside its work. */
export function chunked(files: readonly TextFile[], size: number): TextFile[][] {
  const chunks: TextFile[][] = [];
  let bytes = Infinity;
  for (const file of files) {
    if (bytes + file.size > size) {
      chunks.push([]);
      bytes = 0;
    }
    chunks.at(-1)!.push(file);
    bytes += file.size;
  }
  // The largest first: a large one at the end would keep one worker busy while the others have nothing left.
  return chunks.sort((a, b) => totalSize(b) - totalSize(a));
}

export function totalSize(files: readonly TextFile[]): number {
  return files.reduce((sum, { size }) => sum + size, 0);
}
