import { unpackError } from "../../_transfer/errors.ts";
import { parkerOf } from "../../_sync/words.ts";
import type { Parker } from "../../_sync/parker.ts";
import { closeFd, sockets } from "../../multiprocessing/descriptors.ts";
import { Handle } from "../../multiprocessing/handle.ts";
import type { Block } from "../../multiprocessing/heap.ts";
import { type Frame, Incoming } from "../../multiprocessing/incoming.ts";
import { Outgoing } from "../../multiprocessing/outgoing.ts";
import { friend, type Process } from "../../multiprocessing/process.ts";
import type { Parcel } from "../../multiprocessing/reduction.ts";
import { loadsKnown, open } from "../../multiprocessing/revival.ts";
import type { ProcessSentinel } from "../../multiprocessing/sentinel.ts";
import type { LaneLink } from "./lane_link.ts";
import { CLOSE, type LaneMessage, NUDGE } from "./lane_message.ts";
import { POSTED } from "./lane_words.ts";
import { giveBlock, takeBlock } from "./process_blocks.ts";
import { encodeCalls, encodeDefine } from "./process_message.ts";
import { ANSWERS, LEAVE, PROCESS_BYTES } from "./process_words.ts";
import type { WorkerArgs } from "./process_worker_link.ts";
import type { Watcher } from "./watcher.ts";

interface Sending {
  readonly bytes: Uint8Array;
  /** Whose descriptors go with it. */
  readonly parcel: Parcel | undefined;
  /** When it has been begun. */
  message?: Outgoing;
}

/** The way to a worker that is a process. */
export class ProcessLink implements LaneLink {
  readonly words: Int32Array;
  readonly #process: Process;
  readonly #block: Block;
  readonly #parker: Parker;
  readonly #watcher: Watcher;
  readonly #socket: number;
  readonly #end: number;
  readonly #sending: Sending[] = [];
  readonly #incoming: Incoming = new Incoming();
  readonly #answers: Frame[] = [];
  readonly #pid: number;
  #exitcode: number | undefined;
  #room: number | undefined;
  #received = 0;

  /** Starts the process, which `create` makes of what the worker is given. */
  constructor(watcher: Watcher, create: (args: WorkerArgs) => Process) {
    this.#block = takeBlock(PROCESS_BYTES);
    this.words = new Int32Array(this.#block.buffer);
    this.#parker = parkerOf(this.words);
    this.#watcher = watcher;
    const [ours, theirs] = sockets().pair();
    this.#socket = ours;
    try {
      const process = create([this.#block, watcher.rung, new Handle(theirs), watcher.bell]);
      friend.setOwned(process);
      process.start();
      this.#process = process;
    } catch (error) {
      closeFd(ours);
      giveBlock(this.#block);
      throw error;
    } finally {
      closeFd(theirs);
    }
    this.#pid = this.#process.pid!;
    this.#end = watcher.watchEnd((this.#process.sentinel as ProcessSentinel).fd);
  }

  get ended(): boolean {
    if (this.#exitcode !== undefined) return true;
    if (this.#watcher.lost) {
      this.#process.kill();
      this.#process.joinSync();
      this.#finish();
    } else if (this.#watcher.happened(this.#end)) this.#finish();
    return this.#exitcode !== undefined;
  }

  /** As that of a Process. */
  get exitcode(): number | undefined {
    return this.#exitcode;
  }

  /** Ends the process, by SIGTERM or by SIGKILL, unless it has ended. */
  stop(how: "terminate" | "kill"): void {
    if (!this.ended) this.#process[how]();
  }

  post(message: LaneMessage, _transfer: Transferable[]): void {
    if (Array.isArray(message)) this.#postCalls(message.filter((part) => part !== undefined));
    else if (message !== NUDGE && message !== CLOSE) this.#queue(encodeDefine(message), undefined);
    this.#flush();
  }

  nudge(): void {
    this.#parker.notify(this.words, POSTED, 1);
  }

  pump(): void {
    this.#flush();
    if (this.#exitcode === undefined) this.#receive();
  }

  receive(): unknown {
    const { bytes, fds } = this.#next();
    return loadsKnown(bytes, fds);
  }

  receiveError(site?: { readonly stack?: string }): unknown {
    const { bytes, fds } = this.#next();
    const [packed] = open(bytes, fds);
    const [error, parts] = packed as [unknown, unknown[] | undefined];
    return unpackError(error, parts, site);
  }

  close(): void {
    Atomics.store(this.words, LEAVE, 1);
    this.nudge();
  }

  dropped(): void {
    giveBlock(this.#block);
  }

  describeDeath(): string {
    const code = this.#exitcode ?? 0;
    const how = code < 0 ? `was ended by signal ${-code}` : `exited with ${code}`;
    return `process ${this.#process.name} (${this.#pid}) ${how}`;
  }

  #postCalls(calls: readonly unknown[]): void {
    let together: Parcel[] = [];
    const post = () => {
      if (together.length > 0) this.#queue(encodeCalls(together), undefined);
      together = [];
    };
    for (const parcel of calls as Parcel[]) {
      if (parcel.fds.length === 0) {
        together.push(parcel);
        continue;
      }
      post();
      this.#queue(encodeCalls([parcel]), parcel);
    }
    post();
  }

  #queue(bytes: Uint8Array, parcel: Parcel | undefined): void {
    this.#sending.push({ bytes, parcel });
  }

  // What there is no room for waits until there is some. The worker may be blocked in sending, too, so nobody waits here.
  #flush(): void {
    if (this.#exitcode !== undefined) return;
    if (this.#room !== undefined && this.#watcher.happened(this.#room)) {
      this.#watcher.forget(this.#room);
      this.#room = undefined;
    }
    while (this.#sending.length > 0 && this.#room === undefined) {
      const first = this.#sending[0]!;
      const { bytes, parcel } = first;
      try {
        first.message ??= new Outgoing(bytes, parcel?.fds);
        if (!first.message.step(this.#socket, false)) {
          this.#room = this.#watcher.watchRoom(this.#socket);
          return;
        }
      } catch {
        // It has ended, or must, since it would wait for the message for ever.
        this.#process.kill();
      }
      this.#sending.shift();
      parcel?.release();
    }
  }

  // The last message of a worker that was ended may be a part of one.
  #receive(): void {
    try {
      while (this.#received !== Atomics.load(this.words, ANSWERS)) {
        if (this.#incoming.step(this.#socket, false) !== "done") return;
        this.#received = (this.#received + 1) | 0;
        this.#answers.push(this.#incoming.take());
      }
    } catch {
      this.#process.kill();
    }
  }

  #next(): Frame {
    this.pump();
    const frame = this.#answers.shift();
    if (frame === undefined) throw new Error("an answer of a worker process is missing");
    return frame;
  }

  #finish(): void {
    const { exitcode } = this.#process;
    if (exitcode === undefined) return;
    this.#receive();
    this.#exitcode = exitcode;
    this.#watcher.forget(this.#end);
    if (this.#room !== undefined) this.#watcher.forget(this.#room);
    for (const { parcel } of this.#sending.splice(0)) parcel?.release();
    this.#incoming.drop();
    closeFd(this.#socket);
    this.#process.close();
  }
}
