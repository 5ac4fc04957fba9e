import { hold, release } from "../../_thread/hold.ts";
import { packError } from "../../_transfer/errors.ts";
import { unpack } from "../../_transfer/unpack.ts";
import { distributing } from "../../multiprocessing/handle.ts";
import { dumps } from "../../multiprocessing/reduction.ts";
import { open } from "../../multiprocessing/revival.ts";
import type { WiredConnection } from "../../multiprocessing/wire/connection.ts";
import { packed } from "../../multiprocessing/wire/reference.ts";
import { BY_MESSAGE } from "./call_words.ts";
import type { WorkerLink } from "./lane_link.ts";
import { CLOSE, type LaneMessage } from "./lane_message.ts";
import {
  callIndex,
  LANE_BYTES,
  type LaneWords,
  laneWords,
  PASSED,
  POSTED,
  SlotState,
  stateIndex,
} from "./lane_words.ts";
import { LaneWorker } from "./lane_worker.ts";
import { careFor, type ErrorHandler } from "./process_caretaker.ts";
import type { Initializer } from "./process_entry.ts";
import { decodeMessage } from "./process_message.ts";
import { CALL, CLOSE_FRAME, decodeCall, encodeFailure, encodeResult } from "./wired_message.ts";

/** What a worker process does. */
export function beWiredWorker(
  connection: WiredConnection,
  initializer: Initializer,
  initargs: unknown[],
): Promise<void> {
  const initialize = initializer && (() => initializer(...initargs));
  return new LaneWorker(new WiredWorkerLink(connection), initialize).run();
}

/** The way back. */
class WiredWorkerLink implements WorkerLink {
  readonly words: Int32Array = new Int32Array(new ArrayBuffer(LANE_BYTES));
  readonly #lane: LaneWords = laneWords(this.words);
  readonly #connection: WiredConnection;
  /** Results that have been told of. */
  #told = 0;
  #answer: Uint8Array | undefined;
  #stays = false;

  constructor(connection: WiredConnection) {
    this.#connection = connection;
  }

  listen(receive: (message: LaneMessage) => void, wake: () => void): void {
    this.#stay(true);
    void this.#connection.listen((frame) => {
      this.#take(frame, receive);
      wake();
    }, () => {
      receive(CLOSE);
      wake();
    });
  }

  onUncaught(handler: ErrorHandler): void {
    careFor(handler);
  }

  unpack(args: unknown, parts: unknown[] | undefined): unknown[] {
    return distributing([], () => unpack(args, parts)) as unknown[];
  }

  done(): void {}

  pull(): boolean {
    return false;
  }

  pause(): undefined {}

  sleep(): undefined {}

  send(result: unknown): void {
    const parcel = packed(result, "result");
    this.#answer = parcel.bytes;
    parcel.sent();
  }

  sendError(error: unknown): void {
    const { value, parts } = packError(error, "error");
    this.#answer = dumps([value, parts], "error").bytes;
  }

  bump(): void {
    const answer = this.#answer;
    this.#answer = undefined;
    // The initializer's failure is no slot's.
    if (this.words[PASSED] === this.#told) {
      if (answer !== undefined) this.#send(encodeFailure(answer));
      return;
    }
    this.#stay(true);
    this.#send(encodeResult(this.#lane, this.#told, answer));
    this.#told = this.words[PASSED]!;
  }

  close(): void {
    this.#connection.close();
    this.#stay(false);
  }

  // While it waits for calls. What a call waits for must keep the process alive itself.
  #stay(on: boolean): void {
    if (on === this.#stays) return;
    this.#stays = on;
    if (on) hold();
    else release();
  }

  #take(frame: Uint8Array, receive: (message: LaneMessage) => void): void {
    if (frame[0] === CLOSE_FRAME) return receive(CLOSE);
    if (frame[0] !== CALL) return receive(decodeMessage(frame) as LaneMessage);
    const sequence = this.words[POSTED]!;
    const bytes = decodeCall(this.#lane, sequence, frame);
    if (this.words[callIndex(sequence)] === BY_MESSAGE) receive(open(bytes, []));
    this.words[stateIndex(sequence)] = SlotState.POSTED;
    this.words[POSTED] = (sequence + 1) | 0;
    this.#stay(false);
  }

  #send(frame: Uint8Array): void {
    this.#connection.sendBytesSync(frame);
  }
}
