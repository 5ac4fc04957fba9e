import type { WiredChild as Spawned } from "../../_runtime/processes/wire.ts";
import { deadlineAfter, DeadlineTimer } from "../../_sync/deadline.ts";
import { Child } from "../child.ts";
import { needsLibc } from "./choice.ts";
import type { Path } from "./letters.ts";
import type { WireNode } from "./node.ts";
import { WiredSentinel } from "./sentinel.ts";

/** What Python gives when nobody knows. */
const LOST = 255;
/** Milliseconds for which its last letters may be under way: something that it has started may hold the wire open. */
const GRACE = 1000;

export class WiredChild extends Child {
  readonly blocks = false;
  readonly sentinel: WiredSentinel;
  readonly #child: Spawned;
  #code: number | undefined;

  constructor(node: WireNode, path: Path, child: Spawned, daemon: boolean, owned: boolean) {
    super(child.pid, daemon, owned);
    this.#child = child;
    this.sentinel = new WiredSentinel(child.pid, async ({ limit, signal }) => {
      if (limit === 0) return this.#code !== undefined;
      return await this.wait({ timeout: limit, signal });
    });
    const drained = node.connect(path, child.wire);
    void this.#follow(drained).then((code) => {
      node.childGone(path);
      this.#code = code;
      this.ended();
    });
  }

  override poll(): number | undefined {
    return this.#code;
  }

  override signal(signal: number): void {
    if (this.#code === undefined) this.#child.kill(signal);
  }

  override waitSync(deadline: number): boolean {
    if (this.#code !== undefined || deadline <= performance.now()) return this.#code !== undefined;
    throw needsLibc("Process.joinSync()", "await join()");
  }

  async #follow(drained: Promise<void>): Promise<number> {
    const code = await this.#child.exited.catch(() => LOST);
    await new Promise<void>((resolve) => {
      const timer = new DeadlineTimer(deadlineAfter(GRACE), resolve);
      void drained.then(() => {
        timer.clear();
        resolve();
      });
    });
    return code;
  }
}
