import type { WaitOptions } from "../_sync/options.ts";
import type { Sentinel } from "./sentinel.ts";

/** A process that runs, or has run, as its object sees it. */
export interface Life {
  readonly kind: "child" | "self" | "parent";
  readonly pid: number;
  name: string;
  readonly daemon: boolean;
  authkey: Uint8Array;
  /** Undefined for "self". */
  readonly sentinel: Sentinel | undefined;
  exitcode(): number | undefined;
  alive(): boolean;
  wait(options: WaitOptions): Promise<unknown>;
  waitSync(deadline: number): unknown;
  signal(signal: number): void;
  close(): void;
}
