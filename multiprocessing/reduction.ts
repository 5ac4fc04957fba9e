// Values as bytes for another process, and the descriptors that go with them.
//
//   here         value ── pack ──▶ value, parts ── encode ──▶ [form, bytes] + fds ── Connection ──▶
//   revival.ts                     ──▶ decode ── load, unpack ──▶ value

import { cloneError, describe } from "../_transfer/clone_error.ts";
import { encode, type Encoded, writeTo } from "../_transfer/codec/encode.ts";
import { explainCloneFailure } from "../_transfer/diagnose.ts";
import { Form } from "../_transfer/form.ts";
import { pack } from "../_transfer/pack.ts";
import { locate } from "../_transfer/locate.ts";
import { type Mark, remark } from "../_transfer/transfer.ts";
import { closeFd } from "./descriptors.ts";
import { collecting } from "./handle.ts";

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

function refusal(attachment: object, value: unknown, root: string): DOMException {
  const { path, holder } = locate(value, attachment, root) ?? { path: root, holder: attachment };
  return cloneError(
    path,
    `${describe(holder)} can't be sent to another process, since threads alone share it; the ` +
      "locks, queues and arrays of multiprocessing are shared by processes",
  );
}
