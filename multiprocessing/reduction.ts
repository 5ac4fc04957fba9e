// Values as bytes for another process, and the descriptors that go with them.
//
//   value ── pack ──▶ value, parts ── encode ──▶ [form, bytes] + fds ── Connection ──▶ decode ── unpack ──▶ value

import { cloneError, describe } from "../_transfer/clone_error.ts";
import { decode } from "../_transfer/codec/decode.ts";
import { encode, writeTo } from "../_transfer/codec/encode.ts";
import { explainCloneFailure } from "../_transfer/diagnose.ts";
import { pack } from "../_transfer/pack.ts";
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
    this.fds.forEach(closeFd);
    for (const object of this.#transfer) {
      if (object instanceof ArrayBuffer && !object.detached) object.transfer(0);
    }
  }

  /** It was not sent. */
  abandon(): void {
    this.fds.forEach(closeFd);
    this.#marks.forEach(remark);
  }
}

const PLAIN = 0;
const PACKED = 1;

/** The value for another process; DataCloneError, with the place under `root`, when it can't be sent there. */
export function dumps(value: unknown, root: string): Parcel {
  const { result: { value: packed, parts, transfer, marks }, fds } = collecting(() =>
    pack(value, root)
  );
  try {
    const encoded = encode(parts === undefined ? packed : [packed, parts]);
    if (encoded.attachments !== undefined) throw refusal(encoded.attachments[0]!, root);
    const bytes = new Uint8Array(1 + encoded.byteLength);
    bytes[0] = parts === undefined ? PLAIN : PACKED;
    writeTo(encoded, bytes, 1);
    return new Parcel(bytes, fds, transfer ?? [], marks);
  } catch (error) {
    fds.forEach(closeFd);
    marks.forEach(remark);
    throw explainCloneFailure(error, value, root);
  }
}

/** The value; a promise when modules have to be loaded first. */
export function loads(bytes: Uint8Array, fds: readonly number[]): unknown {
  const [value, parts] = open(bytes, fds);
  const loading = parts && load(parts);
  const finish = () => distributing(fds, () => unpack(value, parts));
  if (loading === undefined) return finish();
  return loading.then(finish, (error) => {
    fds.forEach(closeFd);
    throw error;
  });
}

/** The value, blocking while modules are loaded. */
export function loadsSync(bytes: Uint8Array, fds: readonly number[]): unknown {
  const [value, parts] = open(bytes, fds);
  return distributing(fds, () => {
    if (parts !== undefined) loadSync(parts);
    return unpack(value, parts);
  });
}

function open(bytes: Uint8Array, fds: readonly number[]): [unknown, unknown[] | undefined] {
  try {
    const value = decode(bytes.subarray(1));
    return bytes[0] === PLAIN ? [value, undefined] : value as [unknown, unknown[]];
  } catch (error) {
    fds.forEach(closeFd);
    throw error;
  }
}

function refusal(attachment: object, root: string): DOMException {
  return cloneError(
    root,
    `${describe(attachment)} is part of it and can't be sent to another process: threads alone ` +
      "share it. The locks, queues and arrays of multiprocessing are shared by processes",
  );
}
