// How values that can't be sent are refused: a DataCloneError whose message begins with the place inside the value.

const ours = new WeakSet<object>();

/** A DataCloneError with the message "path: problem". */
export function cloneError(path: string, problem: string): DOMException {
  const error = new DOMException(`${path}: ${problem}`, "DataCloneError");
  ours.add(error);
  return error;
}

/** Whether the error came from here, so that its message names the place already. */
export function isOurCloneError(error: unknown): boolean {
  return typeof error === "object" && error !== null && ours.has(error);
}

export function isCloneError(error: unknown): error is DOMException {
  return error instanceof DOMException && error.name === "DataCloneError";
}

/** "a Promise can't be sent to another thread" */
export function cannotSend(value: unknown): string {
  return `${describe(value)} can't be sent to another thread`;
}

/** What a value is, for messages: "a Promise", "an instance of Foo", "5". */
export function describe(value: unknown): string {
  if (typeof value === "symbol") return "a symbol";
  if (typeof value === "function") return value.name === "" ? "a function" : `${value.name}()`;
  if (typeof value !== "object" || value === null) return String(value);
  const name = className(value);
  return `${/^[AEIO]/.test(name) ? "an" : "a"} ${name}`;
}

export function className(value: object): string {
  const prototype = Object.getPrototypeOf(value);
  // Iterators and generators inherit the constructor of something else.
  const constructor = prototype !== null && Object.hasOwn(prototype, "constructor")
    ? prototype.constructor
    : undefined;
  return typeof constructor === "function" && constructor.name !== ""
    ? constructor.name
    : Object.prototype.toString.call(value).slice(8, -1);
}
