// Command lines, and how they are run; the same by Python and by us. All of it JSON: "input" is bytes as numbers unless
// the streams are text.

export interface Case {
  readonly args: string | readonly string[];
  readonly options?: Options;
}
export interface Options {
  readonly input?: string | readonly number[];
  readonly shell?: boolean;
  readonly text?: boolean;
  readonly encoding?: string;
  readonly errors?: string;
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly executable?: string;
  /** stderr=STDOUT */
  readonly merged?: boolean;
  readonly check?: boolean;
}

const PATH = "/usr/local/bin:/usr/bin:/bin";
const sh = (script: string, options: Options = {}): Case => ({
  args: script,
  options: { shell: true, env: { PATH, LC_ALL: "C" }, ...options },
});
const run = (args: readonly string[], options: Options = {}): Case => ({ args, options });
const TEXT = { text: true, encoding: "utf-8" } as const;
const every = Array.from({ length: 256 }, (_, i) => i);

export const cases: readonly Case[] = [
  run(["true"]),
  run(["false"]),
  { args: "true" },
  run(["echo"]),
  run(["echo", "a", "b  c", ""]),
  run(["printf", "%s|", "", " ", "'", '"', "\\", "$HOME", "`x`", "*", "~"]),
  run(["printf", "%s|", "ä", "€", "😀", "\u0301", "\n", "\t"]),
  run(["printf", "\\000\\001\\377"]),
  run(["cat"], { input: every }),
  run(["cat"], { input: [] }),
  run(["wc", "-c"], { input: every }),
  run(["sort", "-r"], { input: "b\na\nc\n", ...TEXT }),
  run(["tr", "a-z", "A-Z"], { input: "späm", ...TEXT }),
  run(["cat"], { input: "a\nb\r\nc\rd", ...TEXT }),
  run(["printf", "a\\r\\nb\\rc\\r\\r\\n\\n"], TEXT),
  run(["printf", "\\357\\273\\277x"], TEXT),
  run(["printf", "a\\377b"], { encoding: "utf-8", errors: "replace" }),
  run(["printf", "a\\377b"], { encoding: "utf-8", errors: "ignore" }),
  run(["printf", "\\360\\237\\230x\\303"], { encoding: "utf-8", errors: "replace" }),
  run(["printf", "\\355\\240\\200"], { encoding: "utf-8", errors: "replace" }),
  run(["printf", "\\344\\366\\374"], { encoding: "latin-1" }),
  run(["cat"], { input: "äöü", encoding: "latin-1" }),
  run(["cat"], { input: "ä€", encoding: "utf-16" }),
  run(["od", "-An", "-c"], { input: [1, 2, 3] }),
  run(["cat"], { input: "x€", encoding: "cp1252" }),
  run(["cat"], { input: "aé", encoding: "ascii", errors: "replace" }),
  sh("exit 0"),
  sh("exit 1"),
  sh("exit 127"),
  sh("exit 128"),
  sh("exit 137"),
  sh("exit 255"),
  sh("exit 256"),
  sh("kill -KILL $$"),
  sh("kill -TERM $$"),
  sh("kill -HUP $$"),
  sh("kill -SEGV $$"),
  sh("kill -PIPE $$"),
  sh("kill -USR1 $$"),
  sh("kill -40 $$"),
  sh("sh -c 'kill -9 $$'"),
  sh("echo out; echo err >&2"),
  sh("echo out; echo err >&2; echo out", { merged: true }),
  sh("echo $0 $# $1"),
  { args: ["echo $0 $# $1", "a", "b"], options: { shell: true } },
  sh("no-such-program-at-all; true"),
  sh("no-such-program-at-all"),
  sh("printf 'a\\n\\n\\n'", TEXT),
  sh("yes | head -n 3"),
  sh("cat; echo end", { input: "in\n", ...TEXT }),
  sh("read a; read b; echo $b$a", { input: "1\n2\n", ...TEXT }),
  sh("exec <&-; exit 3", { input: every }),
  sh("head -c 200000 /dev/zero | tr '\\0' x; head -c 100000 /dev/zero >&2"),
  sh("echo $FRUIT", { env: { FRUIT: "pear=plum" } }),
  sh("/usr/bin/env | grep -v -e ^PWD -e ^_ -e ^SHLVL | sort", { env: { B: "2", A: "", PATH } }),
  run(["/usr/bin/env"], { env: { ONE: "1" } }),
  run(["/usr/bin/env"], { env: {} }),
  run(["pwd"], { cwd: "/usr/bin" }),
  run(["./env", "echo", "x"], { cwd: "/usr/bin" }),
  run(["name", "-c", "echo $0"], { executable: "/bin/sh" }),
  { args: "echo $0", options: { shell: true, executable: "/bin/bash" } },
  run(["/nowhere/at/all"]),
  run(["no-such-program-at-all"]),
  run(["/dev/null"]),
  run(["/dev/null/x"]),
  run(["/tmp"]),
  run(["ls -l"]),
  run([""]),
  run(["true"], { cwd: "/nowhere/at/all" }),
  run(["true"], { cwd: "/dev/null" }),
  run(["ls"], { env: { PATH: "/nowhere" } }),
  sh("exit 3", { check: true }),
  sh("echo out; kill -15 $$", { check: true, ...TEXT }),
];
