// What the library reports on stderr, for tests of those reports.

import { runtime } from "../../_runtime/mod.ts";

/** Runs `body` with the library's reports kept off the terminal; gives them. */
export async function captureStderr(body: () => unknown): Promise<string> {
  const platform = runtime();
  const write = platform.writeStderr;
  let text = "";
  platform.writeStderr = (more) => void (text += more);
  try {
    await body();
  } finally {
    platform.writeStderr = write;
  }
  return text;
}
