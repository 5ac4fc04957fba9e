import { test } from "node:test";
import { assertEquals, assertInstanceOf, assertStrictEquals, assertThrows } from "@std/assert";
import { CalledProcessError } from "../../subprocess/errors.ts";
import { CompletedProcess } from "../../subprocess/completed_process.ts";
import { Far } from "../_transfer/far.ts";
import { roundTrip } from "../_transfer/round_trip.ts";
import { complete } from "./crossing_targets.ts";

test("17.5.1 a CompletedProcess has what it was given, and null for what was not captured", () => {
  const args = ["a"];
  const process = new CompletedProcess<string>(args, 0, "out");
  assertStrictEquals(process.args, args);
  assertEquals({ ...process }, { args: ["a"], returncode: 0, stdout: "out", stderr: null });
});

test("test_returncode: checkReturncode returns for 0, and throws with what was captured otherwise", () => {
  new CompletedProcess("x", 0).checkReturncode();
  const error = assertThrows(
    () => new CompletedProcess(["x"], 47, "out", "err").checkReturncode(),
    CalledProcessError,
    "returned non-zero exit status 47.",
  );
  assertEquals({ ...error }, { returncode: 47, cmd: ["x"], output: "out", stderr: "err" });
  assertThrows(
    () => new CompletedProcess("x", -15).checkReturncode(),
    CalledProcessError,
    "SIGTERM",
  );
});

test("17.5.1 a CompletedProcess crosses threads as one", async () => {
  const process = new CompletedProcess(["x"], 2, Uint8Array.of(1));
  const [back] = roundTrip([process]);
  assertInstanceOf(back, CompletedProcess);
  assertEquals({ ...back }, { ...process });
  using far = new Far();
  const next = await far.call(complete, process);
  assertInstanceOf(next, CompletedProcess);
  assertEquals({ ...next }, { args: ["x"], returncode: 3, stdout: "text", stderr: null });
  assertThrows(() => next.checkReturncode(), CalledProcessError);
});
