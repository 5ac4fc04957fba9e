// What the threads of the tests of local do: each stores what it sees as text.

import { type Event, getIdent, local, task } from "@weft/concurrency/threading";

/** Shared memory for a text. */
export function text(): Uint8Array<SharedArrayBuffer> {
  return new Uint8Array(new SharedArrayBuffer(1024));
}

export function store(out: Uint8Array, value: unknown): void {
  out.fill(0);
  out.set(new TextEncoder().encode(JSON.stringify(value)));
}

export function load(out: Uint8Array): unknown {
  return JSON.parse(new TextDecoder().decode(out.slice(0, out.indexOf(0))));
}

/** Used by every thread that imports this module. */
export const shared = new local();

export const keys = task(import.meta, (out: Uint8Array, data: local) => {
  const before = Object.keys(data);
  data.x = "thread";
  store(out, [before, data.x, "y" in data]);
});

export const setAndDelete = task(
  import.meta,
  (out: Uint8Array, data: local, done: Event, checked: Event) => {
    data.x = "foo";
    data.y = "bar";
    delete data.y;
    done.set();
    checked.waitSync();
    store(out, [data.x, "y" in data, Object.keys(data)]);
  },
);

export const sharedExport = task(import.meta, (out: Uint8Array, ready: Event, go: Event) => {
  const before = Object.keys(shared);
  shared.ident = getIdent();
  ready.set();
  go.waitSync();
  store(out, [before, shared.ident === getIdent()]);
});

export const sharedLater = task(import.meta, async (out: Uint8Array) => {
  const before = Object.keys(shared);
  shared.ident = getIdent();
  await new Promise((resolve) => setTimeout(resolve, 5));
  store(out, [before, shared.ident === getIdent()]);
});

/** The example of Python's documentation. */
export const Colored = task(
  import.meta,
  class Colored extends local {
    number = 2;
    constructor(color: string) {
      super(color);
      this.color = color;
      this.runs = (this.runs ?? 0) + 1;
    }
    squared(): number {
      return this.number ** 2;
    }
  },
);

export const colored = new Colored("red");

export const useColored = task(import.meta, (out: Uint8Array, data: local) => {
  const first = [data instanceof Colored, data.number, data.color, data.runs, data.squared()];
  data.number = 3;
  data.color = "blue";
  store(out, [...first, data.squared(), data.color]);
});

export const useExportedColored = task(import.meta, (out: Uint8Array) => {
  const first = [colored.number, colored.color, colored.runs];
  colored.number = 9;
  colored.color = "green";
  store(out, first);
});

export const sameObject = task(
  import.meta,
  (out: Uint8Array, data: local, again: { data: local }) => {
    data.x = 1;
    store(out, [data === again.data, again.data.x]);
  },
);
