// What a process was given to do.

export interface Work {
  readonly target: ((...args: never[]) => unknown) | undefined;
  readonly args: readonly unknown[];
  readonly kwargs: Record<string, unknown> | undefined;
}

let own: Work = { target: undefined, args: [], kwargs: undefined };

/** What this process is to do; nothing, in the first one of a program. */
export function ownWork(): Work {
  return own;
}

/** In a child, once it is known. */
export function setOwnWork(work: Work): void {
  own = work;
}

/** Calls the target. */
export function perform({ target, args, kwargs }: Work): unknown {
  return target?.(...args as never[], ...(kwargs === undefined ? [] : [kwargs as never]));
}
