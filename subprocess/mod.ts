/**
 * Python's subprocess (17.5): starting programs, their pipes and their return codes.
 *
 * @module
 */
export { call, callSync, checkCall, checkCallSync, checkOutput, checkOutputSync } from "./call.ts";
export { CompletedProcess } from "./completed_process.ts";
export * from "./constants.ts";
export { CalledProcessError, SubprocessError, TimeoutExpired } from "./errors.ts";
export {
  getoutput,
  type GetoutputOptions,
  getoutputSync,
  getstatusoutput,
  getstatusoutputSync,
} from "./getoutput.ts";
export { list2cmdline } from "./list2cmdline.ts";
export type {
  Args,
  NoStdout,
  Out,
  PopenOptions,
  RunOptions,
  Signal,
  Stdio,
  Sync,
  Text,
} from "./options.ts";
export { Popen } from "./popen.ts";
export { run } from "./run.ts";
export { runSync } from "./run_sync.ts";
export { STARTUPINFO } from "./startupinfo.ts";
export { NotSupportedError, RuntimeError, SystemExit } from "../_runtime/errors.ts";
export type { SyncWaitOptions, WaitOptions } from "../_sync/options.ts";
