// What a child is told on descriptor 3, in one message.
//
//   uint32 LE | JSON: StartNote | dumps of StartValue, with the descriptors of what is in it
//
// The note comes first because it is needed for what loading the rest may end with.

import type { ProcessState } from "../_thread/process_state.ts";
import type { Work } from "./work.ts";

/** What the child is, before it knows what it is to do. */
export interface StartNote extends ProcessState {
  readonly parent: { readonly pid: number; readonly name: string };
  /** Where it is to be; undefined: where it is. */
  readonly cwd?: string;
}

/** What the child is to do. */
export interface StartValue extends Work {
  /** The Process, with the fields of its subclass; undefined for one that has nothing of its own. */
  readonly process: { run(): unknown } | undefined;
}

/** The message of a note and the bytes of a value. */
export function joinMessage(note: StartNote, value: Uint8Array): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(note));
  const message = new Uint8Array(4 + head.length + value.length);
  new DataView(message.buffer).setUint32(0, head.length, true);
  message.set(head, 4);
  message.set(value, 4 + head.length);
  return message;
}

/** The note and the bytes of the value. */
export function splitMessage(message: Uint8Array): [note: StartNote, value: Uint8Array] {
  const view = new DataView(message.buffer, message.byteOffset);
  const end = 4 + view.getUint32(0, true);
  const note = JSON.parse(new TextDecoder().decode(message.subarray(4, end)));
  return [note, message.subarray(end)];
}
