// Values as bytes for another process, and the descriptors that go with them.
//
//   value ── pack ──▶ value, parts ── encode ──▶ [form, bytes] + fds ── Connection ──▶ decode ── unpack ──▶ value

import { cloneError, describe } from "../_transfer/clone_error.ts";
import { areParts } from "../_transfer/check_parts.ts";
import { decode } from "../_transfer/codec/decode.ts";
import { encode, type Encoded, writeTo } from "../_transfer/codec/encode.ts";
import { explainCloneFailure } from "../_transfer/diagnose.ts";
import { Form } from "../_transfer/form.ts";
import { pack } from "../_transfer/pack.ts";
import { locate } from "../_transfer/locate.ts";
import { type Mark, remark } from "../_transfer/transfer.ts";
import { load, loadSync, unpack } from "../_transfer/unpack.ts";
import { closeFd } from "./descriptors.ts";
import { collecting, distributing } from "./handle.ts";

/** A value on its way. Whoever has it calls `sent` or `abandon` in the end. */
export class Parcel {
  /** To be sent as they are; memory of their own. */
  readonly bytes: Uint8Array;
  readonly fds: readonly number[];
  readonly #transfer: readonly Transferable[];
  readonly #marks: readonly Mark[];

  constructor(
    bytes: Uint8Array,
    fds: readonly number[],
    transfer: readonly Transferable[],
    marks: readonly Mark[],
  ) {
    this.bytes = bytes;
    this.fds = fds;
    this.#transfer = transfer;
    this.#marks = marks;
  }

  /** The other side will get it: takes from the sender what was to be moved. */
  sent(): void {
    this.release();
    this.move();
  }

  /** Closes the descriptors. */
  release(): void {
    this.fds.forEach(closeFd);
  }

  /** Takes from the sender what was to be moved; the bytes have it. */
  move(): void {
    for (const object of this.#transfer) {
      if (object instanceof ArrayBuffer && !object.detached) object.transfer(0);
    }
  }

  /** It was not sent. */
  abandon(): void {
    this.release();
    this.#marks.forEach(remark);
  }
}

/** A value in pieces, which are valid until the next one is encoded. */
export interface Pickled {
  readonly encoded: Encoded;
  readonly form: number;
  readonly item: unknown;
  readonly transfer: readonly Transferable[] | undefined;
  readonly marks: readonly Mark[];
  readonly fds: readonly number[];
}

/** The value for another process, in pieces; DataCloneError, with the place under `root`, when it can't be sent there. */
export function pickle(item: unknown, root: string): Pickled {
  const { result: { value, parts, transfer, marks }, fds } = collecting(() => pack(item, root));
  const form = parts === undefined ? Form.PLAIN : Form.PACKED;
  try {
    const encoded = encode(parts === undefined ? value : [value, parts]);
    if (encoded.attachments !== undefined) throw refusal(encoded.attachments[0]!, item, root);
    return { encoded, form, item, transfer, marks, fds };
  } catch (error) {
    fds.forEach(closeFd);
    marks.forEach(remark);
    throw explainCloneFailure(error, item, root);
  }
}

/** The same in one piece. */
export function dumps(value: unknown, root: string): Parcel {
  const { encoded, form, transfer, marks, fds } = pickle(value, root);
  const bytes = new Uint8Array(1 + encoded.byteLength);
  const parcel = new Parcel(bytes, fds, transfer ?? [], marks);
  bytes[0] = form;
  try {
    writeTo(encoded, bytes, 1);
    return parcel;
  } catch (error) {
    parcel.abandon();
    throw explainCloneFailure(error, value, root);
  }
}

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

function refusal(attachment: object, value: unknown, root: string): DOMException {
  const { path, holder } = locate(value, attachment, root) ?? { path: root, holder: attachment };
  return cloneError(
    path,
    `${describe(holder)} can't be sent to another process, since threads alone share it; the ` +
      "locks, queues and arrays of multiprocessing are shared by processes",
  );
}
