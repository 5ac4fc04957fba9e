import { test } from "node:test";
import { assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import { STARTUPINFO } from "../../subprocess/startupinfo.ts";

test("17.5.4 a STARTUPINFO without options has Python's defaults", () => {
  assertEquals({ ...new STARTUPINFO() }, {
    dwFlags: 0,
    hStdInput: undefined,
    hStdOutput: undefined,
    hStdError: undefined,
    wShowWindow: 0,
    lpAttributeList: { handle_list: [] },
  });
});

test("17.5.4 a copy has the same fields, and a list of handles of its own", () => {
  const handles = [3, 4];
  const lpAttributeList = { handle_list: handles, other: handles };
  const options = { dwFlags: 1, hStdInput: 2, hStdOutput: 3, hStdError: 4, wShowWindow: 5 };
  const info = new STARTUPINFO({ ...options, lpAttributeList });
  const copy = info.copy();
  assertInstanceOf(copy, STARTUPINFO);
  assertEquals({ ...copy }, { ...options, lpAttributeList });
  (copy.lpAttributeList.handle_list as number[]).push(9);
  copy.lpAttributeList.more = 1;
  copy.dwFlags = 0;
  assertEquals(handles, [3, 4]);
  assertEquals({ ...info }, {
    ...options,
    lpAttributeList: { handle_list: [3, 4], other: [3, 4] },
  });
});

test("17.5.4 a field that does not exist is a TypeError", () => {
  const options = { dwflags: 1 } as object;
  assertThrows(
    () => new STARTUPINFO(options),
    TypeError,
    'STARTUPINFO: unknown option "dwflags"',
  );
});
