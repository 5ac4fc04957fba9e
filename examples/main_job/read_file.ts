import { closeSync, fstatSync, openSync, readSync } from "node:fs";

let buffer = new Uint8Array(1 << 20);

/**
 * The content of a file, in memory that the next call uses again: fresh memory for every file would make the threads
 * of a process wait for each other in the operating system.
 */
export function readFile(path: string): Uint8Array {
  const file = openSync(path, "r");
  try {
    // One byte more than it has, so that the end shows without growing.
    reserve(fstatSync(file).size + 1, 0);
    let length = 0;
    for (let read; (read = readSync(file, buffer, length, buffer.length - length, null)) > 0;) {
      length += read;
      if (length === buffer.length) reserve(length * 2, length);
    }
    return buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

function reserve(size: number, kept: number) {
  if (size <= buffer.length) return;
  const larger = new Uint8Array(size);
  larger.set(buffer.subarray(0, kept));
  buffer = larger;
}
