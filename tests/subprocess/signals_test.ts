import { test } from "node:test";
import { constants } from "node:os";
import { assertEquals, assertThrows } from "@std/assert";
import { signalName, signalNumber } from "../../subprocess/signals.ts";

test("signals have the numbers of this system", () => {
  for (const [name, number] of Object.entries(constants.signals)) {
    if (name === "SIGUNUSED") continue;
    assertEquals(signalNumber(name, process.platform), number, name);
    const its = signalName(number, process.platform)!;
    assertEquals((constants.signals as Record<string, number>)[its], number, name);
  }
});

test("signals have the numbers of each platform", () => {
  assertEquals(signalNumber("SIGUSR1", "linux"), 10);
  assertEquals(signalNumber("SIGUSR1", "darwin"), 30);
  assertEquals([signalName(10, "linux"), signalName(10, "darwin")], ["SIGUSR1", "SIGBUS"]);
  assertEquals([signalName(7, "linux"), signalName(7, "darwin")], ["SIGBUS", "SIGEMT"]);
  assertEquals([signalName(31, "linux"), signalName(31, "darwin")], ["SIGSYS", "SIGUSR2"]);
  for (const platform of ["linux", "darwin"]) {
    for (let number = 1; number <= 31; number++) {
      assertEquals(signalNumber(signalName(number, platform)!, platform), number);
    }
  }
});

test("a signal of several names is called by the usual one", () => {
  assertEquals(signalNumber("SIGIOT", "linux"), 6);
  assertEquals(signalNumber("SIGCLD", "linux"), 17);
  assertEquals(signalNumber("SIGPOLL", "linux"), 29);
  assertEquals([6, 17, 29].map((number) => signalName(number, "linux")), [
    "SIGABRT",
    "SIGCHLD",
    "SIGIO",
  ]);
});

test("real-time signals go by number, and the first and the last have names, as in Python", () => {
  assertEquals(signalNumber(40, "linux"), 40);
  assertEquals([34, 40, 64, 65].map((number) => signalName(number, "linux")), [
    "SIGRTMIN",
    undefined,
    "SIGRTMAX",
    undefined,
  ]);
  assertEquals(signalName(34, "darwin"), undefined);
});

test("0 sends nothing, and is accepted", () => {
  assertEquals(signalNumber(0, "linux"), 0);
  assertEquals(signalName(0, "linux"), undefined);
});

test("what is no signal is refused", () => {
  for (const name of ["TERM", "sigterm", "", "toString", "SIGEMT"]) {
    assertThrows(
      () => signalNumber(name, "linux"),
      RangeError,
      `signal must be the name of a signal, got "${name}"`,
    );
  }
  for (const number of [-1, 65, 1.5, NaN]) {
    assertThrows(() => signalNumber(number, "linux"), RangeError, `got ${number}`);
  }
  assertThrows(() => signalNumber(32, "darwin"), RangeError, "from 0 to 31, got 32");
  assertThrows(() => signalNumber(null as unknown as string, "linux"), TypeError, "got null");
});
