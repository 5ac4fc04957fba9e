// What the courier does. It waits for nothing but its lines, so that it always answers at once.

import { threadParker } from "../_sync/thread_parker.ts";
import { currentThread } from "./current.ts";
import { answer, type LineEnd, type LineMessage, Receiver } from "./courier_line.ts";
import { COURIER_SEQUENCE } from "./shared_words.ts";

/** Serves the root's line, and those that it tells of, for ever. */
export function beCourier(root: LineEnd): Promise<never> {
  return new Courier(root).run();
}

interface CourierLine {
  readonly end: LineEnd;
  readonly receiver: Receiver<LineMessage>;
  closed: boolean;
}

interface Kept {
  readonly values: unknown[];
  readonly moved: Transferable[];
}

interface Request {
  readonly line: CourierLine;
  readonly id: number;
  readonly forget: boolean;
}

const ROOT = 0;

class Courier {
  /** The root's first. */
  readonly #lines: Map<number, CourierLine> = new Map();
  readonly #kept: Map<number, Kept> = new Map();
  /** Why a message could not be received, if that ever happened. */
  #failure: string | undefined;

  constructor(root: LineEnd) {
    this.#open(ROOT, root);
  }

  async run(): Promise<never> {
    const { shared } = currentThread();
    for (;;) {
      const seen = Atomics.load(shared, COURIER_SEQUENCE);
      this.#serve();
      const wait = threadParker.waitAsync(shared, COURIER_SEQUENCE, seen, Infinity);
      if (wait.async) await wait.value;
    }
  }

  // Whoever asks for a number got it from a thread that had put the values into its line before. So one more look at
  // all lines brings what is still missing, or shows that it will never come.
  #serve(): void {
    for (let due = this.#receive(); due.length > 0;) {
      const next = this.#receive();
      for (const request of due) this.#answer(request);
      due = next;
    }
  }

  #receive(): Request[] {
    const due: Request[] = [];
    // Lines that the root's opens are visited too.
    for (const line of this.#lines.values()) this.#receiveFrom(line, due);
    return due;
  }

  #receiveFrom(line: CourierLine, due: Request[]): void {
    while (line.receiver.ready) {
      let message: LineMessage;
      try {
        message = line.receiver.take();
      } catch (error) {
        this.#failure = String(error);
        continue;
      }
      switch (message[0]) {
        case "keep":
          this.#kept.set(message[1], { values: [...message[2]], moved: [...message[3]] });
          break;
        case "open":
          this.#open(message[1], { port: message[2], words: message[3] });
          break;
        case "close":
          this.#close(message[1], due);
          break;
        default:
          due.push({ line, id: message[1], forget: message[0] === "forget" });
      }
    }
  }

  #open(number: number, end: LineEnd): void {
    const receiver = new Receiver<LineMessage>(end, "courier");
    this.#lines.set(number, { end, receiver, closed: false });
  }

  // Its thread has ended: what it has given away before is kept all the same.
  #close(number: number, due: Request[]): void {
    const line = this.#lines.get(number);
    if (line === undefined) return;
    this.#receiveFrom(line, due);
    line.closed = true;
    line.end.port.close();
    this.#lines.delete(number);
  }

  #answer({ line, id, forget }: Request): void {
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    if (forget || line.closed) {
      if (kept !== undefined) discard(kept);
    } else if (kept === undefined) answer(line.end, this.#missing(id));
    else {
      try {
        answer(line.end, kept.values, kept.moved);
      } catch (error) {
        answer(line.end, `attachment ${id} can't be sent on: ${error}`);
      }
    }
  }

  #missing(id: number): string {
    const otherwise = this.#failure === undefined
      ? ""
      : `, or its message could not be received, as one was not: ${this.#failure}`;
    return `there is no attachment ${id}: it was fetched or forgotten before, or never kept` +
      otherwise;
  }
}

// Lets the other ends know, and frees what the collector does not on Deno.
function discard({ moved }: Kept): void {
  for (const item of moved) if (item instanceof MessagePort) item.close();
}
