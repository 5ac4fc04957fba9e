import { unpackError } from "../../_transfer/errors.ts";
import { pack } from "../../_transfer/pack.ts";
import { type FunctionReference, refer } from "../../_transfer/reference.ts";
import type { AnyFunction } from "../../_transfer/task.ts";
import { unpack } from "../../_transfer/unpack.ts";

export interface Call {
  readonly id: number;
  readonly reference: FunctionReference;
  readonly args: unknown;
  readonly parts: unknown[] | undefined;
}
export interface Answer {
  readonly id: number;
  readonly ok: boolean;
  readonly value: unknown;
  readonly parts: unknown[] | undefined;
}

/** A worker that runs functions: the smallest pool there can be. */
export class Far {
  readonly #worker: Worker;
  readonly #answers = new Map<number, PromiseWithResolvers<unknown>>();
  #calls = 0;

  /** The worker's module calls serve() for each message. */
  constructor(worker: URL | string = new URL("./far_worker.ts", import.meta.url)) {
    this.#worker = new Worker(worker, { type: "module" });
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      const answer = this.#answers.get(data.id)!;
      this.#answers.delete(data.id);
      if (data.ok) answer.resolve(unpack(data.value, data.parts));
      else answer.reject(unpackError(data.value, data.parts));
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      for (const { reject } of this.#answers.values()) reject(new Error(event.message));
    };
  }

  call<A extends unknown[], R>(fn: (...args: A) => R, ...args: A): Promise<Awaited<R>> {
    return this.send(refer(fn as AnyFunction, "fn"), args) as Promise<Awaited<R>>;
  }

  send(reference: FunctionReference, args: unknown[]): Promise<unknown> {
    const { value, parts, transfer } = pack(args, "args");
    const id = this.#calls++;
    const answer = Promise.withResolvers<unknown>();
    this.#answers.set(id, answer);
    const call: Call = { id, reference, args: value, parts };
    this.#worker.postMessage(call, transfer ?? []);
    return answer.promise;
  }

  [Symbol.dispose](): void {
    this.#worker.terminate();
  }
}
