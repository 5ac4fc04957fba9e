import { RuntimeError } from "../../_runtime/errors.ts";
import { hold, release } from "../../_thread/hold.ts";
import { refuseWhileImporting } from "../../_thread/running_task.ts";
import { explainCloneFailure } from "../../_transfer/diagnose.ts";
import { pack } from "../../_transfer/pack.ts";
import type { AnyFunction } from "../../_transfer/task.ts";
import { unpack } from "../../_transfer/unpack.ts";
import { attach, type Backend, Future } from "./future.ts";
import type { Ending } from "./pool_kind.ts";
import type { ProcessPool } from "./process_options.ts";

/** A pool that is still being loaded: keeps what it is given until then. */
export class DeferredPool implements ProcessPool {
  readonly #pool: Promise<ProcessPool>;
  #loaded: ProcessPool | undefined;
  #closed = false;

  constructor(pool: Promise<ProcessPool>) {
    this.#pool = pool.then((loaded) => this.#loaded = loaded);
    this.#pool.catch(() => {});
  }

  submit(fn: AnyFunction, args: unknown[]): Future<unknown> {
    if (this.#loaded !== undefined) return this.#loaded.submit(fn, args);
    if (this.#closed) {
      throw new RuntimeError("ProcessPoolExecutor: cannot schedule new futures after shutdown");
    }
    refuseWhileImporting("ProcessPoolExecutor", "a task was submitted");
    const copy = copyOf(args);
    const call = new DeferredCall();
    hold();
    this.#pool.then(
      (pool) => call.submit(() => pool.submit(fn, copy())),
      (error) => call.fail(error),
    ).finally(release);
    return call.future;
  }

  shutdown(cancelFutures: boolean): Promise<void> {
    this.#closed = true;
    return this.#pool.then((pool) => pool.shutdown(cancelFutures));
  }

  stop(how: Ending): void {
    this.#closed = true;
    this.#pool.then((pool) => pool.stop(how), () => {});
  }
}

// The arguments are what they are at the call.
function copyOf(args: unknown[]): () => unknown[] {
  const { value, parts, transfer } = pack(args, "args");
  try {
    const copy = structuredClone({ value, parts }, { transfer: transfer ?? [] });
    return () => unpack(copy.value, copy.parts) as unknown[];
  } catch (error) {
    throw explainCloneFailure(error, args, "args");
  }
}

/** A call whose future is there before the pool. */
class DeferredCall implements Backend {
  readonly future: Future<unknown> = new Future();
  #inner: Future<unknown> | undefined;
  #cancelled = false;

  constructor() {
    attach(this.future, this);
  }

  submit(body: () => Future<unknown>): void {
    if (this.#cancelled) return;
    try {
      this.#inner = body();
    } catch (error) {
      return this.fail(error);
    }
    this.#inner.addDoneCallback((inner) => {
      if (inner.cancelled()) return void this.future.cancel();
      const error = inner.exceptionSync({ timeout: 0 });
      if (error === null) this.future.setResult(inner.resultSync({ timeout: 0 }));
      else this.future.setException(error);
    });
  }

  fail(error: unknown): void {
    if (!this.#cancelled) this.future.setException(error);
  }

  poll(): void {
    this.#inner?.done();
  }

  running(): boolean {
    return this.#inner?.running() ?? false;
  }

  cancel(): boolean {
    if (this.#inner !== undefined && !this.#inner.cancelled() && !this.#inner.cancel()) {
      return false;
    }
    this.#cancelled = true;
    return true;
  }

  linger(): void {}
}
