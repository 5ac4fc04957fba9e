// A queue and a pipe, in the process that has made them.

import { osError } from "../../_runtime/processes/mod.ts";
import { tooOften } from "../../queue/errors.ts";
import { NOTHING } from "../../queue/life.ts";
import type { Patience } from "../../queue/options.ts";
import { Waiters } from "../../queue/waiters.ts";
import { EOFError } from "../errors.ts";
import { Home, type Result } from "./objects.ts";
import { Stock } from "./stock.ts";

const DONE: Result = {};

export class QueueHome extends Home {
  readonly stock: Stock;
  readonly bounded: boolean;
  readonly #joiners: Waiters<undefined, void> = new Waiters();
  #done = 0;

  /** Of at most `room` items. */
  constructor(room: number) {
    super();
    this.stock = new Stock(room);
    this.bounded = room !== Infinity;
  }

  get unfinished(): number {
    return this.stock.added - this.#done;
  }

  taskDone(): void {
    if (this.unfinished === 0) throw tooOften();
    this.#done++;
    if (this.unfinished > 0) return;
    while (!this.#joiners.empty) this.#joiners.settle();
  }

  async join(signal: AbortSignal | undefined): Promise<void> {
    if (this.unfinished === 0) return;
    await this.#joiners.wait(
      undefined,
      { limit: Infinity, signal },
      () => new Error("unreachable"),
    );
  }

  override serve(
    _end: number,
    method: string,
    body: Uint8Array,
    patience: Patience,
  ): Result | Promise<Result> {
    switch (method) {
      case "put":
        if (this.stock.tryPut(body)) return DONE;
        return this.stock.put(body, patience).then(() => DONE);
      case "get":
        return this.stock.take(patience).then((item) => ({ body: item }));
      case "giveBack":
        this.stock.giveBack(body);
        return DONE;
      case "taskDone":
        this.taskDone();
        return DONE;
      case "join":
        return this.join(patience.signal).then(() => DONE);
      default:
        throw new Error(`a queue has no ${method}`);
    }
  }
}

/** Bytes that are on their way before who sends more has to wait. */
const ROOM = 1 << 20;

export class PipeHome extends Home {
  /** What each end may receive. */
  readonly #stocks: readonly [Stock, Stock] = [
    new Stock(Infinity, ROOM),
    new Stock(Infinity, ROOM),
  ];

  /** Sends a message, if there is room. */
  trySend(end: number, message: Uint8Array): boolean {
    if (!this.isHeld(1 - end)) throw brokenPipe();
    return this.#stocks[1 - end]!.tryPut(message);
  }

  async send(end: number, message: Uint8Array, patience: Patience): Promise<void> {
    if (!this.trySend(end, message)) await this.#stocks[1 - end]!.put(message, patience);
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
        if (this.trySend(end, body)) return DONE;
        return this.send(end, body, { ...patience, limit: Infinity }).then(() => DONE);
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
    this.#stocks[end]!.refuse(brokenPipe);
  }
}

function brokenPipe(): Error {
  return osError("EPIPE");
}

function endOfFile(): EOFError {
  return new EOFError("nothing is left, and the other end is closed");
}
