// What goes over wires, apart from how: processes that have descriptors to each other do not load that. mod.ts does, in
// processes that import it, because all that it offers must be there at once.

import type { PartName } from "../child_parts.ts";
import type { Child } from "../child.ts";
import type { Connection } from "../connection.ts";
import type { QueueLife } from "../queues/queue_life.ts";
import type { Parcel } from "../reduction.ts";
import type { Reference } from "./reference.ts";

/** A process that is to be started. */
export interface WiredStart {
  /** See modulesOf. */
  readonly modules: readonly string[];
  readonly parts: readonly PartName[];
  /** What it is to be told. */
  message(): { readonly parcel: Parcel; readonly bytes: Uint8Array };
  readonly daemon: boolean;
  readonly owned: boolean;
}

/** A queue as it is sent. */
export type WiredForm = readonly [kind: "wire", reference: Reference, bounded: boolean];

export function isWiredForm(form: unknown): form is WiredForm {
  return Array.isArray(form) && form[0] === "wire";
}

export interface Way {
  /** Starts a process; when that throws, nothing has happened. */
  start(start: WiredStart): Child;
  /** Both ends of a new pipe. */
  pipe(duplex: boolean): [Connection, Connection];
  /** A new queue of at most `room` items. */
  createQueue<T>(room: number): QueueLife<T>;
  /** A queue that has been received. */
  openQueue<T>(form: WiredForm): QueueLife<T>;
  /** Those that are ready, as soon as there are any, or at the deadline. */
  wait<T extends object>(
    objects: readonly T[],
    deadline: number,
    signal: AbortSignal | undefined,
  ): Promise<T[]>;
}

let known: Way | undefined;

export function setWay(way: Way): void {
  known = way;
}

export function wires(): Way {
  if (known === undefined) {
    throw new Error("import of multiprocessing/mod.ts is missing, which loads what wires need");
  }
  return known;
}
