// This process in the tree of those that are connected by wires. A letter goes up or down, wire by wire, to its address.
// Wires keep the order, and so does every way through the tree: what a letter says is known wherever it leads to.
//
//        "0"             a call from 0.1.1 to 0.2: up, up, down; the reply comes back the same way
//       ╱    ╲
//    "0.1"  "0.2"        when 0.1 has ended, 0 tells everybody, and all that 0.1 and 0.1.1 had is let go of
//     │
//   "0.1.1"

import { runtime } from "../../_runtime/mod.ts";
import type { Wire } from "../../_runtime/processes/wire.ts";
import type { Patience } from "../../queue/options.ts";
import { type Answer, type CallOptions, Calls, type Target } from "./calls.ts";
import { needsLibc } from "./choice.ts";
import { type Home, Objects } from "./objects.ts";
import {
  encodeLetter,
  type Head,
  homeIsGone,
  type Letter,
  LetterReader,
  NO_BODY,
  type Path,
  textOf,
} from "./letters.ts";

const ROOT: Path = "0";

export class WireNode {
  readonly path: Path;
  readonly #started: ((message: Uint8Array) => void) | undefined;
  readonly #wires: Map<Path, Wire> = new Map();
  readonly #calls: Calls;
  readonly #objects: Objects;
  #lastChild = 0;
  #lastName = 0;

  /** `started` is told what the parent says first. */
  constructor(path: Path, started?: (message: Uint8Array) => void) {
    this.path = path;
    this.#started = started;
    const send = this.send.bind(this);
    this.#calls = new Calls(path, send);
    this.#objects = new Objects(path, send);
  }

  /** An address for a child. */
  nextChild(): Path {
    return `${this.path}.${++this.#lastChild}`;
  }

  /** What nothing else in the tree is called. */
  nextName(): string {
    return `${this.path}#${++this.#lastName}`;
  }

  /** A wire to a child, or to the parent. Resolves when it has ended. */
  async connect(path: Path, wire: Wire): Promise<void> {
    this.#wires.set(path, wire);
    const reader = new LetterReader();
    try {
      await wire.listen((bytes) => {
        for (const letter of reader.push(bytes)) this.#deliver(letter, path);
      });
    } catch {
      // As good as its end.
    }
  }

  /** A child has ended, with all that it had started. */
  childGone(path: Path): void {
    this.#wires.delete(path);
    this.#gone(path, path);
  }

  /** Resolves when all that was sent is on its way. */
  async flush(): Promise<void> {
    await Promise.allSettled([...this.#wires.values()].map((wire) => wire.write(NO_BODY)));
  }

  /** Asks an object in another process. */
  call(
    target: Target,
    method: string,
    body: Uint8Array | undefined,
    patience: Patience,
    options?: CallOptions,
  ): Promise<Answer> {
    return this.#calls.call(target, method, body, patience, options);
  }

  /** The same without an answer. */
  post(target: Target, method: string, body?: Uint8Array): void {
    this.#calls.post(target, method, body);
  }

  /** Makes an object known to others, one of whom will have it. */
  offer(home: Home, end: number, holder: string, owner: Path): void {
    this.#objects.offer(home, end, holder, owner);
  }

  /** The object that was made here, and that others know. */
  objectOf(id: string): Home | undefined {
    return this.#objects.find(id);
  }

  /** Has others forget an object that none of them has. */
  tidy(home: Home): void {
    this.#objects.tidy(home);
  }

  /** Sends a letter, or keeps it when it is for this process. */
  send(head: Head, body: Uint8Array = NO_BODY): void {
    this.#forward({ head, body, frame: NO_BODY });
  }

  #deliver(letter: Letter, from: Path): void {
    const { head } = letter;
    if (head.kind === "gone") this.#gone(head.path, from);
    else this.#forward(letter);
  }

  #forward(letter: Letter): void {
    const { head, body } = letter;
    if (head.to === this.path) return this.#receive(letter);
    const wire = this.#wires.get(this.#next(head.to));
    if (wire === undefined) {
      if (head.kind === "call" && head.id > 0) {
        this.send({ kind: "reply", to: head.from, id: head.id, error: textOf(homeIsGone()) });
      }
      return;
    }
    // What comes through is passed on as it came.
    const frame = letter.frame.length > 0 ? letter.frame : encodeLetter(head, body);
    // Of its end the child's end, or ours, will tell.
    wire.write(frame).catch(() => {});
  }

  /** Where the next wire to that address leads to. */
  #next(to: Path): Path {
    if (!isUnder(to, this.path)) return this.path.slice(0, this.path.lastIndexOf("."));
    const end = to.indexOf(".", this.path.length + 1);
    return end < 0 ? to : to.slice(0, end);
  }

  #receive({ head, body }: Letter): void {
    switch (head.kind) {
      case "call":
        return this.#objects.serve(head, body);
      case "cancel":
        return this.#objects.cancel(head);
      case "hold":
        return this.#objects.hold(head);
      case "reply":
        return this.#calls.settle(head, body);
      case "start":
        return this.#started?.(body);
    }
  }

  #gone(path: Path, from: Path): void {
    const under = (other: Path) => other === path || isUnder(other, path);
    this.#objects.forget(under);
    this.#calls.fail(under);
    const frame = encodeLetter({ kind: "gone", to: "", path });
    for (const [other, wire] of this.#wires) {
      if (other !== from) wire.write(frame).catch(() => {});
    }
  }
}

function isUnder(path: Path, above: Path): boolean {
  return path.startsWith(`${above}.`);
}

let current: WireNode | undefined;

/** This process; `what` is what needs it. */
export function wireNode(what: string): WireNode {
  if (!runtime().isMainThread()) throw needsLibc(`${what} in another thread than the main one`);
  return current ??= new WireNode(ROOT);
}

/** In a child, first of all. */
export function setWireNode(node: WireNode): void {
  current = node;
}
