/** Python's RuntimeError: a lock released by the wrong thread, work given to an executor that was shut down, … */
export class RuntimeError extends Error {
  static {
    this.prototype.name = "RuntimeError";
  }
}

/** Python's SystemExit: ends the thread or process that throws it. */
export class SystemExit extends Error {
  static {
    this.prototype.name = "SystemExit";
  }
  /** The exit status asked for: `null` means success, a string is printed to stderr and means failure. */
  readonly code: number | string | null;

  /** Creates the error; `code` is the exit status. */
  constructor(code: number | string | null = null) {
    super(code === null ? "" : String(code));
    this.code = code;
  }
}

/** The platform or the granted permissions lack what a call needs; the message names it and the way out. */
export class NotSupportedError extends Error {
  static {
    this.prototype.name = "NotSupportedError";
  }
}
