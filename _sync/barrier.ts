import { remaining } from "./deadline.ts";
import { blockUntil, Line } from "./line.ts";
import { Section } from "./section.ts";
import type { WaitOptions } from "./options.ts";
import type { Parker } from "./parker.ts";
import { Primitive } from "./primitive.ts";

const PARTIES = 0;
const ROUND = 1;
const ARRIVED = 2;
const LEAVING = 3;
const PASSED = 5;
const BROKEN = 7;
const FULL = 8;
const CHANGES = 9;
const SLEEPERS = 10;
const LINE = 11;
const NEWCOMERS = LINE + Line.WORDS;
const LOCK = NEWCOMERS + Line.WORDS;

/** A place in the round that is being filled. */
export interface Arrival {
  readonly round: number;
  /** It was the last one that was missing: it must `complete` the round, and nobody else can. */
  readonly last: boolean;
}

/**
 * A meeting point of a fixed number of threads, used again and again.
 *
 * | word     | value                                                                | changed by              |
 * | -------- | -------------------------------------------------------------------- | ----------------------- |
 * | PARTIES  | how many a round needs                                               | the constructor         |
 * | ROUND    | rounds that have ended, one way or the other                         | whoever ends one: +1    |
 * | ARRIVED  | threads in this round                                                | arrive: +1, give up: -1 |
 * | LEAVING  | threads that have passed and not gone yet, of the last round with an even number, and of the last with an odd one | complete, leave |
 * | PASSED   | the last round that everybody passed, + 1: of those with an even number, and of those with an odd one | complete |
 * | BROKEN   | 1: nobody gets through until reset                                   | break, reset            |
 * | FULL     | 1: the last one has come and runs the action                         | arrive; end of the round |
 * | CHANGES  | any                                                                  | +1 by everyone who lets others go on |
 * | SLEEPERS | blocking waiters                                                     | such a waiter: +1, -1   |
 * | +11 +12  | asynchronous waiters, see line.ts                                    | the lines               |
 * | +13 +14  | asynchronous newcomers: one who waits for the others to leave must not stand before one of them | the lines |
 * | LOCK     | see section.ts                                                       | held for a few instructions by whoever changes anything |
 *
 * While the threads of one round leave, the next may be filled, and passed: those who wake late find out by PASSED how
 * their round has ended. The one after that, which counts in the same words, has to wait for them.
 */
export class Barrier extends Primitive {
  /** Words that a barrier needs. */
  static readonly WORDS: number = LOCK + Section.WORDS;

  readonly #section: Section;
  #newcomers: Line | undefined;

  /** Of that many parties; over existing words when `parties` is undefined. */
  constructor(parties: number | undefined, words?: Int32Array, parker?: Parker) {
    super(Barrier.WORDS, LINE, words, 0, parker);
    this.#section = new Section(this.words, LOCK, this.parker);
    if (parties !== undefined) this.words[PARTIES] = parties;
  }

  /** How many a round needs. */
  get parties(): number {
    return this.words[PARTIES]!;
  }

  /** Threads in this round. */
  get waiting(): number {
    return Atomics.load(this.words, ARRIVED);
  }

  /** Nobody gets through until reset. */
  get broken(): boolean {
    return Atomics.load(this.words, BROKEN) !== 0;
  }

