// A queue over wires: its items are in the process that has made it.
//
//   item ── dumps ──▶ bytes ──▶ QueueHome, here or by a call ──▶ bytes ── loads ──▶ item

import { empty, full } from "../../queue/errors.ts";
import { NOTHING } from "../../queue/life.ts";
import type { Patience } from "../../queue/options.ts";
import type { QueueLife } from "../queues/queue_life.ts";
import type { Parcel } from "../reduction.ts";
import { loads, loadsSync } from "../revival.ts";
import { needsLibc } from "./choice.ts";
import type { WiredForm } from "./way.ts";
import { held, type Target } from "./calls.ts";
import { Home } from "./objects.ts";
import { wireNode } from "./node.ts";
import { QueueHome } from "./homes.ts";
import { accept, letGo, packed, refer } from "./reference.ts";

const WHO = "a queue of multiprocessing";
const NONE: readonly number[] = [];
const FAR = "in a process that has not made the queue";

let dropped: FinalizationRegistry<() => void> | undefined;

/** A queue's life, as one process has it. */
export class WiredLife<T> implements QueueLife<T> {
  readonly #at: QueueHome | Target;
  readonly #bounded: boolean;
  readonly #leaving: AbortController = new AbortController();
  #left: (() => Error) | undefined;

  private constructor(at: QueueHome | Target, bounded: boolean) {
    this.#at = at;
    this.#bounded = bounded;
  }

  /** That of a new queue. */
  static create<T>(room: number): WiredLife<T> {
    wireNode(WHO);
    const home = new QueueHome(room);
    return new WiredLife(home, home.bounded);
  }

  /** That of one that has been received. */
  static open<T>([, reference, bounded]: WiredForm): WiredLife<T> {
    const { at, holder } = accept(WHO, reference);
    const life = new WiredLife<T>(at as QueueHome | Target, bounded);
    dropped ??= new FinalizationRegistry((drop) => drop());
    dropped.register(life, () => letGo(at, holder));
    return life;
  }

  /** No other queue has it. */
  get key(): string {
    return this.#at instanceof Home ? this.#at.id : this.#at.object;
  }

  reduce(): WiredForm {
    return ["wire", refer(WHO, this.#at, 0), this.#bounded];
  }

  get size(): number {
    return this.#home("qsize() and empty()").stock.size;
  }

  get full(): boolean {
    return this.#bounded && this.#home("full()").stock.full;
  }

  get unfinished(): number {
    return this.#home("the number of items").unfinished;
  }

  get closed(): boolean {
    return this.#left !== undefined;
  }

  tryPut(item: T): boolean {
    const parcel = this.#pack(item);
    return this.#sending(parcel, () => {
      if (this.#at instanceof QueueHome) return this.#at.stock.tryPut(parcel.bytes);
      if (this.#bounded) throw needsLibc(`putNowait() ${FAR}`, "await put()");
      wireNode(WHO).post(this.#at, "put", parcel.bytes);
      return true;
    });
  }

  async put(item: T, patience: Patience): Promise<void> {
    const parcel = this.#pack(item);
    const waiting = this.#waiting(patience);
    try {
      if (this.#at instanceof QueueHome) {
        if (!this.#at.stock.tryPut(parcel.bytes)) {
          await held(this.#at.stock.put(parcel.bytes, waiting));
        }
      } else {
        const late = () => full(true);
        await wireNode(WHO).call(this.#at, "put", parcel.bytes, waiting, { late });
      }
    } catch (error) {
      parcel.abandon();
      throw error;
    }
    parcel.sent();
  }

  putSync(item: T, limit: number): void {
    if (this.tryPut(item)) return;
    if (limit === 0) throw full(false);
    throw needsLibc("putSync() of a queue that is full", "await put()");
  }

  tryTake(): T | typeof NOTHING {
    const item = this.#home("getNowait()", "await get()").stock.tryTake();
    return item === NOTHING ? NOTHING : loadsSync(item, NONE) as T;
  }

  async get(patience: Patience): Promise<T> {
    this.#check();
    const waiting = this.#waiting(patience);
    if (this.#at instanceof QueueHome) {
      const item = this.#at.stock.tryTake();
      const bytes = item === NOTHING ? await held(this.#at.stock.take(waiting)) : item;
      return loads(bytes, NONE) as T;
    }
    const late = () => empty(true);
    const { body } = await wireNode(WHO).call(this.#at, "get", undefined, waiting, {
      undo: "giveBack",
      late,
    });
    return loads(body, NONE) as T;
  }

  getSync(limit: number): T {
    const item = this.#home("getSync()", "await get()").stock.tryTake();
    if (item !== NOTHING) return loadsSync(item, NONE) as T;
    if (limit === 0) throw empty(false);
    throw needsLibc("getSync() of a queue that is empty", "await get()");
  }

  taskDone(): void {
    this.#check();
    if (this.#at instanceof QueueHome) this.#at.taskDone();
    else wireNode(WHO).post(this.#at, "taskDone");
  }

  async join(signal: AbortSignal | undefined): Promise<void> {
    this.#check();
    const waiting = this.#waiting({ limit: Infinity, signal });
    if (this.#at instanceof QueueHome) await held(this.#at.join(waiting.signal));
    else await wireNode(WHO).call(this.#at, "join", undefined, waiting);
  }

  joinSync(): void {
    if (this.#at instanceof QueueHome && this.#at.unfinished === 0) return;
    throw needsLibc("joinSync()", "await join()");
  }

  shutdown(): void {
    throw new Error("a queue of multiprocessing has no shutdown");
  }

  /** This object is used no more; who waits here gets that error. */
  leave(error: () => Error): void {
    this.#left = error;
    this.#leaving.abort(error());
  }

  #check(): void {
    if (this.#left !== undefined) throw this.#left();
  }

  #home(what: string, instead?: string): QueueHome {
    this.#check();
    if (this.#at instanceof QueueHome) return this.#at;
    throw needsLibc(`${what} ${FAR}`, instead);
  }

  #pack(item: T): Parcel {
    this.#check();
    return packed(item, "item");
  }

  #sending(parcel: Parcel, body: () => boolean): boolean {
    let sent = false;
    try {
      return sent = body();
    } finally {
      if (sent) parcel.sent();
      else parcel.abandon();
    }
  }

  #waiting({ limit, signal }: Patience): Patience {
    const leaving = this.#leaving.signal;
    return { limit, signal: signal === undefined ? leaving : AbortSignal.any([signal, leaving]) };
  }
}
