/** Frames of the caller that are kept; each costs time at every submit. */
const FRAMES = 6;

/** Where the calling program is now, formatted only if its `stack` is read. */
export function submitSite(): { readonly stack?: string } {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  const site = new Error();
  Error.stackTraceLimit = limit;
  return site;
}
