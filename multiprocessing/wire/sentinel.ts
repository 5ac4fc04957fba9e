import type { Patience } from "../../queue/options.ts";
import type { Sentinel } from "../sentinel.ts";
import { LOOK, type Looking } from "../waitable.ts";

/** That of a process on a wire, which no descriptor stands for. */
export class WiredSentinel implements Sentinel, Looking {
  readonly pid: number;
  readonly fd = -1;
  readonly [LOOK]: (patience: Patience) => Promise<boolean>;

  constructor(pid: number, look: (patience: Patience) => Promise<boolean>) {
    this.pid = pid;
    this[LOOK] = look;
  }

  close(): void {}
}
