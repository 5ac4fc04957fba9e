// Stacks that show the user's lines: those of the library are left out where they only say how the call was carried.

/** The stack of an error of this thread, without the lines of the runner at its end. */
export function farStack(stack: string): string {
  const lines = stack.split("\n");
  let end = lines.length;
  while (end > 1 && isLibraryLine(lines[end - 1]!)) end--;
  return lines.slice(0, end).join("\n");
}

/** Puts the lines of the place where the work was submitted under the far stack. */
export function joinStacks(far: string, site: string): string {
  const lines = site.split("\n").filter((line) => /^\s+at /.test(line) && !isLibraryLine(line));
  return lines.length === 0 ? far : `${far}\n    submitted at:\n${lines.join("\n")}`;
}

let library: string | undefined;

function isLibraryLine(line: string): boolean {
  library ??= libraryFolder();
  if (library === "") return false;
  const at = line.lastIndexOf(library);
  return at >= 0 && FOLDERS.test(line.slice(at + library.length));
}

const FOLDERS =
  /^(?:_[a-z]+|concurrent|threading|multiprocessing|queue|subprocess|sched|dummy_threading)\//;

/** Path of the folder above this one; empty in a bundle, where the library has no files of its own. */
function libraryFolder(): string {
  const [, folder] = /^(?:file:\/\/)?(.*\/)_transfer\/stack\.[a-z]+$/.exec(import.meta.url ?? "") ??
    [];
  return folder ?? "";
}
