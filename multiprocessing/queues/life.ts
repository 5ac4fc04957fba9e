// The shared memory of a queue, as one thread of one process has it, and how that is sent.
//
//   queue ── reduce ──▶ key, descriptors of the memory and of the line ── revive ──▶ queue

import { futexParker } from "../../_sync/futex_parker.ts";
import type { Owners } from "../../_sync/guard.ts";
import { QueueState } from "../../queue/shared/state.ts";
import { SharedLife } from "../../queue/shared_life.ts";
import { type AnyClass, registerClass } from "../../_transfer/registry.ts";
import { closeFd } from "../descriptors.ts";
import { Handle } from "../handle.ts";
// Evaluated for what it registers: how to wait for words of mappings without blocking.
import "../memory.ts";
import { usesWire } from "../wire/choice.ts";
import { isWiredForm, type WiredForm, wires } from "../wire/way.ts";
import { MappedGround } from "./ground.ts";
import { Line } from "./line.ts";
import { ProcessMail } from "./mail.ts";
import type { QueueLife } from "./queue_life.ts";

/** Milliseconds between two looks, should one who was to wake others have been killed. */
const PATIENCE = 1_000;
/** Behind the words of the queue: the numbers given by its line. */
const NUMBERS = QueueState.WORDS;

/** What is sent. */
type Form = readonly [
  key: string,
  memory: Handle,
  sender: Handle,
  receiver: Handle,
];

/** A queue's life, and what else it is made of. */
export class ProcessLife<T> extends SharedLife<T> implements QueueLife<T> {
  /** No other queue has it, in any process. */
  readonly key: string;
  readonly ground: MappedGround;
  readonly line: Line;

  private constructor(key: string, ground: MappedGround, line: Line) {
    super({ words: ground.words, memory: ground }, { kind: "fifo" }, {
      parker: futexParker,
      owners: futexParker.owners as Owners,
      mail: new ProcessMail(line),
      patience: PATIENCE,
    });
    this.key = key;
    this.ground = ground;
    this.line = line;
  }

  /** That of a new queue. */
  static create<T>(room: number): ProcessLife<T> {
    const ground = new MappedGround();
    QueueState.begin(ground.words, room);
    const line = new Line(ground.words, NUMBERS);
    return new ProcessLife(crypto.randomUUID(), ground, line);
  }

  /** That of one that has been received. */
  static open<T>([key, memory, sender, receiver]: Form): ProcessLife<T> {
    const ground = new MappedGround(memory.fd);
    const line = new Line(ground.words, NUMBERS, [sender.fd, receiver.fd]);
    return new ProcessLife(key, ground, line);
  }

  reduce(): Form {
    const [sender, receiver] = this.line.ends;
    const { key, ground } = this;
    return [key, new Handle(ground.fd), new Handle(sender), new Handle(receiver)];
  }

  override leave(error: () => Error): void {
    super.leave(error);
    this.line.close();
  }
}

let adopted: QueueLife<unknown> | undefined;

/** The life of a queue that is being made: that of one that has been received, or a new one. */
export function lifeOf<T>(room: () => number): QueueLife<T> {
  const life = adopted as QueueLife<T> | undefined;
  adopted = undefined;
  if (life !== undefined) return life;
  return usesWire() ? wires().createQueue(room()) : ProcessLife.create(room());
}

/** The queues that this thread has. */
const known = new Map<string, WeakRef<object>>();
let collected: FinalizationRegistry<string> | undefined;

/** Makes the queues of a class sendable; `life` throws for one that is closed. */
export function registerQueue<Q extends object>(
  tag: string,
  Class: AnyClass & (new () => Q),
  { life, module }: { life(q: Q): QueueLife<unknown>; module(): string },
): void {
  registerClass(tag, Class, {
    reduce(q: Q): unknown {
      const sent = life(q);
      remember(q, sent.key);
      return sent.reduce();
    },
    revive(data): Q {
      if (isWiredForm(data)) return reviveWired(data, Class);
      const form = data as Form;
      const [key, ...handles] = form;
      const here = known.get(key)?.deref();
      if (here !== undefined) {
        for (const { fd } of handles) closeFd(fd);
        return here as Q;
      }
      adopted = ProcessLife.open(form);
      const q = new Class();
      remember(q, key);
      return q;
    },
    module,
  });
}

function reviveWired<Q extends object>(form: WiredForm, Class: new () => Q): Q {
  const life = wires().openQueue(form);
  const here = known.get(life.key)?.deref();
  if (here !== undefined) return here as Q;
  adopted = life;
  const q = new Class();
  remember(q, life.key);
  return q;
}

function remember(q: object, key: string): void {
  if (known.get(key)?.deref() !== undefined) return;
  known.set(key, new WeakRef(q));
  collected ??= new FinalizationRegistry((key) => {
    if (known.get(key)?.deref() === undefined) known.delete(key);
  });
  collected.register(q, key);
}
