import { NotSupportedError } from "../errors.ts";
import type { RuntimeCommand } from "./command.ts";

interface BunProcess {
  readonly execPath: string;
  readonly execArgv: readonly string[];
}

/** What a child is not to do again. */
const LEFT_OUT = /^--?(inspect|watch|hot|filter|workspaces|if-present|run|r$|i$|help|version)/;
const CODE = ["-e", "--eval", "-p", "--print"];

/** How Bun starts another Bun: with the same switches. */
export function bunCommand(): RuntimeCommand {
  const { Bun, process } = globalThis as unknown as {
    Bun: { main: string };
    process: BunProcess;
  };
  // A program in one file has its modules inside.
  if (/^(\/\$bunfs\/|[A-Z]:[\\/]~BUN)/.test(Bun.main)) {
    throw new NotSupportedError(
      "a compiled program is no Bun that could run a child: name one by setExecutable()",
    );
  }
  const args: string[] = [];
  for (let at = 0; at < process.execArgv.length; at++) {
    const arg = process.execArgv[at]!;
    if (CODE.includes(arg)) at++;
    else if (arg.startsWith("-") && arg !== "--" && !LEFT_OUT.test(arg)) args.push(arg);
  }
  return { kind: "bun", file: process.execPath, args };
}
