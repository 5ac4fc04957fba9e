// The descriptors that this thread waits for.

import { Epoll } from "../_runtime/processes/epoll.ts";
import { closeFd, libcFor } from "./descriptors.ts";
import type { Direction } from "./ready.ts";

/** A descriptor, and whom to call when it is ready; it is watched as long as there is anybody. */
interface Watched {
  readonly fd: number;
  readonly token: number;
  readonly read: Set<() => void>;
  readonly write: Set<() => void>;
}

export class Watches {
  readonly #calls: Epoll = new Epoll(libcFor("waiting for a connection"));
  #epoll: number | undefined;
  readonly #byFd: Map<number, Watched> = new Map();
  readonly #byToken: Map<number, Watched> = new Map();
  #lastToken = 0;

  /** A descriptor that is readable when one of them is ready. */
  get epoll(): number {
    return this.#epoll ??= this.#calls.create();
  }

  /** Closes that descriptor, until it is needed again. */
  close(): void {
    if (this.#epoll !== undefined) closeFd(this.#epoll);
    this.#epoll = undefined;
  }

  get empty(): boolean {
    return this.#byFd.size === 0;
  }

  /** Has `ready` called once, by `serve`; the result takes it back, and tells whether there was anything to take. */
  add(fd: number, direction: Direction, ready: () => void): () => boolean {
    const watched = this.#byFd.get(fd) ?? this.#create(fd);
    watched[direction].add(ready);
    try {
      if (watched[direction].size === 1) this.#ask(watched);
    } catch (error) {
      watched[direction].delete(ready);
      this.#dropUnused(watched);
      throw error;
    }
    return () => {
      if (!watched[direction].delete(ready)) return false;
      if (this.#dropUnused(watched)) this.#calls.forget(this.epoll, fd);
      return true;
    };
  }

  /** Calls those whose descriptors are ready; whether there were any. */
  serve(): boolean {
    if (this.empty) return false;
    let served = false;
    for (const { token, read, write } of this.#calls.wait(this.epoll, 0)) {
      const watched = this.#byToken.get(token);
      if (watched === undefined) continue;
      const called = [...read ? watched.read : [], ...write ? watched.write : []];
      if (read) watched.read.clear();
      if (write) watched.write.clear();
      if (!this.#dropUnused(watched)) this.#ask(watched);
      served = true;
      called.forEach((ready) => ready());
    }
    return served;
  }

  /** The descriptor will be closed: calls those that wait for it. */
  release(fd: number): void {
    const watched = this.#byFd.get(fd);
    if (watched === undefined) return;
    const called = [...watched.read, ...watched.write];
    watched.read.clear();
    watched.write.clear();
    this.#dropUnused(watched);
    this.#calls.forget(this.epoll, fd);
    called.forEach((ready) => ready());
  }

  #create(fd: number): Watched {
    this.#lastToken = (this.#lastToken + 1) >>> 0;
    const watched = { fd, token: this.#lastToken, read: new Set<never>(), write: new Set<never>() };
    this.#byFd.set(fd, watched);
    this.#byToken.set(watched.token, watched);
    return watched;
  }

  #ask({ fd, token, read, write }: Watched): void {
    this.#calls.watch(this.epoll, fd, token, read.size > 0, write.size > 0);
  }

  #dropUnused(watched: Watched): boolean {
    if (watched.read.size + watched.write.size > 0) return false;
    this.#byFd.delete(watched.fd);
    this.#byToken.delete(watched.token);
    return true;
  }
}
