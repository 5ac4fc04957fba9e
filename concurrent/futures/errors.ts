import { RuntimeError } from "../../_runtime/errors.ts";
import { registerClass } from "../../_transfer/registry.ts";

/** Python's concurrent.futures.CancelledError (17.4.6): the future was cancelled. */
export class CancelledError extends Error {
  static {
    this.prototype.name = "CancelledError";
  }
}

/** Python's concurrent.futures.TimeoutError (17.4.6): the result was not there in time; the task itself goes on. */
export class TimeoutError extends Error {
  static {
    this.prototype.name = "TimeoutError";
  }
}

/** Python's BrokenExecutor (17.4.6): the executor can't be used any more; `cause` says why where it is known. */
export class BrokenExecutor extends RuntimeError {
  static {
    this.prototype.name = "BrokenExecutor";
  }
}

/** Python's BrokenThreadPool (17.4.6): an initializer failed, or a worker thread ended under its task. */
export class BrokenThreadPool extends BrokenExecutor {
  static {
    this.prototype.name = "BrokenThreadPool";
  }
}

/** Python's BrokenProcessPool (17.4.6): a worker process ended under its task, or an initializer failed. */
export class BrokenProcessPool extends BrokenExecutor {
  static {
    this.prototype.name = "BrokenProcessPool";
  }

  /** Of the worker that ended: its exit status, or -N when signal N has ended it; undefined when none did. */
  readonly exitcode: number | undefined;

  /** Executors make it. */
  constructor(message: string, options: ErrorOptions & { exitcode?: number } = {}) {
    super(message, options);
    this.exitcode = options.exitcode;
  }
}

/** Python's InvalidStateError (17.4.6): the future is in no state that allows the operation. */
export class InvalidStateError extends Error {
  static {
    this.prototype.name = "InvalidStateError";
  }
}

// A pool made within a task may fail there, and its error must be known as what it is here.
const module = (): string => import.meta.url;
for (
  const Class of [
    CancelledError,
    TimeoutError,
    BrokenExecutor,
    BrokenThreadPool,
    BrokenProcessPool,
    InvalidStateError,
  ]
) {
  registerClass(Class.prototype.name, Class, { module });
}
