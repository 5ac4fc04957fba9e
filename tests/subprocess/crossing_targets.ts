import { task } from "../../_transfer/task.ts";
import { CalledProcessError, SubprocessError, TimeoutExpired } from "../../subprocess/errors.ts";
import { CompletedProcess } from "../../subprocess/completed_process.ts";

export const fail = task(import.meta, function fail(kind: string): never {
  if (kind === "SubprocessError") throw new SubprocessError("what it says");
  if (kind === "TimeoutExpired") throw new TimeoutExpired(["a", "b"], 250, "part", null);
  throw new CalledProcessError(-9, "cmd", Uint8Array.of(1, 2), Uint8Array.of(3));
});

export const complete = task(import.meta, function complete(process: CompletedProcess) {
  if (!(process instanceof CompletedProcess)) throw new Error("it is none here");
  return new CompletedProcess(process.args, process.returncode + 1, "text");
});
