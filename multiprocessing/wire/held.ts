import { hold, release } from "../../_thread/hold.ts";

/** Keeps the program alive until the wait is over. */
export async function held<T>(wait: Promise<T>): Promise<T> {
  hold();
  try {
    return await wait;
  } finally {
    release();
  }
}
