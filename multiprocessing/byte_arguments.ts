// Parts of byte arrays, as Python's send_bytes and recv_bytes_into take them.

import { BufferTooShort } from "./errors.ts";

/** The part that is meant. */
export function partOf(buffer: Uint8Array, offset: number = 0, size?: number): Uint8Array {
  checkBuffer(buffer, "sendBytes");
  const { length } = buffer;
  checkOffset(offset, length, "sendBytes");
  if (size === undefined) return buffer.subarray(offset);
  if (!Number.isInteger(size) || size < 0) {
    throw new RangeError(`sendBytes: size must be an integer >= 0, got ${size}`);
  }
  if (offset + size > length) {
    throw new RangeError(
      `sendBytes: offset + size must be <= ${length}, the length of the buffer, got ${
        offset + size
      }`,
    );
  }
  return buffer.subarray(offset, offset + size);
}

/** What of the buffer is behind the offset. */
export function roomIn(buffer: Uint8Array, offset: number = 0): Uint8Array {
  checkBuffer(buffer, "recvBytesInto");
  checkOffset(offset, buffer.length, "recvBytesInto");
  return buffer.subarray(offset);
}

/** The longest message that is wanted. */
export function checkMaxlength(maxlength: number = Infinity): number {
  if (maxlength >= 0) return maxlength;
  throw new RangeError(`recvBytes: maxlength must be >= 0, got ${maxlength}`);
}

/** Memory that other threads write to can't be handed to the C library everywhere. */
export function isOwn(bytes: Uint8Array): boolean {
  return bytes.buffer instanceof ArrayBuffer;
}

/** Copies the message; its length, or BufferTooShort. */
export function copyInto(bytes: Uint8Array, room: Uint8Array): number {
  if (bytes.length > room.length) {
    throw new BufferTooShort(
      bytes,
      `the message has ${bytes.length} bytes, and the buffer ${room.length}`,
    );
  }
  room.set(bytes);
  return bytes.length;
}

function checkBuffer(buffer: unknown, who: string): void {
  if (buffer instanceof Uint8Array) return;
  throw new TypeError(`${who}: buffer must be a Uint8Array, got ${typeof buffer}`);
}

function checkOffset(offset: number, length: number, who: string): void {
  if (Number.isInteger(offset) && offset >= 0 && offset <= length) return;
  throw new RangeError(
    `${who}: offset must be an integer from 0 to ${length}, the length of the buffer, got ${offset}`,
  );
}
