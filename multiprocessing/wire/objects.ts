// The objects of this process that others know, and what they ask of them.

import type { Patience } from "../../queue/options.ts";
import {
  type Call,
  type Cancel,
  type Head,
  type Hold,
  homeIsGone,
  type Path,
  type Plain,
  textOf,
} from "./letters.ts";

/** What a call gives. */
export interface Result {
  readonly value?: Plain;
  readonly body?: Uint8Array;
}

interface Holder {
  readonly end: number;
  readonly owner: Path;
}

/** An object in the process that has made it; processes that were sent it ask there. */
export abstract class Home {
  readonly id: string = crypto.randomUUID();
  readonly #holders: Map<string, Holder> = new Map();

  /** Does what another process asks for, at once or later. */
  abstract serve(
    end: number,
    method: string,
    body: Uint8Array,
    patience: Patience,
  ): Result | Promise<Result>;

  /** Nobody has this end any more. */
  protected abandoned(_end: number): void {}

  hold(holder: string, end: number, owner: Path): void {
    this.#holders.set(holder, { end, owner });
  }

  drop(holder: string): void {
    const found = this.#holders.get(holder);
    if (found === undefined) return;
    this.#holders.delete(holder);
    if (!this.isHeld(found.end)) this.abandoned(found.end);
  }

  /** A process has ended, and those that it had started. */
  dropOwned(by: (owner: Path) => boolean): void {
    for (const [holder, { owner }] of this.#holders) if (by(owner)) this.drop(holder);
  }

  isHeld(end: number): boolean {
    for (const holder of this.#holders.values()) if (holder.end === end) return true;
    return false;
  }

  /** Whether a process other than this one has it, or is about to. */
  isHeldElsewhere(here: Path): boolean {
    for (const { owner } of this.#holders.values()) if (owner !== here) return true;
    return false;
  }
}

export class Objects {
  readonly #path: Path;
  readonly #send: (head: Head, body?: Uint8Array) => void;
  readonly #known: Map<string, Home> = new Map();
  /** Calls that wait here. */
  readonly #serving: Map<string, { readonly from: Path; readonly controller: AbortController }> =
    new Map();

  /** Of the process `path`. */
  constructor(path: Path, send: (head: Head, body?: Uint8Array) => void) {
    this.#path = path;
    this.#send = send;
  }

  find(id: string): Home | undefined {
    return this.#known.get(id);
  }

  /** Makes one known; that holder will have it. */
  offer(home: Home, end: number, holder: string, owner: Path): void {
    this.#known.set(home.id, home);
    home.hold(holder, end, owner);
  }

  /** Forgets one that nobody else has. */
  tidy(home: Home): void {
    if (!home.isHeldElsewhere(this.#path)) this.#known.delete(home.id);
  }

  hold({ object, end, added, owner, dropped }: Hold): void {
    const home = this.#known.get(object);
    if (home === undefined) return;
    // In this order, so that it is held all the time.
    if (added !== undefined) home.hold(added, end, owner);
    if (dropped !== undefined) home.drop(dropped);
    this.tidy(home);
  }

  serve(call: Call, body: Uint8Array): void {
    const { id, from, object, end, method, limit } = call;
    const answer = ({ value, body }: Result) => {
      if (id > 0) this.#send({ kind: "reply", to: from, id, value }, body);
    };
    const refuse = (error: unknown) => {
      if (id > 0) this.#send({ kind: "reply", to: from, id, error: textOf(error) });
    };
    try {
      const home = this.#known.get(object);
      if (home === undefined) throw homeIsGone();
      const controller = new AbortController();
      const patience = { limit: limit ?? Infinity, signal: controller.signal };
      const result = home.serve(end, method, body, patience);
      if (!(result instanceof Promise)) return answer(result);
      const key = keyOf(call);
      // What nobody waits for is nobody's to take back.
      if (id > 0) this.#serving.set(key, { from, controller });
      void result.then(answer).catch(refuse).finally(() => this.#serving.delete(key));
    } catch (error) {
      refuse(error);
    }
  }

  cancel(head: Cancel): void {
    this.#serving.get(keyOf(head))?.controller.abort();
  }

  /** Those processes have nothing any more, and wait for nothing. */
  forget(gone: (path: Path) => boolean): void {
    for (const { from, controller } of this.#serving.values()) if (gone(from)) controller.abort();
    for (const home of this.#known.values()) {
      home.dropOwned(gone);
      this.tidy(home);
    }
  }
}

function keyOf({ from, id }: { readonly from: Path; readonly id: number }): string {
  return `${from}/${id}`;
}
