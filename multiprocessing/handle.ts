// A descriptor inside a value that is sent: to another process it goes beside the bytes, to another thread as its number.
//
//   dumps() ── Handle.fd, duplicated ──▶ Parcel.fds ── SCM_RIGHTS ──▶ fds ── loads() ──▶ Handle of the receiver's own

import { registerClass } from "../_transfer/registry.ts";
import { closeFd, duplicateFd } from "./descriptors.ts";

/** A descriptor of this process that whoever has the handle owns. */
export class Handle {
  readonly fd: number;
  constructor(fd: number) {
    this.fd = fd;
  }
}

const TO_THREAD = -1;

let outgoing: number[] | undefined;
let incoming: (number | undefined)[] | undefined;

/** Calls `body`; descriptors of what it packs are added to the result, duplicated. */
export function collecting<T>(body: () => T): { result: T; fds: number[] } {
  const before = outgoing;
  const fds: number[] = outgoing = [];
  try {
    return { result: body(), fds };
  } catch (error) {
    fds.forEach(closeFd);
    throw error;
  } finally {
    outgoing = before;
  }
}

/** Calls `body`, which unpacks what these descriptors came with; those that it does not take are closed. */
export function distributing<T>(fds: readonly number[], body: () => T): T {
  const before = incoming;
  const left: (number | undefined)[] = incoming = [...fds];
  try {
    return body();
  } finally {
    incoming = before;
    for (const fd of left) if (fd !== undefined) closeFd(fd);
  }
}

/** Whether what is being packed just now goes to another process. */
export function isLeaving(): boolean {
  return outgoing !== undefined;
}

registerClass("multiprocessing.Handle", Handle, {
  reduce({ fd }) {
    const copy = duplicateFd(fd);
    return outgoing === undefined ? [TO_THREAD, copy] : [outgoing.push(copy) - 1, 0];
  },
  revive(data) {
    const [index, fd] = data as [number, number];
    if (index === TO_THREAD) return new Handle(fd);
    const arrived = incoming?.[index];
    if (arrived === undefined) throw new Error("a descriptor that was sent has not arrived");
    incoming![index] = undefined;
    return new Handle(arrived);
  },
  module: () => import.meta.url,
});
