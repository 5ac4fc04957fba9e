// What of Deno's own command line concerns children: they are to run under the same switches, and with no more
// permissions. Deno itself tells neither.

/** Permissions, and their letters. */
const LETTERS: Readonly<Record<string, string>> = {
  R: "read",
  W: "write",
  N: "net",
  E: "env",
  S: "sys",
  I: "import",
};

/** Switches whose value may be the next argument. */
const VALUED = new Set([
  "--config",
  "-c",
  "--import-map",
  "--cert",
  "--location",
  "--seed",
  "--preload",
  "--require",
  "--conditions",
  "--ext",
  "--log-level",
  "-L",
]);

/** Switches that children get as they are, by the text before "=". */
const CARRIED = new Set([
  "--config",
  "-c",
  "--no-config",
  "--import-map",
  "--lock",
  "--no-lock",
  "--frozen",
  "--cached-only",
  "--no-remote",
  "--no-npm",
  "--node-modules-dir",
  "--vendor",
  "--cert",
  "--unsafely-ignore-certificate-errors",
  "--location",
  "--seed",
  "--conditions",
  "--preload",
  "--require",
  "--v8-flags",
  "--quiet",
  "-q",
  "--allow-scripts",
  "--ignore-read",
  "--ignore-env",
  "--minimum-dependency-age",
]);

/** What was found. */
export interface DenoArguments {
  readonly all: boolean;
  /** What is allowed or denied of a permission, item by item. */
  readonly allowed: ReadonlyMap<string, readonly string[]>;
  readonly denied: ReadonlyMap<string, readonly string[]>;
  readonly carried: readonly string[];
}

/** Reads a command line of Deno: `argv` begins with its name. */
export function readDenoArguments(argv: readonly string[]): DenoArguments {
  const allowed = new Map<string, string[]>();
  const denied = new Map<string, string[]>();
  const carried: string[] = [];
  let all = false;
  // Its subcommand may be left out; the first argument that is no switch, after it, is the program.
  let at = argv[1]?.startsWith("-") === false && !/[./:]/.test(argv[1]) ? 2 : 1;
  for (; at < argv.length && argv[at]!.startsWith("-"); at++) {
    const arg = argv[at]!;
    const [name, value] = split(arg);
    const separate = VALUED.has(name) && value === undefined ? argv[++at] : undefined;
    if (name === "-A" || name === "--allow-all") all = true;
    else if (CARRIED.has(name) || name.startsWith("--unstable")) {
      carried.push(arg, ...(separate === undefined ? [] : [separate]));
    } else if (value !== undefined) {
      const items = value.split(",");
      const [, kind, long] = /^--(allow|deny)-(\w+)$/.exec(name) ?? [];
      const permission = long ?? LETTERS[name.slice(1)];
      if (permission !== undefined) add(kind === "deny" ? denied : allowed, permission, items);
    }
  }
  return { all, allowed, denied, carried };
}

function split(arg: string): [name: string, value: string | undefined] {
  const at = arg.indexOf("=");
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)];
}

function add(to: Map<string, string[]>, permission: string, items: string[]): void {
  to.set(permission, [...to.get(permission) ?? [], ...items]);
}
