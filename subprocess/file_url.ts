/** The path of a file: URL on POSIX; `name` is the option's. Throws RangeError where there is none. */
export function pathOfFileUrl(url: URL, name: string): string {
  const refuse = (why: string) => new RangeError(`${name} must be a file: URL${why}, got ${url}`);
  if (url.protocol !== "file:") throw refuse("");
  if (url.hostname !== "") throw refuse(" without a host");
  if (/%2f/i.test(url.pathname)) throw refuse(" without an encoded slash");
  try {
    return decodeURIComponent(url.pathname);
  } catch {
    throw refuse(" in utf-8");
  }
}
