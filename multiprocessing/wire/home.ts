import type { Patience } from "../../queue/options.ts";
import type { Path, Plain } from "./letters.ts";

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
