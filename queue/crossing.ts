// How a queue gets to other threads: it moves into shared memory, with what it holds and with who waits for it, and
// what crosses is that memory.

import { find, identify, remember } from "../_thread/identity.ts";
import { pack } from "../_transfer/pack.ts";
import { type AnyClass, registerClass } from "../_transfer/registry.ts";
import type { Life } from "./life.ts";
import type { LocalLife } from "./local_life.ts";
import { Move } from "./move.ts";
import type { QueueMemory } from "./shared/state.ts";
import type { Order } from "./shared/stock.ts";
import { createQueueMemory, threadReach } from "./shared/thread_reach.ts";
import { SharedLife } from "./shared_life.ts";

type Compare = (a: unknown, b: unknown) => number;

/** What is sent in place of a queue. */
export interface QueueForm extends QueueMemory {
  readonly maxsize: number;
  readonly compare: Compare | undefined;
}

/** Access to what is private in a queue. */
export interface LifeAccess<Q> {
  life(q: Q): Life<unknown>;
  setLife(q: Q, life: Life<unknown>): void;
  maxsize(q: Q): number;
}

/** How the queues of a class cross. */
export interface Crossing<Q> extends LifeAccess<Q> {
  compare?(q: Q): Compare | undefined;
  order(compare: Compare | undefined): Order<unknown>;
  /** Makes one; its constructor asks for `adoptedLife`. */
  create(form: QueueForm): Q;
  module(): string;
}

let adopted: SharedLife<unknown> | undefined;

/** The life that a queue being made is to have; undefined for one of its own. */
export function adoptedLife<T>(): Life<T> | undefined {
  const life = adopted;
  adopted = undefined;
  return life as Life<T> | undefined;
}

/** A queue on its way into shared memory; `arrive` makes it live there. */
interface Departure {
  readonly move: Move;
  arrive(): void;
}

/** Those that move together or not at all: a queue may hold itself, or one that holds it. */
const departures = new Map<object, Departure>();

/** Makes the queues of a class sendable. */
export function registerQueue<Q extends object>(
  kind: string,
  Class: AnyClass,
  crossing: Crossing<Q>,
): void {
  registerClass(kind, Class, {
    reduce: (q) => reduce(q as Q, crossing),
    revive: (form) => revive(form as QueueForm, crossing),
    own: ["maxsize"],
    module: crossing.module,
  });
}

function reduce<Q extends object>(q: Q, crossing: Crossing<Q>): QueueForm {
  const { memory } = sharedLife(q, crossing);
  return { ...memory, maxsize: crossing.maxsize(q), compare: crossing.compare?.(q) };
}

function revive<Q extends object>(form: QueueForm, crossing: Crossing<Q>): Q {
  const known = find(form.words);
  if (known !== undefined) return known as Q;
  const { words, memory } = form;
  adopted = new SharedLife({ words, memory }, crossing.order(form.compare), threadReach);
  const q = crossing.create(form);
  remember(q, words);
  return q;
}

function sharedLife<Q extends object>(q: Q, crossing: Crossing<Q>): SharedLife<unknown> {
  const life = crossing.life(q);
  if (life instanceof SharedLife) return life;
  const { move } = departures.get(q) ?? depart(q, life as LocalLife<unknown>, crossing);
  return move.life;
}

// Nothing has changed when an item turns out to be one that can't be sent.
function depart<Q extends object>(
  q: Q,
  local: LocalLife<unknown>,
  crossing: Crossing<Q>,
): Departure {
  const compare = crossing.compare?.(q);
  pack(compare, "queue.compare");
  const memory = createQueueMemory(local.room);
  const move = new Move(local, memory, crossing.order(compare));
  const departure = { move, arrive: () => crossing.setLife(q, move.life) };
  const first = departures.size === 0;
  identify(q, memory.words);
  departures.set(q, departure);
  try {
    move.seal();
    if (first) arriveAll();
    return departure;
  } catch (error) {
    move.giveUp();
    departures.delete(q);
    if (first) { for (const { move } of departures.values()) move.giveUp(); }
    throw error;
  } finally {
    if (first) departures.clear();
  }
}

function arriveAll(): void {
  for (const { move } of departures.values()) move.fill();
  for (const { move, arrive } of departures.values()) {
    arrive();
    move.settle();
  }
}
