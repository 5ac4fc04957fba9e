import { NOTHING } from "../../queue/life.ts";
import type { Patience } from "../../queue/options.ts";
import { held, type Target } from "./calls.ts";
import { wireNode } from "./node.ts";
import { PipeHome } from "./homes.ts";
import { accept, letGo, refer, type Reference } from "./reference.ts";

const WHO = "a connection";

/** An end of a pipe as this process has it: the pipe is here, or in another process. */
export class PipeEnd {
  readonly #at: PipeHome | Target;
  readonly #end: number;
  /** The name by which it is held. */
  readonly #holder: string;

  private constructor(at: PipeHome | Target, end: number, holder: string) {
    this.#at = at;
    this.#end = end;
    this.#holder = holder;
  }

  /** Both ends of a new pipe. */
  static pair(): [PipeEnd, PipeEnd] {
    const node = wireNode("a pipe");
    const home = new PipeHome();
    const open = (end: number) => {
      const holder = node.nextName();
      home.hold(holder, end, node.path);
      return new PipeEnd(home, end, holder);
    };
    return [open(0), open(1)];
  }

  /** One that has been received. */
  static open(reference: Reference): PipeEnd {
    const { at, holder } = accept(WHO, reference);
    const [, , end] = reference;
    return new PipeEnd(at as PipeHome | Target, end, holder);
  }

  refer(): Reference {
    return refer(WHO, this.#at, this.#end);
  }

  /** Resolves when the message is where it can be received. */
  async send(message: Uint8Array, patience: Patience): Promise<void> {
    if (!(this.#at instanceof PipeHome)) {
      await wireNode(WHO).call(this.#at, "send", message, patience);
    } else if (!this.#at.trySend(this.#end, message)) {
      await held(this.#at.send(this.#end, message, patience));
    }
  }

  /** Sends it, without looking whether it can be received when that is known elsewhere; false: there is no room here. */
  post(message: Uint8Array): boolean {
    if (this.#at instanceof PipeHome) return this.#at.trySend(this.#end, message);
    wireNode(WHO).post(this.#at, "send", message);
    return true;
  }

  /** The next message; NOTHING when there is none as far as is known here. */
  take(): Uint8Array | typeof NOTHING {
    return this.#at instanceof PipeHome ? this.#at.take(this.#end) : NOTHING;
  }

  /** With `idle` the program may end meanwhile. */
  async receive(patience: Patience, idle = false): Promise<Uint8Array> {
    if (!(this.#at instanceof PipeHome)) {
      const options = { undo: "giveBack", idle };
      return (await wireNode(WHO).call(this.#at, "receive", undefined, patience, options)).body;
    }
    const message = this.#at.take(this.#end);
    if (message !== NOTHING) return message;
    const receiving = this.#at.receive(this.#end, patience);
    return await (idle ? receiving : held(receiving));
  }

  /** Whether there is something to receive, or never will be; undefined: it is not known here. */
  get isReady(): boolean | undefined {
    return this.#at instanceof PipeHome ? this.#at.isReady(this.#end) : undefined;
  }

  /** Resolves to true when there is, to false at the limit. The program may end meanwhile. */
  async look(patience: Patience): Promise<boolean> {
    if (this.#at instanceof PipeHome) return await this.#at.look(this.#end, patience);
    const options = { idle: true, late: () => new Error("no answer has come in time") };
    const { value } = await wireNode(WHO).call(this.#at, "look", undefined, patience, options);
    return value === true;
  }

  close(): void {
    letGo(this.#at, this.#holder);
  }
}
