import { osError } from "../../_runtime/processes/mod.ts";
import { NOTHING } from "../../queue/life.ts";
import type { Patience } from "../../queue/options.ts";
import { EOFError } from "../errors.ts";
import { Home, type Result } from "./home.ts";
import { Stock } from "./stock.ts";

const DONE: Result = {};

/** A pipe, in the process that has made it. */
export class PipeHome extends Home {
  /** What each end may receive. */
  readonly #stocks: readonly [Stock, Stock] = [new Stock(Infinity), new Stock(Infinity)];

  send(end: number, message: Uint8Array): void {
    if (!this.isHeld(1 - end)) throw osError("EPIPE");
    this.#stocks[1 - end]!.tryPut(message);
  }

  /** The next message; NOTHING when there is none yet. */
  take(end: number): Uint8Array | typeof NOTHING {
    const message = this.#stocks[end]!.tryTake();
    if (message === NOTHING && !this.isHeld(1 - end)) throw endOfFile();
    return message;
  }

  async receive(end: number, patience: Patience): Promise<Uint8Array> {
    const message = this.take(end);
    return message === NOTHING ? await this.#stocks[end]!.take(patience) : message;
  }

  /** Whether there is something to receive, or never will be. */
  isReady(end: number): boolean {
    return this.#stocks[end]!.size > 0 || !this.isHeld(1 - end);
  }

  async look(end: number, patience: Patience): Promise<boolean> {
    return this.isReady(end) || await this.#stocks[end]!.look(patience);
  }

  override serve(
    end: number,
    method: string,
    body: Uint8Array,
    patience: Patience,
  ): Result | Promise<Result> {
    switch (method) {
      case "send":
        this.send(end, body);
        return DONE;
      case "receive":
        return this.receive(end, patience).then((message) => ({ body: message }));
      case "giveBack":
        this.#stocks[end]!.giveBack(body);
        return DONE;
      case "look":
        return this.look(end, patience).then((value) => ({ value }));
      default:
        throw new Error(`a pipe has no ${method}`);
    }
  }

  protected override abandoned(end: number): void {
    this.#stocks[1 - end]!.end(endOfFile);
  }
}

function endOfFile(): EOFError {
  return new EOFError("nothing is left, and the other end is closed");
}
