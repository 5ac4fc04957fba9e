import { explainCloneFailure } from "../../_transfer/diagnose.ts";
import { packError } from "../../_transfer/errors.ts";
import { pack, type Packed } from "../../_transfer/pack.ts";
import { resolve } from "../../_transfer/reference.ts";
import { load, unpack } from "../../_transfer/unpack.ts";
import { bump } from "../../_thread/inbox.ts";
import { type JobMessage, registerJob } from "../../_thread/job.ts";
import { onUncaught } from "../../_thread/runner.ts";
import type { WorkerLink } from "./lane_link.ts";
import { type Initializer, type LaneData, type LaneMessage, wrapResult } from "./lane_message.ts";
import { LaneWorker } from "./lane_worker.ts";

/** URL of this module, which registers what it does with the thread runner. */
export function laneModule(): string {
  return import.meta.url;
}

registerJob("lane", (job) => {
  const { initializer } = job.data as LaneData;
  return new LaneWorker(new ThreadWorkerLink(job), initializer && (() => call(initializer))).run();
});

async function call({ reference, args, parts }: Initializer): Promise<void> {
  const fn = await resolve(reference);
  if (parts !== undefined) await load(parts);
  await fn(...unpack(args, parts) as unknown[]);
}

/** The way back from a thread. */
class ThreadWorkerLink implements WorkerLink {
  readonly words: Int32Array;
  readonly #port: MessagePort;
  readonly #owner: Int32Array;

  constructor({ data, port, owner }: JobMessage) {
    this.words = (data as LaneData).words;
    this.#port = port!;
    this.#owner = owner;
  }

  listen(receive: (message: LaneMessage) => void, wake: () => void): void {
    this.#port.onmessage = ({ data }) => {
      receive(data);
      wake();
    };
  }

  onUncaught(handler: (error: unknown, kind: "error" | "rejection") => boolean): void {
    onUncaught(handler);
  }

  unpack(args: unknown, parts: unknown[] | undefined): unknown[] {
    return unpack(args, parts) as unknown[];
  }

  done(): void {}

  pull(): boolean {
    return false;
  }

  pause(): undefined {}

  sleep(): undefined {}

  send(result: unknown): void {
    try {
      this.#send(pack(result, "result"));
    } catch (error) {
      throw explainCloneFailure(error, result, "result");
    }
  }

  sendError(error: unknown): void {
    this.#send(packError(error, "error"));
  }

  bump(): void {
    bump(this.#owner);
  }

  close(): void {
    this.#port.onmessage = null;
    this.#port.close();
  }

  #send({ value, parts, transfer }: Packed): void {
    this.#port.postMessage(wrapResult(value, parts), transfer ?? []);
  }
}
