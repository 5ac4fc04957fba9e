// Where there is always something to read, reads follow each other as microtasks on Bun: no timer would fire any more.

const LONGEST = 10;

type Soon = (callback: () => void) => unknown;

let begun = 0;
let turning: Promise<void> | undefined;

/** Resolves after a turn of the event loop, when the last one that was waited for here is a while ago; else at once. */
export function turn(): Promise<void> | undefined {
  if (turning !== undefined) return turning;
  const now = performance.now();
  if (now - begun < LONGEST) return undefined;
  const { setImmediate: soon = setTimeout } = globalThis as { setImmediate?: Soon };
  return turning = new Promise<void>((resolve) => {
    soon(() => {
      turning = undefined;
      begun = performance.now();
      resolve();
    });
  });
}
