import { registerClass } from "../_transfer/registry.ts";

/** Python's Empty (17.7): `get` found nothing, at once or within its timeout. */
export class Empty extends Error {
  static {
    this.prototype.name = "Empty";
  }
}

/** Python's Full (17.7): `put` found no room, at once or within its timeout. */
export class Full extends Error {
  static {
    this.prototype.name = "Full";
  }
}

/** Python's ShutDown (17.7, since 3.13): the queue was shut down. */
export class ShutDown extends Error {
  static {
    this.prototype.name = "ShutDown";
  }
}

for (const Class of [Empty, Full, ShutDown]) {
  registerClass(Class.prototype.name, Class, { module: () => import.meta.url });
}

export function shutDown(): ShutDown {
  return new ShutDown("the queue was shut down");
}

/** `waited`: there was no room all the time. */
export function full(waited: boolean): Full {
  return new Full(waited ? "the queue was full all the time" : "the queue is full");
}

/** `waited`: there was no item all the time. */
export function empty(waited: boolean): Empty {
  return new Empty(waited ? "the queue was empty all the time" : "the queue is empty");
}

export function tooOften(): RangeError {
  return new RangeError("taskDone: called too many times");
}
