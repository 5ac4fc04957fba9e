// What the types say; that this file passes the type check is the test.

import { test } from "node:test";
import type {
  NoStdout,
  Out,
  PopenOptions,
  RunOptions,
  Stdio,
  Sync,
} from "../../subprocess/options.ts";
import type { STDOUT } from "../../subprocess/constants.ts";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true
  : false;
function holds<_T extends true>(): void {}

test("17.5.1 the type of the output follows from the options", () => {
  // deno-lint-ignore ban-types
  holds<Same<Out<{}>, Uint8Array>>();
  holds<Same<Out<{ cwd: string }>, Uint8Array>>();
  holds<Same<Out<{ text: true }>, string>>();
  holds<Same<Out<{ universalNewlines: true }>, string>>();
  holds<Same<Out<{ encoding: string }>, string>>();
  holds<Same<Out<{ errors: "ignore"; cwd: string }>, string>>();
  holds<Same<Out<{ text: false; encoding: "ascii" }>, string>>();
  holds<Same<Out<{ text: false }>, Uint8Array>>();
  holds<Same<Out<{ universalNewlines: false }>, Uint8Array>>();
  holds<Same<Out<{ text: boolean }>, string | Uint8Array>>();
  holds<Same<Out<PopenOptions>, string | Uint8Array>>();
  holds<Same<Out<RunOptions>, string | Uint8Array>>();
});

test("17.5.1.1 what can be a stream is one", () => {
  const streams: Stdio[] = [-1, -3, 5, { fd: 3 }, null, new ReadableStream<Uint8Array>()];
  const merged: PopenOptions = { stderr: -2 satisfies typeof STDOUT };
  void [streams, merged];
});

test("17.5.1 blocking forms have no signal, and checkOutput no stdout", () => {
  holds<Same<Extract<keyof Sync<RunOptions>, "signal">, never>>();
  holds<Same<Extract<keyof NoStdout<RunOptions>, "stdout">, never>>();
});
