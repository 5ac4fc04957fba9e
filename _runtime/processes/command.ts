// How a runtime is told to start another one of its kind.

/** A runtime as a program. */
export type RuntimeKind = "deno" | "bun";

/** The program that children run, and what stands before the code on its command line. */
export interface RuntimeCommand {
  readonly kind: RuntimeKind;
  readonly file: string;
  readonly args: readonly string[];
}

/** The whole command line of a child that runs `source`, a module; `rest` is what it sees as its arguments. */
export function commandLine(
  { kind, file, args }: RuntimeCommand,
  source: string,
  rest: readonly string[],
): string[] {
  return kind === "deno"
    ? [file, ...args, `data:text/javascript,${encodeURIComponent(source)}`, ...rest]
    // Not "--": it would be one of the arguments on some versions.
    : [file, ...args, "-e", source, ...rest];
}
