// How values are sent, and how an object that lives in one process is named in others.
//
//   reduce: a ticket holds the end while it is on its way ──▶ revive: a holder of the receiver's replaces the ticket

import { isLeaving } from "../handle.ts";
import { dumps, type Parcel } from "../reduction.ts";
import { needsLibc } from "./choice.ts";
import { Home } from "./objects.ts";
import type { Path } from "./letters.ts";
import type { Target } from "./calls.ts";
import { wireNode } from "./node.ts";

/** What is sent. */
export type Reference = readonly [home: Path, object: string, end: number, ticket: string];

let receiver: Path = "";

/** Calls `body`; what it packs goes to that process, and nowhere when that ends before. */
export function sendingTo<T>(path: Path, body: () => T): T {
  receiver = path;
  try {
    return body();
  } finally {
    receiver = "";
  }
}

/** The reference to an end of an object, made for one who will have it. */
export function refer(what: string, home: Home | Target, end: number): Reference {
  if (!isLeaving()) throw needsLibc(`sending ${what} to a thread`);
  const node = wireNode(what);
  const ticket = node.nextName();
  if (home instanceof Home) {
    node.offer(home, end, ticket, receiver);
    return [node.path, home.id, end, ticket];
  }
  const { home: to, object } = home;
  node.send({ kind: "hold", to, object, end, added: ticket, owner: receiver });
  return [to, object, end, ticket];
}

/** What was referred to: an object of this process, or where it is; and what this process holds it by. */
export function accept(
  what: string,
  [home, object, end, ticket]: Reference,
): { readonly at: Home | Target; readonly holder: string } {
  const node = wireNode(what);
  const holder = node.nextName();
  node.send({
    kind: "hold",
    to: home,
    object,
    end,
    added: holder,
    owner: node.path,
    dropped: ticket,
  });
  const own = home === node.path ? node.objectOf(object) : undefined;
  return { at: own ?? { home, object, end }, holder };
}

/** This process has it no more. */
export function letGo(at: Home | Target, holder: string): void {
  const node = wireNode("a connection");
  if (at instanceof Home) {
    at.drop(holder);
    return node.tidy(at);
  }
  const { home: to, object, end } = at;
  node.send({ kind: "hold", to, object, end, owner: "", dropped: holder });
}

/** The bytes of a value; descriptors can't go over a wire. */
export function packed(value: unknown, root: string): Parcel {
  const parcel = dumps(value, root);
  if (parcel.fds.length === 0) return parcel;
  parcel.abandon();
  throw needsLibc(`sending what has descriptors (${root})`);
}
