import { test } from "node:test";
import { assertEquals } from "@std/assert";
import * as constants from "../../subprocess/constants.ts";

test("17.5.1 PIPE, STDOUT and DEVNULL have Python's values, as literal types", () => {
  const pipe: -1 = constants.PIPE;
  const stdout: -2 = constants.STDOUT;
  const devnull: -3 = constants.DEVNULL;
  assertEquals([pipe, stdout, devnull], [-1, -2, -3]);
});

test("17.5.4.1 the constants of Windows have the values of Windows", () => {
  const { PIPE: _1, STDOUT: _2, DEVNULL: _3, ...windows } = constants;
  assertEquals({ ...windows }, {
    STD_INPUT_HANDLE: 4294967286,
    STD_OUTPUT_HANDLE: 4294967285,
    STD_ERROR_HANDLE: 4294967284,
    SW_HIDE: 0,
    STARTF_USESTDHANDLES: 256,
    STARTF_USESHOWWINDOW: 1,
    STARTF_FORCEONFEEDBACK: 64,
    STARTF_FORCEOFFFEEDBACK: 128,
    CREATE_NEW_CONSOLE: 16,
    CREATE_NEW_PROCESS_GROUP: 512,
    ABOVE_NORMAL_PRIORITY_CLASS: 32768,
    BELOW_NORMAL_PRIORITY_CLASS: 16384,
    HIGH_PRIORITY_CLASS: 128,
    IDLE_PRIORITY_CLASS: 64,
    NORMAL_PRIORITY_CLASS: 32,
    REALTIME_PRIORITY_CLASS: 256,
    CREATE_NO_WINDOW: 134217728,
    DETACHED_PROCESS: 8,
    CREATE_DEFAULT_ERROR_MODE: 67108864,
    CREATE_BREAKAWAY_FROM_JOB: 16777216,
  });
});
