// An item on its way into and out of shared memory.
//
//   item ── pack ──▶ value, parts ── encode ──▶ bytes, attachments ── (memory, courier) ──▶ decode ── unpack ──▶ item

import { explainCloneFailure } from "../../_transfer/diagnose.ts";
import { decode } from "../../_transfer/codec/decode.ts";
import {
  detach,
  encode,
  type Encoded,
  encodeOther,
  encodeTree,
} from "../../_transfer/codec/encode.ts";
import { Form } from "../../_transfer/form.ts";
import { pack } from "../../_transfer/pack.ts";
import { type Mark, marks as pending, remark } from "../../_transfer/transfer.ts";
import { load, loadSync, unpack } from "../../_transfer/unpack.ts";

/** An item that is to be put. */
export interface Letter {
  /** Its bytes; until the next letter is sealed, unless it was kept. */
  readonly encoded: Encoded;
  readonly form: number;
  readonly item: unknown;
  readonly transfer: readonly Transferable[] | undefined;
  readonly marks: readonly Mark[];
  /** Descriptors that go along, to another process. */
  readonly fds?: readonly number[];
}

const NONE: readonly Mark[] = [];

/** Makes a letter of the item; throws DataCloneError, with the place under `root`, when it can't be sent. */
export function seal(item: unknown, root: string): Letter {
  // Nothing in a tree needs to be packed, unless something is marked to be moved.
  const tree = pending === 0 ? encodeTree(item) : undefined;
  if (tree !== undefined) {
    return { encoded: tree, form: Form.PLAIN, item, transfer: undefined, marks: NONE };
  }
  const { value, parts, transfer, marks } = pack(item, root);
  const form = parts === undefined ? Form.PLAIN : Form.PACKED;
  try {
    const encoded = parts === undefined ? encodeOther(value) : encode([value, parts]);
    return { encoded, form, item, transfer, marks };
  } catch (error) {
    marks.forEach(remark);
    throw explainCloneFailure(error, item, root);
  }
}

/** The letter in memory of its own. */
export function kept(letter: Letter): Letter {
  return { ...letter, encoded: detach(letter.encoded) };
}

/** Lets what was not sent after all be moved the next time. */
export function returnMarks({ marks }: Letter): void {
  marks.forEach(remark);
}

/** Takes from the sender what has been moved. */
export function detachMoved({ transfer }: Letter): void {
  for (const object of transfer ?? []) {
    // Its memory is free at once, for the next buffer that is made.
    if (object instanceof ArrayBuffer && !object.detached) object.transfer(0);
  }
}

/** An item that was taken, before it is what it was. */
export interface Opened {
  readonly value: unknown;
  readonly parts: unknown[] | undefined;
}

/** Reads the bytes, which are not looked at any more afterwards. Runs no code of the user's. */
export function open(
  bytes: Uint8Array,
  form: number,
  attachments: readonly unknown[] | undefined,
): Opened {
  const value = decode(bytes, attachments);
  if (form === Form.PLAIN) return { value, parts: undefined };
  const [packed, parts] = value as [unknown, unknown[]];
  return { value: packed, parts };
}

/** The item. */
export function restore({ value, parts }: Opened): unknown {
  return unpack(value, parts);
}

/** The item, with what its functions and classes need loaded first, if need be. */
export function restoreSync(opened: Opened): unknown {
  if (opened.parts !== undefined) loadSync(opened.parts);
  return restore(opened);
}

/** Loads what the item's functions and classes need; undefined when that is nothing. */
export function loadFor({ parts }: Opened): Promise<void> | undefined {
  return parts && load(parts);
}
