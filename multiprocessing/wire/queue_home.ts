import { tooOften } from "../../queue/errors.ts";
import type { Patience } from "../../queue/options.ts";
import { Waiters } from "../../queue/waiters.ts";
import { Home, type Result } from "./home.ts";
import { Stock } from "./stock.ts";

const NOTHING: Result = {};

/** A queue, in the process that has made it. */
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
        if (this.stock.tryPut(body)) return NOTHING;
        return this.stock.put(body, patience).then(() => NOTHING);
      case "get":
        return this.stock.take(patience).then((item) => ({ body: item }));
      case "giveBack":
        this.stock.giveBack(body);
        return NOTHING;
      case "taskDone":
        this.taskDone();
        return NOTHING;
      case "join":
        return this.join(patience.signal).then(() => NOTHING);
      default:
        throw new Error(`a queue has no ${method}`);
    }
  }
}
