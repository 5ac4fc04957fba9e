// Values from the bytes that reduction.ts has made of them, perhaps in another process.

import { areParts } from "../_transfer/check_parts.ts";
import { decode } from "../_transfer/codec/decode.ts";
import { Form } from "../_transfer/form.ts";
import { load, loadSync, unpack } from "../_transfer/unpack.ts";
import { closeFd } from "./descriptors.ts";
import { distributing } from "./handle.ts";

/** The value; a promise when modules have to be loaded first. */
export function loads(bytes: Uint8Array, fds: readonly number[]): unknown {
  return revive(...open(bytes, fds), fds);
}

/** The value, blocking while modules are loaded. */
export function loadsSync(bytes: Uint8Array, fds: readonly number[]): unknown {
  return reviveSync(...open(bytes, fds), fds);
}

/** The value of what pack() made of it; a promise when modules have to be loaded first. */
export function revive(
  value: unknown,
  parts: unknown[] | undefined,
  fds: readonly number[],
): unknown {
  const finish = () => distributing(fds, () => unpack(value, parts));
  const refuse = (error: unknown): never => {
    fds.forEach(closeFd);
    throw error;
  };
  try {
    const loading = parts && load(parts);
    if (loading !== undefined) return loading.then(finish, refuse);
  } catch (error) {
    refuse(error);
  }
  return finish();
}

/** The same, blocking while modules are loaded. */
export function reviveSync(
  value: unknown,
  parts: unknown[] | undefined,
  fds: readonly number[],
): unknown {
  return distributing(fds, () => {
    if (parts !== undefined) loadSync(parts);
    return unpack(value, parts);
  });
}

/** The value without loading anything: an instance of a class that is not known here is plain data. */
export function loadsKnown(bytes: Uint8Array, fds: readonly number[]): unknown {
  const [value, parts] = open(bytes, fds);
  return distributing(fds, () => unpack(value, parts));
}

/** What pack() made of the value, and its parts. */
export function open(bytes: Uint8Array, fds: readonly number[]): [unknown, unknown[] | undefined] {
  try {
    const value = decode(bytes.subarray(1));
    if (bytes[0] === Form.PLAIN) return [value, undefined];
    if (bytes[0] === Form.PACKED && isPacked(value)) return value;
    throw new Error("it is no value that was sent by this library");
  } catch (error) {
    fds.forEach(closeFd);
    // The reasons of the engine alone, "Maximum call stack size exceeded" say, name nothing.
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`a message can't be decoded: ${reason}`, { cause: error });
  }
}

function isPacked(value: unknown): value is [unknown, unknown[]] {
  return Array.isArray(value) && value.length === 2 && Array.isArray(value[1]) &&
    areParts(value[1]);
}
