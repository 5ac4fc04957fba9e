import { runtime } from "../_runtime/mod.ts";
import type { AsyncContext } from "../_runtime/mod.ts";

/** A cooperative thread, as what it stands for. */
export interface Strand {
  readonly ident: number;
}

/** The one that the isolate begins in. */
export const mainStrand: Strand = { ident: 1 };

let context: AsyncContext<Strand> | undefined;
let asked = false;
let last = mainStrand.ident;

/** The cooperative thread that runs; always the main one where asynchronous code can't be followed. */
export function currentStrand(): Strand {
  return strands()?.get() ?? mainStrand;
}

/** Identifier of the calling cooperative thread. */
export function currentIdent(): number {
  return currentStrand().ident;
}

/** An identifier that no cooperative thread of this isolate has had. */
export function nextIdent(): number {
  return ++last;
}

/** Runs `body`, and what it begins, as that thread. */
export function runAs<R>(strand: Strand, body: () => R): R {
  const context = strands();
  return context === undefined ? body() : context.run(strand, body);
}

function strands(): AsyncContext<Strand> | undefined {
  if (!asked) {
    asked = true;
    context = runtime().createAsyncContext<Strand>();
  }
  return context;
}
