import { NotSupportedError } from "../errors.ts";
import type { RuntimeCommand } from "./command.ts";
import { type DenoArguments, readDenoArguments } from "./deno_arguments.ts";
import type { Libc } from "./libc.ts";
import * as byShell from "./shell_files.ts";
import { isReadable, ownArguments } from "./small_files.ts";

/** Permissions, and what their items are called when one asks for them. */
const PERMISSIONS = {
  read: "path",
  write: "path",
  net: "host",
  env: "variable",
  sys: "kind",
  run: "command",
  ffi: "path",
  import: "host",
} as const;
type Permission = keyof typeof PERMISSIONS;

let own: { readonly found: DenoArguments; readonly config: readonly string[] } | undefined;

/** How Deno starts another Deno: with the same switches, and with the permissions that it has itself. */
export function denoCommand(libc: Libc | undefined, main: string | undefined): RuntimeCommand {
  if (Deno.build.standalone) {
    throw new NotSupportedError(
      "a compiled program is no Deno that could run a child: name one by setExecutable()",
    );
  }
  const { found, config } = own ??= readOwn(libc, main);
  return {
    kind: "deno",
    file: Deno.execPath(),
    args: [
      "run",
      "--no-prompt",
      ...permissionFlags(found),
      ...config,
      ...found.carried,
    ],
  };
}

function readOwn(libc: Libc | undefined, main: string | undefined) {
  const argv = libc === undefined ? byShell.ownArguments() : ownArguments(libc);
  const found = readDenoArguments(argv);
  return { found, config: configFlags(libc, found.carried, main) };
}

function permissionFlags(found: DenoArguments): string[] {
  const names = Object.keys(PERMISSIONS) as Permission[];
  if (found.all && names.every((name) => isWhole(ask(name)))) return ["-A"];
  return names.flatMap((name) => flagsOf(name, found));
}

function flagsOf(name: Permission, { allowed, denied }: DenoArguments): string[] {
  const deny = denied.get(name);
  const denial = deny === undefined ? [] : [`--deny-${name}=${deny.join(",")}`];
  const status = ask(name);
  if (isWhole(status)) return [`--allow-${name}`];
  if (status.state === "denied") return [`--deny-${name}`];
  // What is denied of it may stand somewhere else than on the command line.
  if (status.state === "granted") return deny === undefined ? [] : [`--allow-${name}`, ...denial];
  // Some of it may have been revoked.
  const items = (allowed.get(name) ?? []).filter((item) => ask(name, item).state === "granted");
  return items.length === 0 ? [] : [`--allow-${name}=${items.join(",")}`, ...denial];
}

interface Status {
  readonly state: string;
  readonly partial?: boolean;
}

function isWhole({ state, partial }: Status): boolean {
  return state === "granted" && partial !== true;
}

function ask(name: Permission, item?: string): Status {
  const descriptor = item === undefined ? { name } : { name, [PERMISSIONS[name]]: item };
  try {
    return Deno.permissions.querySync(descriptor as Deno.PermissionDescriptor);
  } catch {
    // Something that it does not know, or an item that is none.
    return { state: "unknown" };
  }
}

// Deno looks for its configuration from the main module's folder upwards; a child's main module is in no folder.
function configFlags(
  libc: Libc | undefined,
  carried: readonly string[],
  main: string | undefined,
): string[] {
  if (carried.some((flag) => /^(-c|--config|--no-config)(=|$)/.test(flag))) return [];
  if (main?.startsWith("file:") !== true) return [];
  const readable = (url: URL) => {
    const path = pathOf(url);
    return libc === undefined ? byShell.isReadable(path) : isReadable(libc, path);
  };
  let packaged = false;
  for (let folder = new URL(".", main);; folder = new URL("..", folder)) {
    for (const name of ["deno.json", "deno.jsonc"]) {
      const url = new URL(name, folder);
      if (readable(url)) return ["--config", pathOf(url)];
    }
    packaged ||= readable(new URL("package.json", folder));
    if (folder.pathname === "/") break;
  }
  return packaged ? [] : ["--no-config"];
}

function pathOf(url: URL): string {
  return decodeURIComponent(url.pathname);
}
