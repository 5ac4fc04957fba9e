import { bunCommand } from "./bun_command.ts";
import type { RuntimeCommand } from "./command.ts";
import { denoCommand } from "./deno_command.ts";
import type { Libc } from "./libc.ts";
import { self } from "./self.ts";

/** How this runtime starts another one of its kind; `main` is the URL of the main module. */
export function ownCommand(libc: Libc | undefined, main: string | undefined): RuntimeCommand {
  return self().kind === "deno" ? denoCommand(libc, main) : bunCommand();
}
