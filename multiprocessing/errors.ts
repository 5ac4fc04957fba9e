import { registerClass } from "../_transfer/registry.ts";

/** Python's ProcessError (17.2.2.1): the base of what goes wrong with processes. */
export class ProcessError extends Error {
  static {
    this.prototype.name = "ProcessError";
  }
}

/** Python's BufferTooShort: `recvBytesInto` was given less room than the message needs. */
export class BufferTooShort extends ProcessError {
  static {
    this.prototype.name = "BufferTooShort";
  }
  /** The whole message, which is received by that. */
  readonly bytes: Uint8Array;

  /** Creates the error; `bytes` is the message. */
  constructor(bytes: Uint8Array, message: string = `the message has ${bytes.length} bytes`) {
    super(message);
    this.bytes = bytes;
  }
}

/** Python's AuthenticationError: the other side does not have the same key. */
export class AuthenticationError extends ProcessError {
  static {
    this.prototype.name = "AuthenticationError";
  }
}

/** Python's multiprocessing.TimeoutError: what was waited for did not come within the timeout. */
export class TimeoutError extends ProcessError {
  static {
    this.prototype.name = "TimeoutError";
  }
}

/** Python's EOFError: nothing is left to receive, and the other end is closed; its process may have died. */
export class EOFError extends Error {
  static {
    this.prototype.name = "EOFError";
  }
}

for (const Class of [ProcessError, BufferTooShort, AuthenticationError, TimeoutError, EOFError]) {
  registerClass(Class.prototype.name, Class, { module: () => import.meta.url });
}
