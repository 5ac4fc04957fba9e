// The blocking form of an exchange: one poll() over all of the child's pipes.

import { EAGAIN, type Libc, POLLIN, POLLOUT } from "../_runtime/processes/mod.ts";
import { remaining } from "../_sync/deadline.ts";
import type { Exchange, Output } from "./exchange.ts";

const PIECE = 1 << 16;
const POLLFD_BYTES = 8;

interface Watched {
  readonly fd: number;
  readonly events: number;
  /** Called when it is ready. */
  readonly serve: () => void;
}

/** Goes on with the exchange; false at the deadline. Its ends must not have been used asynchronously. */
export function exchangeSync(libc: Libc, exchange: Exchange, deadline: number): boolean {
  let buffer: Uint8Array | undefined;
  const { stdin } = exchange;
  if (stdin?.fd !== undefined) libc.setNonblocking(stdin.fd);
  for (;;) {
    if (stdin?.fd !== undefined && exchange.input.length === 0) stdin.abandon();
    const watched: Watched[] = [];
    if (stdin?.fd !== undefined) {
      const { fd } = stdin;
      watched.push({ fd, events: POLLOUT, serve: () => feed(libc, exchange, fd) });
    }
    for (const output of [exchange.stdout, exchange.stderr]) {
      const fd = output?.end.fd;
      if (fd === undefined) continue;
      const into = buffer ??= new Uint8Array(PIECE);
      watched.push({ fd, events: POLLIN, serve: () => fetchSome(libc, output!, fd, into) });
    }
    if (watched.length === 0) return true;
    const ready = readyOf(libc, watched, deadline);
    if (ready.length === 0) return false;
    for (const { serve } of ready) serve();
    // A flood never lets it wait.
    if (performance.now() > deadline) return false;
  }
}

function readyOf(libc: Libc, watched: Watched[], deadline: number): Watched[] {
  const fds = new Uint8Array(watched.length * POLLFD_BYTES);
  const view = new DataView(fds.buffer);
  watched.forEach(({ fd, events }, i) => {
    view.setInt32(i * POLLFD_BYTES, fd, true);
    view.setInt16(i * POLLFD_BYTES + 4, events, true);
  });
  libc.poll(fds, watched.length, remaining(deadline));
  return watched.filter((_, i) => view.getInt16(i * POLLFD_BYTES + 6, true) !== 0);
}

function feed(libc: Libc, exchange: Exchange, fd: number): void {
  const written = libc.write(fd, exchange.input.subarray(0, PIECE));
  if (written >= 0) exchange.input = exchange.input.subarray(written);
  // The child need not read all that it could.
  else if (written !== -EAGAIN) exchange.stdin!.abandon();
}

function fetchSome(libc: Libc, output: Output, fd: number, buffer: Uint8Array): void {
  const count = libc.read(fd, buffer);
  if (count > 0) output.collected.add(buffer.slice(0, count));
  else if (count !== -EAGAIN) output.end.close();
}