  /** Takes a place: "broken", or undefined while there is none yet: then `wait` for one. */
  arrive(): Arrival | "broken" | undefined {
    return this.#locked((words) => {
      if (words[BROKEN] !== 0) return "broken";
      if (!this.#open()) return undefined;
      const arrived = words[ARRIVED]! + 1;
      Atomics.store(words, ARRIVED, arrived);
      const last = arrived === words[PARTIES];
      if (last) words[FULL] = 1;
      return { round: words[ROUND]!, last };
    });
  }

  /** Lets everybody go who came to this round, and the last one itself; false when it was broken meanwhile. */
  complete({ round }: Arrival): boolean {
    const passed = this.#locked((words) => {
      if (words[ROUND] !== round) return false;
      Atomics.store(words, PASSED + (round & 1), round + 1);
      Atomics.store(words, LEAVING + (round & 1), words[ARRIVED]! - 1);
      this.#endRound();
      return true;
    });
    if (passed) this.#wake();
    return passed;
  }

  /** For one who was woken: its index, 0 … parties-2, or undefined when the round was broken. */
  leave({ round }: Arrival): number | undefined {
    let drained = false;
    const index = this.#locked((words) => {
      if (words[PASSED + (round & 1)] !== round + 1) return undefined;
      const left = words[LEAVING + (round & 1)]!;
      if (left === 0) return 0;
      Atomics.store(words, LEAVING + (round & 1), left - 1);
      drained = left === 1;
      return left - 1;
    });
    if (drained) this.#wake();
    return index;
  }

  /** Takes the place back: false when the round has ended, and it is too late. */
  giveUp({ round }: Arrival): boolean {
    return this.#locked((words) => {
      if (words[ROUND] !== round) return false;
      Atomics.sub(words, ARRIVED, 1);
      return true;
    });
  }

  /** Ends that round, or the present one, for everybody, and those to come; false when it has ended before. */
  break(arrival?: Arrival): boolean {
    const broke = this.#locked((words) => {
      if (arrival !== undefined && words[ROUND] !== arrival.round) return false;
      Atomics.store(words, BROKEN, 1);
      this.#endRound();
      return true;
    });
    if (broke) this.#wake();
    return broke;
  }

  /** Ends the present round for those who wait in it; the barrier can be used again. */
  reset(): void {
    this.#locked((words) => {
      if (words[BROKEN] !== 0) this.#forgetLeavers();
      Atomics.store(words, BROKEN, 0);
      this.#endRound();
    });
    this.#wake();
  }

  /** Waits until the round has ended, or, without an arrival, until there may be a place; false at the timeout. */
  wait(arrival: Arrival | undefined, options: WaitOptions): Promise<boolean> {
    const line = arrival === undefined ? this.#outside() : this.line;
    return line.wait(options, ticketOf(arrival));
  }

  /** The same, blocking. */
  waitSync(arrival: Arrival | undefined, deadline: number): boolean {
    const ticket = ticketOf(arrival);
    const { words } = this;
    let seen = 0;
    Atomics.add(words, SLEEPERS, 1);
    try {
      return blockUntil(
        () => {
          seen = Atomics.load(words, CHANGES);
          return this.attempt(ticket);
        },
        () => this.parker.wait(words, CHANGES, seen, remaining(deadline)),
        deadline,
      );
    } finally {
      Atomics.sub(words, SLEEPERS, 1);
    }
  }

  protected override attempt(ticket: number): boolean {
    const { words } = this;
    if (ticket !== NEWCOMER) return Atomics.load(words, ROUND) !== ticket;
    return Atomics.load(words, BROKEN) !== 0 || this.#open();
  }

  // Whether the present round has room.
  #open(): boolean {
    const { words } = this;
    const round = Atomics.load(words, ROUND);
    return Atomics.load(words, LEAVING + (round & 1)) === 0 && Atomics.load(words, FULL) === 0;
  }

  #endRound(): void {
    const { words } = this;
    Atomics.store(words, ARRIVED, 0);
    Atomics.store(words, FULL, 0);
    // Rounds are counted within 30 bits, so that no round has the ticket of newcomers.
    Atomics.store(words, ROUND, (words[ROUND]! + 1) & ROUND_MASK);
  }

  #wake(): void {
    const { words } = this;
    Atomics.add(words, CHANGES, 1);
    if (Atomics.load(words, SLEEPERS) !== 0) this.parker.notify(words, CHANGES, Infinity);
    this.wakeLines(false);
    if (Atomics.load(words, NEWCOMERS) !== 0) this.#outside().wake(false);
  }

  // Never held while anything waits, so that even a thread that must not block gets it at once.
  #locked<T>(body: (words: Int32Array) => T): T {
    const sound = this.#section.enter();
    try {
      if (!sound) this.#giveUpRounds();
      return body(this.words);
    } finally {
      this.#section.leave();
      if (!sound) this.#wake();
    }
  }

  // Somebody died in the middle of a change: nobody knows who has come, and who has gone.
  #giveUpRounds(): void {
    Atomics.store(this.words, BROKEN, 1);
    this.#forgetLeavers();
    this.#endRound();
  }

  // Who has passed and was killed before it left is waited for no more; who comes late leaves all the same.
  #forgetLeavers(): void {
    Atomics.store(this.words, LEAVING, 0);
    Atomics.store(this.words, LEAVING + 1, 0);
  }

  #outside(): Line {
    return this.#newcomers ??= new Line(
      this.words,
      NEWCOMERS,
      this.parker,
      (ticket) => this.attempt(ticket),
    );
  }
}

const NEWCOMER = -1;
const ROUND_MASK = 2 ** 30 - 1;

function ticketOf(arrival: Arrival | undefined): number {
  return arrival?.round ?? NEWCOMER;
}
