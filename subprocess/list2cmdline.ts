/**
 * Python's `list2cmdline` (17.5.8.1): the command line that programs on Windows take apart into these arguments again,
 * by the rules of the MS C runtime. Characters that are special to cmd.exe stay as they are.
 *
 * ```ts
 * import { list2cmdline } from "@weft/concurrency/subprocess";
 *
 * console.log(list2cmdline(["copy", "C:\\Program Files\\x\\", 'say "hi"', ""]));
 * ```
 *
 * ```output
 * copy "C:\Program Files\x\\" "say \"hi\"" ""
 * ```
 *
 * @throws TypeError for what is not a list of strings.
 */
export function list2cmdline(args: readonly string[]): string {
  if (!Array.isArray(args)) {
    throw new TypeError(`list2cmdline: args must be an array of strings, got ${String(args)}`);
  }
  return Array.from(args, quote).join(" ");
}

function quote(arg: unknown, index: number): string {
  if (typeof arg !== "string") {
    throw new TypeError(`list2cmdline: args[${index}] must be a string, got ${String(arg)}`);
  }
  // Backslashes are special right before a quote only, and there each is doubled.
  const escaped = arg.replace(/(\\*)"/g, '$1$1\\"');
  if (arg !== "" && !/[ \t]/.test(arg)) return escaped;
  return `"${escaped.replace(/\\+$/, "$&$&")}"`;
}
