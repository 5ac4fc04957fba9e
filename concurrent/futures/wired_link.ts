import { inbox } from "../../_thread/current.ts";
import { bump } from "../../_thread/inbox.ts";
import { unpackError } from "../../_transfer/errors.ts";
import { friend, type Process } from "../../multiprocessing/process.ts";
import type { Parcel } from "../../multiprocessing/reduction.ts";
import { loadsKnown, open } from "../../multiprocessing/revival.ts";
import { type WiredConnection, wiredPipe } from "../../multiprocessing/wire/connection.ts";
import { BY_MESSAGE } from "./call_words.ts";
import type { LaneLink } from "./lane_link.ts";
import { CLOSE, type LaneMessage, NUDGE } from "./lane_message.ts";
import {
  ASLEEP,
  callIndex,
  FAILED,
  LANE_BYTES,
  type LaneWords,
  laneWords,
  Outcome,
  outcomeIndex,
  PASSED,
  POSTED,
  SlotState,
  stateIndex,
} from "./lane_words.ts";
import { encodeDefine } from "./process_message.ts";
import { CLOSE_FRAME, decodeResult, encodeCall, FAILURE } from "./wired_message.ts";

const NONE: readonly number[] = [];

/**
 * The way to a worker that is a process and shares no memory with this one. It passes through the slots itself, in place
 * of the worker, and sends it one call at a time: those that have not been sent can be revoked.
 */
export class WiredLink implements LaneLink {
  readonly words: Int32Array = new Int32Array(new ArrayBuffer(LANE_BYTES));
  readonly #lane: LaneWords = laneWords(this.words);
  readonly #process: Process;
  readonly #connection: WiredConnection;
  /** Of slots that have not been passed. */
  readonly #parcels: Parcel[] = [];
  readonly #answers: Uint8Array[] = [];
  #busy = false;
  #closing = false;
  #closed = false;
  /** Nothing will come any more. */
  #drained = false;

  /** Starts the process, which `create` makes of what the worker is given. */
  constructor(create: (connection: WiredConnection) => Process) {
    const [ours, theirs] = wiredPipe(true);
    this.#connection = ours;
    try {
      this.#process = create(theirs);
      friend.setOwned(this.#process);
      this.#process.start();
    } catch (error) {
      ours.close();
      throw error;
    } finally {
      theirs.close();
    }
    this.#sleep();
    void ours.listen((frame) => this.#take(frame), () => {
      this.#drained = true;
      this.#process.join().then(() => this.#tell());
    });
  }

  get ended(): boolean {
    return this.#drained && this.#process.exitcode !== undefined;
  }

  /** As that of a Process. */
  get exitcode(): number | undefined {
    return this.#process.exitcode;
  }

  /** Ends the process, by SIGTERM or by SIGKILL, unless it has ended. */
  stop(how: "terminate" | "kill"): void {
    if (!this.ended) this.#process[how]();
  }

  post(message: LaneMessage, _transfer: Transferable[]): void {
    if (Array.isArray(message)) {
      this.#parcels.push(...message.filter((part) => part !== undefined) as Parcel[]);
    } else if (message !== NUDGE && message !== CLOSE) this.#send(encodeDefine(message));
  }

  nudge(): void {
    this.#sleep();
    this.#advance();
  }

  pump(): void {
    this.#advance();
  }

  receive(): unknown {
    return loadsKnown(this.#answers.shift()!, NONE);
  }

  receiveError(site?: { readonly stack?: string }): unknown {
    const [packed] = open(this.#answers.shift()!, NONE);
    const [error, parts] = packed as [unknown, unknown[] | undefined];
    return unpackError(error, parts, site);
  }

  close(): void {
    this.#closing = true;
    this.#advance();
  }

  dropped(): void {
    this.#connection.close();
  }

  describeDeath(): string {
    const code = this.exitcode ?? 0;
    const how = code < 0 ? `was ended by signal ${-code}` : `exited with ${code}`;
    return `process ${this.#process.name} (${this.#process.pid}) ${how}`;
  }

  // So that the pool nudges whenever it has posted.
  #sleep(): void {
    this.words[ASLEEP] = 1;
  }

  #advance(): void {
    const { words } = this;
    while (!this.#busy && words[PASSED] !== words[POSTED]) {
      const sequence = words[PASSED]!;
      const state = stateIndex(sequence);
      const parcel = words[callIndex(sequence)] === BY_MESSAGE ? this.#parcels.shift() : undefined;
      if (words[state] === SlotState.POSTED) {
        words[state] = SlotState.CLAIMED;
        this.#busy = true;
        this.#send(encodeCall(this.#lane, sequence, parcel?.bytes));
      } else this.#pass();
    }
    if (!this.#closing || this.#closed || this.#busy) return;
    this.#closed = true;
    this.#send(new Uint8Array([CLOSE_FRAME]));
  }

  #pass(): void {
    this.words[PASSED] = (this.words[PASSED]! + 1) | 0;
  }

  #take(frame: Uint8Array): void {
    if (frame[0] === FAILURE) {
      this.#answers.push(frame.subarray(1));
      this.words[FAILED] = 1;
      return this.#tell();
    }
    const sequence = this.words[PASSED]!;
    const bytes = decodeResult(this.#lane, sequence, frame);
    const outcome = this.words[outcomeIndex(sequence)];
    if (outcome === Outcome.VALUE || outcome === Outcome.ERROR) this.#answers.push(bytes);
    this.words[stateIndex(sequence)] = SlotState.DONE;
    this.#pass();
    this.#busy = false;
    this.#advance();
    this.#tell();
  }

  #send(frame: Uint8Array): void {
    // To one that has ended there is nothing to send; its end is noticed elsewhere.
    this.#connection.sendBytes(frame).catch(() => {});
  }

  #tell(): void {
    bump(inbox().words);
  }
}
