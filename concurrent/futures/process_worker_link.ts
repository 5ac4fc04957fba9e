import type { Parker } from "../../_sync/parker.ts";
import { parkerOf } from "../../_sync/words.ts";
import { packError } from "../../_transfer/errors.ts";
import { unpack } from "../../_transfer/unpack.ts";
import { receiveFrameSync } from "../../multiprocessing/channel.ts";
import { closeFd, libcFor } from "../../multiprocessing/descriptors.ts";
import { distributing, type Handle } from "../../multiprocessing/handle.ts";
import type { Block } from "../../multiprocessing/heap.ts";
import { Outgoing } from "../../multiprocessing/outgoing.ts";
import { waitReadySync } from "../../multiprocessing/ready.ts";
import { dumps } from "../../multiprocessing/reduction.ts";
import { open } from "../../multiprocessing/revival.ts";
import type { WorkerLink } from "./lane_link.ts";
import { CLOSE, type LaneMessage } from "./lane_message.ts";
import { LaneWorker } from "./lane_worker.ts";
import { careFor, type ErrorHandler } from "./process_caretaker.ts";
import type { Initializer } from "./process_entry.ts";
import { decodeMessage } from "./process_message.ts";
import { ANSWERS, LEAVE, RUNG } from "./process_words.ts";

/** The words of the lane, the word of the bell, this end of the socket, and the bell. */
export type WorkerArgs = [words: Block, rung: Block, socket: Handle, bell: Handle];

/** What a worker process does. */
export function beWorker(
  args: WorkerArgs,
  initializer: Initializer,
  initargs: unknown[],
): Promise<void> {
  const initialize = initializer && (() => initializer(...initargs));
  return new LaneWorker(new ProcessWorkerLink(args), initialize).run();
}

/** Milliseconds for which an idle worker blocks before its event loop gets a turn: what tasks have left behind. */
const FIRST_NAP = 5;
const LONGEST_NAP = 100;
/** Milliseconds. */
const PAUSE = 5;

/** A call as it came. */
interface Call {
  value: unknown;
  /** Those that nobody has taken. */
  fds: readonly number[];
}

/** The way back from a process. */
class ProcessWorkerLink implements WorkerLink {
  readonly words: Int32Array;
  readonly #parker: Parker;
  readonly #rung: Int32Array;
  readonly #socket: number;
  readonly #bell: number;
  #receive!: (message: LaneMessage) => void;
  #nap = FIRST_NAP;

  constructor([words, rung, socket, bell]: WorkerArgs) {
    this.words = new Int32Array(words.buffer);
    this.#parker = parkerOf(this.words);
    this.#rung = new Int32Array(rung.buffer);
    this.#socket = socket.fd;
    this.#bell = bell.fd;
  }

  listen(receive: (message: LaneMessage) => void): void {
    this.#receive = receive;
  }

  onUncaught(handler: ErrorHandler): void {
    careFor(handler);
  }

  pull(): boolean {
    const frame = receiveFrameSync(this.#socket);
    // The pool's process has ended, and this one has nobody to work for.
    if (frame === undefined) throw new Error("the owner of this worker process has ended");
    const message = decodeMessage(frame.bytes);
    if (!Array.isArray(message)) {
      this.#receive(message);
      return true;
    }
    this.#receive(message.flatMap((bytes) => {
      const [value, parts] = open(bytes, frame.fds);
      return [{ value, fds: frame.fds } satisfies Call, parts];
    }));
    return true;
  }

  unpack(args: unknown, parts: unknown[] | undefined): unknown[] {
    const { value, fds } = args as Call;
    (args as Call).fds = [];
    return distributing(fds, () => unpack(value, parts)) as unknown[];
  }

  done(args: unknown): void {
    (args as Call).fds.forEach(closeFd);
    (args as Call).value = undefined;
  }

  pause(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, PAUSE));
  }

  sleep(index: number, seen: number): Promise<void> {
    if (Atomics.load(this.words, LEAVE) === 1) {
      this.#receive(CLOSE);
      return DONE;
    }
    if (this.#parker.wait(this.words, index, seen, this.#nap) !== "timed-out") {
      this.#nap = FIRST_NAP;
      return DONE;
    }
    this.#nap = Math.min(2 * this.#nap, LONGEST_NAP);
    return new Promise((resolve) => setTimeout(resolve, 0));
  }

  send(result: unknown): void {
    const parcel = dumps(result, "result");
    let message: Outgoing;
    try {
      message = new Outgoing(parcel.bytes, parcel.fds);
    } catch (error) {
      parcel.abandon();
      throw error;
    }
    this.#answer(message);
    parcel.sent();
  }

  sendError(error: unknown): void {
    const { value, parts } = packError(error, "error");
    this.#answer(new Outgoing(dumps([value, parts], "error").bytes));
  }

  bump(): void {
    if (Atomics.exchange(this.#rung, RUNG, 1) === 0) {
      libcFor("ProcessPoolExecutor").write(this.#bell, new Uint8Array(1));
    }
  }

  close(): void {
    closeFd(this.#socket);
    closeFd(this.#bell);
  }

  // The owner reads what there is as often as it is told that there is some.
  #answer(message: Outgoing): void {
    Atomics.add(this.words, ANSWERS, 1);
    while (!message.step(this.#socket, false)) {
      this.bump();
      waitReadySync(this.#socket, "write", Infinity);
    }
  }
}

const DONE: Promise<void> = Promise.resolve();
