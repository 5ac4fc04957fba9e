// An end of a pipe over wires: its messages are in the process that has made it.

import { waitOptions } from "../../_sync/acquire_options.ts";
import { signalOf, type SyncWaitOptions, type WaitOptions } from "../../_sync/options.ts";
import { registerClass } from "../../_transfer/registry.ts";
import { NOTHING } from "../../queue/life.ts";
import type { Patience } from "../../queue/options.ts";
import { checkMaxlength, copyInto, partOf, roomIn } from "../byte_arguments.ts";
import { Connection } from "../connection.ts";
import { loads, loadsSync } from "../revival.ts";
import { connectionError } from "../socket_errors.ts";
import { LOOK, type Looking } from "../waitable.ts";
import { needsLibc } from "./choice.ts";
import { held } from "./calls.ts";
import { PipeEnd } from "./pipe_end.ts";
import { packed, type Reference } from "./reference.ts";

const NONE: readonly number[] = [];
/** What Connection takes for none. */
const NO_FD = -1;

interface Form {
  readonly reference: Reference;
  readonly readable: boolean;
  readonly writable: boolean;
}

let dropped: FinalizationRegistry<PipeEnd> | undefined;

export class WiredConnection extends Connection implements Looking {
  readonly #end: PipeEnd;
  readonly #mayReceive: boolean;
  readonly #maySend: boolean;
  readonly #closing: AbortController = new AbortController();
  /** A message that was too long has come. */
  #spoilt = false;

  constructor(end: PipeEnd, readable: boolean, writable: boolean) {
    super(NO_FD, readable, writable);
    this.#end = end;
    this.#mayReceive = readable;
    this.#maySend = writable;
    dropped ??= new FinalizationRegistry((end) => end.close());
    dropped.register(this, end, this);
  }

  override get closed(): boolean {
    return this.#closing.signal.aborted;
  }

  override get readable(): boolean {
    return this.#mayReceive && !this.#spoilt;
  }

  override get writable(): boolean {
    return this.#maySend;
  }

  override fileno(): number {
    this.#checkOpen();
    throw needsLibc("Connection.fileno()");
  }

  override async send(value: unknown): Promise<void> {
    this.#checkWritable();
    const parcel = packed(value, "value");
    try {
      await this.#send(parcel.bytes);
    } catch (error) {
      parcel.abandon();
      throw error;
    }
    parcel.sent();
  }

  override sendSync(value: unknown): void {
    this.#checkWritable();
    const parcel = packed(value, "value");
    try {
      this.#post(parcel.bytes);
    } catch (error) {
      parcel.abandon();
      throw error;
    }
    parcel.sent();
  }

