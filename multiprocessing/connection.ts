// An end of a connection between processes. What one thread of one process has to do with it:
//
//   send ── dumps ──▶ Parcel ──▶ Sending ───▶ OneDirection ──▶ socket
//   recv ◀── loads ── Frame ◀── Receiving ◀── OneDirection ◀── socket

import { waitOptions } from "../_sync/acquire_options.ts";
import { signalOf, type SyncWaitOptions, type WaitOptions } from "../_sync/options.ts";
import { RuntimeError } from "../_runtime/errors.ts";
import { registerClass } from "../_transfer/registry.ts";
import { checkMaxlength, copyInto, isOwn, partOf, roomIn } from "./byte_arguments.ts";
import { closeFd } from "./descriptors.ts";
import { OneDirection } from "./direction.ts";
import { Handle } from "./handle.ts";
import { Incoming } from "./incoming.ts";
import { Receiving, Sending } from "./message_operations.ts";
import { releaseFd, whenReady } from "./poller.ts";
import { waitReadySync } from "./ready.ts";
import { dumps, type Parcel } from "./reduction.ts";
import { loads, loadsSync } from "./revival.ts";
import { connectionError } from "./socket_errors.ts";

const CLOSED = -1;

let registry: FinalizationRegistry<number> | undefined;

/**
 * Python's Connection (17.2.2.4): one end of a `Pipe`. Can be sent to children, to threads and through other
 * connections; what is sent is another descriptor of the same end, which both sides close on their own.
 *
 * Messages of one thread go out, and come in, in the order of the calls: a blocking call first completes, blocking, the
 * asynchronous ones before it in the same direction. Two threads or processes that receive (or send) at the same end at
 * once may get (or cause) parts of messages, as in Python; queues are for that.
 *
 * What is closed, or goes the other way only, is an Error with the code "EBADF"; sending to an end that is closed,
 * "EPIPE".
 *
 * ```ts
 * import { type Connection, Pipe, Process, task } from "@weft/concurrency/multiprocessing";
 *
 * export const double = task(import.meta, (end: Connection) => {
 *   end.sendSync(2 * (end.recvSync() as number));
 * });
 *
 * if (import.meta.main) {
 *   const [ours, theirs] = Pipe();
 *   new Process({ target: double, args: [theirs] }).start();
 *   theirs.close();
 *   await ours.send(21);
 *   console.log(await ours.recv());
 * }
 * ```
 *
 * ```output
 * 42
 * ```
 */
export class Connection implements Disposable {
  #fd: number;
  readonly #readable: boolean;
  readonly #writable: boolean;
  readonly #incoming: Incoming = new Incoming();
  readonly #reading: OneDirection = new OneDirection(this, "read");
  readonly #writing: OneDirection = new OneDirection(this, "write");

  /** The end that a connected socket is; it belongs to the connection from here on. */
  constructor(fd: number, readable: boolean = true, writable: boolean = true) {
    this.#fd = fd;
    this.#readable = readable;
    this.#writable = writable;
    // Of a subclass that needs none.
    if (fd === CLOSED) return;
    registry ??= new FinalizationRegistry(closeFd);
    registry.register(this, fd, this);
  }

  /** Whether it was closed here. */
  get closed(): boolean {
    return this.#fd === CLOSED;
  }

  /** Whether it can receive. */
  get readable(): boolean {
    return this.#readable && !this.#incoming.spoilt;
  }

  /** Whether it can send. */
  get writable(): boolean {
    return this.#writable;
  }

  /** The descriptor. */
  fileno(): number {
    if (this.closed) throw connectionError("handle is closed");
    return this.#fd;
  }

  /** Sends a value; resolves when all of it is on its way. What can't be sent to a process is refused here. */
  async send(value: unknown): Promise<void> {
    const parcel = this.#pack(value);
    try {
      await this.#writing.run(new Sending(parcel.bytes, parcel.fds, false));
      parcel.sent();
    } catch (error) {
      parcel.abandon();
      throw error;
    }
  }

  /** The same, blocking while there is no room. */
  sendSync(value: unknown): void {
    const parcel = this.#pack(value);
    try {
      this.#writing.runSync(new Sending(parcel.bytes, parcel.fds, false));
      parcel.sent();
    } catch (error) {
      parcel.abandon();
      throw error;
    }
  }

  /**
   * Receives a value. Rejects with EOFError when nothing is left and the other end is closed. An abort loses nothing of
   * a message.
   */
  async recv(options: { signal?: AbortSignal } = {}): Promise<unknown> {
    const signal = signalOf(options);
    signal?.throwIfAborted();
    const receiving = this.#receiving();
    await this.#reading.run(receiving, signal);
    const { bytes, fds } = receiving.frame;
    return loads(bytes, fds);
  }

  /** The same, blocking. */
  recvSync(): unknown {
    const receiving = this.#receiving();
    this.#reading.runSync(receiving);
    const { bytes, fds } = receiving.frame;
    return loadsSync(bytes, fds);
  }

