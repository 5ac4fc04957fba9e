import { cloneError, describe } from "./clone_error.ts";

/** What transfer() has marked, until it is packed. */
const marked = new WeakMap<object, readonly Transferable[]>();

/** Marks that nobody has used yet; while it is 0, packing need not look for any. */
export let marks = 0;

/**
 * Sends `value` by moving what it holds instead of copying it: an argument, a result or an item of a queue. What was
 * moved can't be used by the sender any more. The mark serves once, for the next time the value is sent, at whatever
 * depth it is found.
 *
 * ```ts
 * import { task, transfer, ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
 *
 * const fill = task(import.meta, (bytes: Uint8Array<ArrayBuffer>) => transfer(bytes.fill(7)));
 *
 * if (import.meta.main) {
 *   await using executor = new ThreadPoolExecutor();
 *   const bytes = new Uint8Array(1_000_000);
 *   const filled = await executor.submit(fill, transfer(bytes));
 *   console.log(filled[0], filled.length, bytes.length);
 * }
 * ```
 *
 * ```text
 * 7 1000000 0
 * ```
 *
 * @param value What is sent.
 * @param transferables What is moved; by default the value itself, or the buffer of a typed array or DataView.
 * @returns `value`.
 */
export function transfer<T>(value: T, transferables?: Transferable[]): T {
  if (value === null || (typeof value !== "object")) {
    throw new TypeError(`transfer: value must be an object, got ${describe(value)}`);
  }
  if (transferables !== undefined && !Array.isArray(transferables)) {
    throw new TypeError(`transfer: transferables must be an array, got ${describe(transferables)}`);
  }
  const list = transferables === undefined ? [ownTransferable(value)] : [...transferables];
  list.forEach((item, index) => {
    const path = `transfer: ${transferables === undefined ? "value" : `transferables[${index}]`}`;
    if (list.indexOf(item) !== index) throw cloneError(path, `${describe(item)} is listed twice`);
    refuseUnmovable(item, path);
  });
  if (!marked.has(value)) marks++;
  marked.set(value, list);
  return value;
}

function ownTransferable(value: object): Transferable {
  return (ArrayBuffer.isView(value) ? value.buffer : value) as Transferable;
}

/** What moves with `value`, or undefined when it is not marked. */
export function transferablesOf(value: object): readonly Transferable[] | undefined {
  return marked.get(value);
}

/** Transferables of values that have been packed, for the explanation of a failure. */
const taken = new WeakSet<object>();

/** A mark that packing has used up. */
export interface Mark {
  readonly value: object;
  readonly transferables: readonly Transferable[];
}

/** The value has been packed; its mark, for `remark`. */
export function unmark(value: object): Mark {
  const transferables = marked.get(value)!;
  for (const item of transferables) taken.add(item);
  if (marked.delete(value)) marks--;
  return { value, transferables };
}

/** The value was not sent after all: it is moved the next time, but for what somebody else has moved meanwhile. */
export function remark({ value, transferables }: Mark): void {
  const left = transferables.filter((item) => !(item instanceof ArrayBuffer && item.detached));
  if (left.length === 0) return;
  if (!marked.has(value)) marks++;
  marked.set(value, left);
}

export function wasTaken(value: object): boolean {
  return taken.has(value);
}

// Other runtimes have more of them than Deno and Bun.
const MOVABLE = [
  "ArrayBuffer",
  "MessagePort",
  "ReadableStream",
  "WritableStream",
  "TransformStream",
  "ImageBitmap",
  "OffscreenCanvas",
  "VideoFrame",
  "AudioData",
  "MediaSourceHandle",
  "RTCDataChannel",
];

/** Whether the value is of a class that can be moved to another thread. */
export function isMovable(value: unknown): boolean {
  return MOVABLE.some((name) => {
    const Class = (globalThis as unknown as Record<string, unknown>)[name];
    return typeof Class === "function" && value instanceof Class;
  });
}

function refuseUnmovable(item: unknown, path: string): void {
  if (typeof SharedArrayBuffer !== "undefined" && item instanceof SharedArrayBuffer) {
    throw new TypeError(
      `${path} is a SharedArrayBuffer, which is shared and never moved; send it as it is`,
    );
  }
  if (!isMovable(item)) {
    throw new TypeError(`${path} must be transferable, got ${describe(item)}`);
  }
  refuseDetached(item, path);
}

export function refuseDetached(item: unknown, path: string): void {
  if (item instanceof ArrayBuffer && item.detached) {
    throw cloneError(path, "the ArrayBuffer has been transferred already");
  }
}
