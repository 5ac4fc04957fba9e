import { closeFd } from "../descriptors.ts";

let registry: FinalizationRegistry<readonly number[]> | undefined;

/** Has the descriptors closed once `owner` has been collected. */
export function closeWith(owner: object, fds: readonly number[]): void {
  registry ??= new FinalizationRegistry((fds) => fds.forEach(closeFd));
  registry.register(owner, fds, owner);
}

/** Closes them now. */
export function closeNow(owner: object, fds: readonly number[]): void {
  registry?.unregister(owner);
  fds.forEach(closeFd);
}