  /**
   * Whether there is something to receive, or the other end is closed. Without options it looks, and does not wait;
   * options without a timeout are a wait without limit.
   */
  async poll(options?: WaitOptions): Promise<boolean> {
    this.#checkReadable();
    if (options === undefined) return this.#look(0);
    const wait = waitOptions(options, "Connection.poll");
    signalOf(wait)?.throwIfAborted();
    if (this.#look(0)) return true;
    const ready = wait.timeout !== 0 && await whenReady(this.#fd, "read", wait);
    this.fileno();
    return ready;
  }

  /** The same, blocking. */
  pollSync(options?: SyncWaitOptions): boolean {
    this.#checkReadable();
    if (options === undefined) return this.#look(0);
    return this.#look(waitOptions(options, "Connection.pollSync").timeout ?? Infinity);
  }

  /** Sends bytes, or a part of them, as one message. */
  async sendBytes(buffer: Uint8Array, offset?: number, size?: number): Promise<void> {
    await this.#writing.run(this.#sendingBytes(buffer, offset, size));
  }

  /** The same, blocking while there is no room. */
  sendBytesSync(buffer: Uint8Array, offset?: number, size?: number): void {
    this.#writing.runSync(this.#sendingBytes(buffer, offset, size));
  }

  /** Receives a message of bytes. One longer than `maxlength` is refused, and nothing can be received after that. */
  async recvBytes(maxlength?: number): Promise<Uint8Array> {
    const receiving = this.#receivingAtMost(maxlength);
    try {
      await this.#reading.run(receiving);
    } finally {
      this.#closeUseless();
    }
    return receiving.bytes;
  }

  /** The same, blocking. */
  recvBytesSync(maxlength?: number): Uint8Array {
    const receiving = this.#receivingAtMost(maxlength);
    try {
      this.#reading.runSync(receiving);
    } finally {
      this.#closeUseless();
    }
    return receiving.bytes;
  }

  /** Receives a message of bytes into a buffer; the number of bytes. BufferTooShort, with the message, when it does not fit. */
  async recvBytesInto(buffer: Uint8Array, offset?: number): Promise<number> {
    roomIn(buffer, offset);
    const receiving = this.#receiving();
    await this.#reading.run(receiving);
    return copyInto(receiving.bytes, roomIn(buffer, offset));
  }

  /** The same, blocking. */
  recvBytesIntoSync(buffer: Uint8Array, offset?: number): number {
    const room = roomIn(buffer, offset);
    const receiving = this.#receiving((length) =>
      length <= room.length && isOwn(room) ? room.subarray(0, length) : new Uint8Array(length)
    );
    this.#reading.runSync(receiving);
    const { bytes } = receiving;
    return bytes.buffer === room.buffer ? bytes.length : copyInto(bytes, room);
  }

  /** Closes this end; what waits for it in this thread rejects. Also done when it is collected. */
  close(): void {
    if (this.closed) return;
    const error = connectionError("handle is closed");
    this.#reading.fail(error);
    this.#writing.fail(error);
    this.#incoming.drop();
    const fd = this.#fd;
    this.#fd = CLOSED;
    registry!.unregister(this);
    releaseFd(fd);
    closeFd(fd);
  }

  /** `close` */
  [Symbol.dispose](): void {
    this.close();
  }

  #pack(value: unknown): Parcel {
    this.#checkWritable();
    return dumps(value, "value");
  }

  #sendingBytes(buffer: Uint8Array, offset?: number, size?: number): Sending {
    this.#checkWritable();
    const part = partOf(buffer, offset, size);
    return new Sending(isOwn(part) ? part : part.slice(), [], true);
  }

  #receiving(place?: (length: number) => Uint8Array): Receiving {
    this.#checkReadable();
    return new Receiving(this.#incoming, place);
  }

  #receivingAtMost(maxlength: number | undefined): Receiving {
    const most = checkMaxlength(maxlength);
    return this.#receiving((length) => {
      if (length <= most) return new Uint8Array(length);
      throw new RangeError(`bad message length: it must be <= ${most}, got ${length}`);
    });
  }

  // As Python does with an end that can only receive, and can't any more.
  #closeUseless(): void {
    if (this.#incoming.spoilt && !this.#writable) this.close();
  }

  #look(timeout: number): boolean {
    return this.#incoming.begun || waitReadySync(this.#fd, "read", timeout);
  }

  #checkReadable(): void {
    this.fileno();
    if (!this.readable) throw connectionError("connection is write-only");
  }

  #checkWritable(): void {
    this.fileno();
    if (!this.#writable) throw connectionError("connection is read-only");
  }

  static {
    registerClass("multiprocessing.Connection", Connection, {
      reduce(connection): Form {
        const fd = connection.fileno();
        if (connection.#incoming.begun || connection.#writing.busy) {
          throw new RuntimeError("a connection can't be sent in the middle of a message");
        }
        return [new Handle(fd), connection.readable, connection.#writable];
      },
      revive(data) {
        const [{ fd }, readable, writable] = data as Form;
        return new Connection(fd, readable, writable);
      },
      module: () => import.meta.url,
    });
  }
}

type Form = readonly [handle: Handle, readable: boolean, writable: boolean];