  override async recv(options: { signal?: AbortSignal } = {}): Promise<unknown> {
    return loads(await this.#receive(signalOf(options)), NONE);
  }

  override recvSync(): unknown {
    return loadsSync(this.#receiveNow("recv"), NONE);
  }

  override async poll(options?: WaitOptions): Promise<boolean> {
    this.#checkReadable();
    const { timeout = Infinity, signal } = options === undefined
      ? { timeout: 0 }
      : waitOptions(options, "Connection.poll");
    const ready = await held(this[LOOK]({ limit: timeout, signal }));
    this.#checkOpen();
    return ready;
  }

  override pollSync(options?: SyncWaitOptions): boolean {
    this.#checkReadable();
    const { timeout = Infinity } = options === undefined
      ? { timeout: 0 }
      : waitOptions(options, "Connection.pollSync");
    const ready = this.#end.isReady;
    if (ready === true || (ready === false && timeout === 0)) return ready;
    throw needsLibc("Connection.pollSync()", "await poll()");
  }

  /** For `wait`. The program may end meanwhile. */
  async [LOOK](patience: Patience): Promise<boolean> {
    this.#checkReadable();
    return await this.#end.look(this.#waiting(patience));
  }

  override async sendBytes(buffer: Uint8Array, offset?: number, size?: number): Promise<void> {
    this.#checkWritable();
    await this.#send(partOf(buffer, offset, size).slice());
  }

  override sendBytesSync(buffer: Uint8Array, offset?: number, size?: number): void {
    this.#checkWritable();
    this.#post(partOf(buffer, offset, size).slice());
  }

  override async recvBytes(maxlength?: number): Promise<Uint8Array> {
    const most = checkMaxlength(maxlength);
    return this.#atMost(most, await this.#receive(undefined));
  }

  override recvBytesSync(maxlength?: number): Uint8Array {
    const most = checkMaxlength(maxlength);
    return this.#atMost(most, this.#receiveNow("recvBytes"));
  }

  override async recvBytesInto(buffer: Uint8Array, offset?: number): Promise<number> {
    roomIn(buffer, offset);
    return copyInto(await this.#receive(undefined), roomIn(buffer, offset));
  }

  override recvBytesIntoSync(buffer: Uint8Array, offset?: number): number {
    const room = roomIn(buffer, offset);
    return copyInto(this.#receiveNow("recvBytesInto"), room);
  }

  override close(): void {
    if (this.closed) return;
    this.#closing.abort(connectionError("handle is closed"));
    dropped!.unregister(this);
    this.#end.close();
  }

  /** Calls `receive` with each message, and `end` when there will be no more. The program may end meanwhile. */
  async listen(receive: (message: Uint8Array) => void, end: () => void): Promise<void> {
    try {
      for (;;) receive(await this.#receive(undefined, true));
    } catch {
      end();
    }
  }

  #send(bytes: Uint8Array): Promise<void> {
    return this.#end.send(bytes, this.#waiting({ limit: Infinity, signal: undefined }));
  }

  #post(bytes: Uint8Array): void {
    if (this.#end.post(bytes)) return;
    throw needsLibc("Connection.sendSync() when it has to wait", "await send()");
  }

  async #receive(signal: AbortSignal | undefined, idle = false): Promise<Uint8Array> {
    this.#checkReadable();
    signal?.throwIfAborted();
    return await this.#end.receive(this.#waiting({ limit: Infinity, signal }), idle);
  }

  #receiveNow(what: string): Uint8Array {
    this.#checkReadable();
    const message = this.#end.take();
    if (message !== NOTHING) return message;
    throw needsLibc(`Connection.${what}Sync() when it has to wait`, `await ${what}()`);
  }

  #atMost(most: number, message: Uint8Array): Uint8Array {
    if (message.length <= most) return message;
    this.#spoilt = true;
    if (!this.#maySend) this.close();
    throw new RangeError(`bad message length: it must be <= ${most}, got ${message.length}`);
  }

  #waiting({ limit, signal }: Patience): Patience {
    const closing = this.#closing.signal;
    return { limit, signal: signal === undefined ? closing : AbortSignal.any([signal, closing]) };
  }

  #checkOpen(): void {
    if (this.closed) throw connectionError("handle is closed");
  }

  #checkReadable(): void {
    this.#checkOpen();
    if (!this.readable) throw connectionError("connection is write-only");
  }

  #checkWritable(): void {
    this.#checkOpen();
    if (!this.#maySend) throw connectionError("connection is read-only");
  }

  static {
    // What users see.
    Object.defineProperty(this, "name", { value: Connection.name });
    registerClass("multiprocessing.WiredConnection", WiredConnection, {
      reduce(connection): Form {
        connection.#checkOpen();
        return {
          reference: connection.#end.refer(),
          readable: connection.readable,
          writable: connection.#maySend,
        };
      },
      revive(data) {
        const { reference, readable, writable } = data as Form;
        return new WiredConnection(PipeEnd.open(reference), readable, writable);
      },
      module: () => import.meta.url,
    });
  }
}

/** Both ends of a new pipe. */
export function wiredPipe(duplex: boolean): [WiredConnection, WiredConnection] {
  const [first, second] = PipeEnd.pair();
  return [new WiredConnection(first, true, duplex), new WiredConnection(second, duplex, true)];
}
