// The secret that the processes of a program share (17.2.2.11): made by the first one when it is first asked for, and
// inherited by its children.

import { processState, updateProcessState } from "../_thread/process_state.ts";

const BYTES = 32;

/** This process's key. */
export function ownAuthkey(): Uint8Array {
  const known = processState().authkey;
  if (known !== undefined) return fromHex(known);
  const key = crypto.getRandomValues(new Uint8Array(BYTES));
  updateProcessState({ authkey: toHex(key) });
  return key;
}

/** Sets it, for children that are made from here on. */
export function setOwnAuthkey(key: Uint8Array): void {
  updateProcessState({ authkey: toHex(key) });
}

/** A key that was given, checked; a copy. */
export function checkAuthkey(key: unknown, who: string): Uint8Array {
  if (!(key instanceof Uint8Array)) {
    throw new TypeError(`${who} must be a Uint8Array, got ${String(key)}`);
  }
  return key.slice();
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function fromHex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(text.slice(2 * i, 2 * i + 2), 16);
  return bytes;
}
