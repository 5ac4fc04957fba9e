// What the tests of this folder send to workers.
import { task } from "../../_transfer/task.ts";
import { tasks } from "../../_transfer/tasks.ts";

const secret = "a name of the module";

export const reveal: () => string = task(import.meta, () => secret);
export const fail: (what: string) => never = task(import.meta, (what: string): never => {
  throw Object.assign(new RangeError(what, { cause: new TypeError("why") }), { code: "E_FAR" });
});
export const echo: <T>(value: T) => T = task(import.meta, (value) => value);
export const callIt: (fn: (n: number) => number, n: number) => number = task(
  import.meta,
  (fn: (n: number) => number, n: number): number => fn(n),
);
export const give: () => (n: number) => number = task(import.meta, () => double);
export const double: (n: number) => number = task(import.meta, (n: number) => 2 * n);

// Equal in name and text; told apart by what they closed over.
const adder = (by: number) => task(import.meta, (n: number): number => n + by);
export const addOne: (n: number) => number = adder(1);
export const addTen: (n: number) => number = adder(10);

export class Point {
  static {
    task(import.meta, this);
  }
  constructor(public x: number, public y: number) {}
  get length(): number {
    return Math.hypot(this.x, this.y);
  }
}
export const scale: (p: Point, by: number) => Point = task(
  import.meta,
  (p: Point, by: number): Point => {
    if (!(p instanceof Point)) throw new TypeError("no Point");
    return new Point(p.x * by, p.y * by);
  },
);
export const construct: (Class: typeof Point) => boolean = task(
  import.meta,
  (Class: typeof Point): boolean => Class === Point && new Class(3, 4).length === 5,
);

export class Account {
  static {
    task(import.meta, this);
  }
  static [Symbol.for("weft.reduce")](account: Account): number {
    return account.#balance;
  }
  static [Symbol.for("weft.revive")](balance: number): Account {
    return new Account(balance);
  }
  #balance: number;
  constructor(balance: number) {
    this.#balance = balance;
  }
  get balance(): number {
    return this.#balance;
  }
}
export class Tags extends Map<string, unknown> {
  static {
    task(import.meta, this);
  }
  note = "";
}

export class QuotaError extends RangeError {
  static {
    task(import.meta, this);
    this.prototype.name = "QuotaError";
  }
  readonly limit: number;
  constructor(limit: number) {
    super(`more than ${limit}`);
    this.limit = limit;
  }
}
export const exceed: (limit: number) => never = task(import.meta, (limit: number): never => {
  throw new QuotaError(limit);
});

export const path = tasks(import.meta, () => import("node:path/posix"));
// deno-lint-ignore no-explicit-any
export const broken: any = tasks(import.meta, () => import("./fixture_throws.ts"));
