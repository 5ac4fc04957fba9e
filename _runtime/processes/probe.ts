import type { RuntimeKind } from "./command.ts";
import type { Libc } from "./libc.ts";
import { posixSpawn } from "./posix_spawn.ts";
import { openNothing } from "./small_files.ts";

const known = new Map<string, RuntimeKind | undefined>();

/** Which runtime a program is, by its name, or else by what it says of itself; undefined: neither. */
export function probeRuntime(libc: Libc | undefined, file: string): RuntimeKind | undefined {
  const [, name] = /(?:^|[\\/])(deno|bun)[^\\/]*$/.exec(file) ?? [];
  if (name !== undefined) return name as RuntimeKind;
  // Nothing else is run on a wire.
  if (libc === undefined) return undefined;
  if (!known.has(file)) known.set(file, askVersion(libc, file));
  return known.get(file);
}

function askVersion(libc: Libc, file: string): RuntimeKind | undefined {
  const nothing = openNothing(libc);
  const [read, write] = libc.pipe();
  const pid = posixSpawn(libc, {
    file,
    argv: [file, "--version"],
    env: undefined,
    cwd: undefined,
    fds: new Map([[0, nothing], [1, write], [2, nothing]]),
    closeOthers: true,
    session: false,
    group: undefined,
    restoreSignals: true,
  });
  libc.close(write);
  libc.close(nothing);
  const text = typeof pid === "string" ? "" : readAll(libc, read);
  libc.close(read);
  if (typeof pid === "number") reap(libc, pid);
  if (/^deno \d/m.test(text)) return "deno";
  // Bun gives its version and nothing else.
  return /^\d+\.\d+\.\d+\S*\s*$/.test(text) ? "bun" : undefined;
}

function readAll(libc: Libc, fd: number): string {
  const text = new TextDecoder();
  const piece = new Uint8Array(4096);
  let all = "";
  for (;;) {
    const length = libc.check(libc.read(fd, piece));
    if (length === 0) return all;
    all += text.decode(piece.subarray(0, length), { stream: true });
  }
}

// It has closed its stdout, and so is about to end, if it has not ended.
function reap(libc: Libc, pid: number): void {
  const fd = libc.pidfd(pid);
  if (fd < 0) return void libc.reap(pid);
  libc.poll(new Uint8Array(new Int32Array([fd, 1]).buffer), 1, Infinity);
  libc.close(fd);
  libc.reap(pid);
}
