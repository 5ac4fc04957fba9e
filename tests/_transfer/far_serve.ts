import { packError } from "../../_transfer/errors.ts";
import { pack, type Packed } from "../../_transfer/pack.ts";
import { explainReferenceError, resolve } from "../../_transfer/reference.ts";
import { load, unpack } from "../../_transfer/unpack.ts";
import type { Answer, Call } from "./far.ts";

/** Answers a call of Far; runs in a worker. */
export async function serve({ id, reference, args, parts }: Call): Promise<void> {
  const scope = globalThis as unknown as {
    postMessage(answer: Answer, transfer: Transferable[]): void;
  };
  const answer = (ok: boolean, { value, parts, transfer }: Packed) =>
    scope.postMessage({ id, ok, value, parts }, transfer ?? []);
  try {
    const fn = await resolve(reference);
    if (parts !== undefined) await load(parts);
    answer(true, pack(await fn(...unpack(args, parts) as unknown[]), "result"));
  } catch (error) {
    answer(false, packError(explainReferenceError(error, reference), "error"));
  }
}
