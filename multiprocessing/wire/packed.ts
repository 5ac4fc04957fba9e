import { dumps, type Parcel } from "../reduction.ts";
import { needsLibc } from "./choice.ts";

/** The bytes of a value; descriptors can't go over a wire. */
export function packed(value: unknown, root: string): Parcel {
  const parcel = dumps(value, root);
  if (parcel.fds.length === 0) return parcel;
  parcel.abandon();
  throw needsLibc(`sending what has descriptors (${root})`);
}
