import type { WaitOptions } from "../_sync/options.ts";
import type { TimeoutExpired } from "./errors.ts";
import type { PopenOptions } from "./options.ts";
import type { Popen } from "./popen.ts";

type Child = Popen<PopenOptions>;
type Input = Uint8Array | string | undefined;
type Output = Uint8Array | string | null;
type Pieces = readonly Uint8Array[] | null;

/** The parts of `communicate`: run() goes on after the deadline, and only then asks for what has come. */
export interface CommunicateSteps {
  /** Begins so that `pieces` are few, for another thread. */
  beginInBlocks(child: Child, input: Input): void;
  /** Goes on with it; false at the deadline. */
  go(child: Child, input: Input, wait: WaitOptions): Promise<boolean>;
  /** The same, blocking. */
  goSync(child: Child, input: Input, deadline: number): boolean;
  /** What it gives when it has ended. */
  results(child: Child): [stdout: Output, stderr: Output];
  /** The error when it has not, with what has come until now. */
  expired(child: Child, timeout: number): TimeoutExpired;
  /** What has come, where it is bytes, as it has come. */
  pieces(child: Child): [stdout: Pieces, stderr: Pieces];
}
