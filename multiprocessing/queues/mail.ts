import { type Letter, open, type Opened, returnMarks } from "../../queue/shared/letter.ts";
import type { Mail } from "../../queue/shared/reach.ts";
import type { Taken } from "../../queue/shared/stock.ts";
import { closeFd } from "../descriptors.ts";
import { pickle } from "../reduction.ts";
import { revive, reviveSync } from "../revival.ts";
import type { Line } from "./line.ts";

type Free = (taken: Taken) => void;

const NONE: readonly number[] = [];

/**
 * How items get from process to process.
 *
 *     item ── pickle ──▶ bytes, descriptors ── (memory, line) ──▶ open ── revive ──▶ item
 */
export class ProcessMail implements Mail {
  readonly #line: Line;
  /** Descriptors of items that have been taken and not been read, by number. */
  readonly #claimed: Map<number, readonly number[]> = new Map();

  constructor(line: Line) {
    this.#line = line;
  }

  seal(item: unknown, root: string): Letter {
    return pickle(item, root);
  }

  abandon(letter: Letter): void {
    letter.fds!.forEach(closeFd);
    returnMarks(letter);
  }

  give({ fds }: Letter): number {
    if (fds!.length === 0) return 0;
    const number = this.#line.send(fds!);
    fds!.forEach(closeFd);
    return number;
  }

  claim(attached: number): void {
    this.#claimed.set(attached, this.#line.receive(attached));
  }

  // Whoever receives next closes them.
  forget(): void {}

  read(taken: Taken, free: Free): Promise<unknown> {
    const fds = this.#take(taken.attached);
    const { value, parts } = openAndFree(taken, free, fds);
    if (parts === undefined) return Promise.resolve(value);
    try {
      return Promise.resolve(revive(value, parts, fds));
    } catch (error) {
      return Promise.reject(error);
    }
  }

  readSync(taken: Taken, free: Free): unknown {
    const fds = this.#take(taken.attached);
    const { value, parts } = openAndFree(taken, free, fds);
    return parts === undefined ? value : reviveSync(value, parts, fds);
  }

  peek(bytes: Uint8Array, form: number): unknown {
    const { value, parts } = open(bytes, form, undefined);
    return reviveSync(value, parts, NONE);
  }

  #take(attached: number): readonly number[] {
    if (attached === 0) return NONE;
    const fds = this.#claimed.get(attached) ?? NONE;
    this.#claimed.delete(attached);
    return fds;
  }
}

function openAndFree(taken: Taken, free: Free, fds: readonly number[]): Opened {
  try {
    return open(taken.bytes, taken.form, undefined);
  } catch (error) {
    fds.forEach(closeFd);
    throw error;
  } finally {
    free(taken);
  }
}
