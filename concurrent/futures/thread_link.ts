import { runtime } from "../../_runtime/mod.ts";
import { createRecord } from "../../_thread/current.ts";
import { JobState } from "../../_thread/job.ts";
import { Job } from "../../_thread/start.ts";
import { unpackError } from "../../_transfer/errors.ts";
import { unpack } from "../../_transfer/unpack.ts";
import type { LaneLink } from "./lane_link.ts";
import {
  CLOSE,
  type Initializer,
  type LaneData,
  type LaneMessage,
  NUDGE,
  type ResultMessage,
} from "./lane_message.ts";
import { LANE_BYTES } from "./lane_words.ts";
import { laneModule } from "./thread_worker_link.ts";

/** The way to a worker that is a thread. */
export class ThreadLink implements LaneLink {
  readonly words: Int32Array = new Int32Array(new SharedArrayBuffer(LANE_BYTES));
  readonly #job: Job;
  readonly #port: MessagePort;

  /** Starts the thread. */
  constructor(name: string, initializer: Initializer | undefined) {
    const data: LaneData = { words: this.words, initializer };
    const record = createRecord({ name, daemon: true, listed: true });
    this.#job = new Job("lane", laneModule(), record, data, { channel: true });
    this.#port = this.#job.port!;
  }

  get ended(): boolean {
    return this.#job.state >= JobState.FINISHED;
  }

  post(message: LaneMessage, transfer: Transferable[]): void {
    this.#port.postMessage(message, transfer);
  }

  nudge(): void {
    this.#port.postMessage(NUDGE);
  }

  pump(): void {}

  receive(): unknown {
    return unpack(...this.#receive());
  }

  receiveError(site?: { readonly stack?: string }): unknown {
    return unpackError(...this.#receive(), site);
  }

  close(): void {
    this.#port.postMessage(CLOSE);
  }

  dropped(): void {}

  describeDeath(): string {
    const death = this.#job.describeDeath();
    // A bootstrap that could not load the library says why on the port.
    const message = runtime().receiveMessage(this.#port)?.message;
    return typeof message === "string" ? `${death}: ${message}` : death;
  }

  #receive(): [value: unknown, parts: unknown[] | undefined] {
    const [result] = runtime().receiveMessage(this.#port)!.message as ResultMessage;
    return result!;
  }
}
