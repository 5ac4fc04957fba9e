import { test } from "node:test";
import process from "node:process";
import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { ThreadPoolExecutor } from "@weft/concurrency/concurrent/futures";
import { SharedMemory } from "@weft/concurrency/multiprocessing/shared_memory";
import { run } from "@weft/concurrency/subprocess";
import { dumps } from "../../multiprocessing/reduction.ts";
import { loadsSync } from "../../multiprocessing/revival.ts";
import { roundTrip } from "../_transfer/round_trip.ts";
import {
  command,
  exists,
  hasPython,
  names,
  onBun,
  outputOf,
  own,
  python,
} from "./shared_memory_support.ts";
import { mappings } from "./shared_memory_mappings.ts";
import * as targets from "./shared_memory_targets.ts";

type Coded = Error & { code: string; filename: string };

function create(size = 512): SharedMemory {
  return new SharedMemory({ create: true, size });
}

test("17.2 SharedMemory: needs a size above 0 to be created", () => {
  for (const size of [-1, 0, undefined]) {
    assertThrows(() => new SharedMemory({ create: true, size }), RangeError, "size must be > 0");
  }
  assertThrows(() => new SharedMemory({ name: "x", size: -2 }), RangeError, "got -2");
  for (const size of [1.5, NaN, "8"]) {
    const options = { create: true, size: size as number };
    assertThrows(() => new SharedMemory(options), TypeError, `integer, got ${size}`);
  }
});

test("17.2 SharedMemory: needs a name to be mapped, and one that can be", () => {
  assertThrows(() => new SharedMemory(), RangeError, "name can be left out only when create");
  for (const name of ["", ".", "..", "a/b", "/a", "\ud800", "x".repeat(256)]) {
    assertThrows(() => new SharedMemory({ name }), RangeError, "name must");
  }
  assertThrows(() => new SharedMemory({ name: 5 as never }), TypeError, "string, got 5");
  assertThrows(() => new SharedMemory({ nmae: "x" } as never), TypeError, 'option "nmae"');
  assertThrows(() => new SharedMemory("x" as never), TypeError, "options must be an object");
  assertThrows(
    () => new SharedMemory({ name: "a b", create: true, size: 1 }),
    RangeError,
    "unless track is false",
  );
  for (const flag of ["create", "track"]) {
    const options = { name: "x", [flag]: 1 };
    assertThrows(() => new SharedMemory(options), TypeError, `${flag} must be a boolean, got 1`);
  }
  using memory = create();
  assertThrows(() => new SharedMemory({ name: `${memory.name}\0a` }), RangeError, "null byte");
  memory.unlink();
});

test("17.2 SharedMemory: two handles of one name have the same bytes", () => {
  const name = `test_basics_${own}_${process.pid}`;
  using memory = new SharedMemory({ name, create: true, size: 512 });
  assertEquals([memory.name, memory.size, memory.buf.length], [name, 512, 512]);
  assert(memory.buf.every((byte) => byte === 0));
  assertEquals(String(memory), `SharedMemory(${name}, size=512)`);
  memory.buf[0] = 42;
  // What they say of the size does not matter.
  using other = new SharedMemory({ name, size: 1024 });
  assertEquals([other.size, other.buf[0]], [512, 42]);
  other.buf[511] = 43;
  assertEquals(memory.buf[511], 43);
  memory.unlink();
});

test("17.2 SharedMemory: makes up a name of Python's kind", () => {
  using memory = create();
  assert(/^psm_[0-9a-f]{8}$/.test(memory.name), memory.name);
  assert(exists(memory.name));
  memory.unlink();
  assert(!exists(memory.name));
});

test("17.2 SharedMemory: refuses what is there already, is not there, or can't fit", () => {
  using memory = create();
  const { name } = memory;
  for (
    const [code, options] of [
      ["EEXIST", { name, create: true, size: 8 }],
      ["ENOENT", { name: `${name}_missing` }],
      ["ENOSPC", { name: `${name}_large`, create: true, size: 2 ** 50 }],
    ] as const
  ) {
    const error = assertThrows(() => new SharedMemory(options), Error) as Coded;
    assertEquals([error.code, error.filename], [code, `/${options.name}`]);
  }
  memory.unlink();
  assertEquals((assertThrows(() => memory.unlink(), Error) as Coded).code, "ENOENT");
});

test("17.2 SharedMemory: any name of a file can be, when it is not tracked", () => {
  const name = `tést ${own} ${process.pid} $(x)\n'`;
  using memory = new SharedMemory({ name, create: true, size: 8, track: false });
  memory.buf[0] = 1;
  using other = new SharedMemory({ name });
  assertEquals(other.buf[0], 1);
  memory.unlink();
});

test("17.2 SharedMemory: close leaves no view of the mapping, and the memory to others", () => {
  const memory = create();
  const { buf } = memory;
  const floats = new Float64Array(buf.buffer);
  using other = new SharedMemory({ name: memory.name });
  buf[0] = 1;
  assertEquals(mappings(memory.name), 2);
  memory.close();
  memory.close();
  assertEquals(mappings(memory.name), 1);
  assertEquals([buf.length, floats.length, buf[0], buf.buffer.detached], [0, 0, undefined, true]);
  assertThrows(() => memory.buf, RangeError, `${memory.name} is closed`);
  assertEquals([memory.size, other.buf[0]], [512, 1]);
  memory.unlink();
});

test("17.2 SharedMemory: what was transferred outlives close", () => {
  const memory = create();
  memory.buf[0] = 42;
  const moved = memory.buf.buffer.transfer();
  memory.close();
  using other = new SharedMemory({ name: memory.name });
  other.buf[1] = 43;
  assertEquals([...new Uint8Array(moved, 0, 2)], [42, 43]);
  memory.unlink();
});

test("17.2 SharedMemory: forgotten handles are given back, but none that a view can reach", async () => {
  assertEquals(await outputOf(own, "forget"), "52 2 42");
  assertEquals(await outputOf(own, "transfer"), "1 42");
});

test("17.2 SharedMemory: unlinked memory stays for those who have it", () => {
  using memory = create();
  memory.unlink();
  memory.buf[0] = 5;
  assertEquals(memory.buf[0], 5);
});

test("17.2 SharedMemory: crosses to threads and processes by its name", () => {
  using memory = create();
  memory.buf[0] = 1;
  const byProcess = (value: unknown) => {
    const parcel = dumps(value, "args");
    return loadsSync(parcel.bytes, parcel.fds);
  };
  for (const send of [roundTrip, byProcess]) {
    using copy = send(memory) as SharedMemory;
    assert(copy instanceof SharedMemory);
    assertEquals([copy.name, copy.buf[0]], [memory.name, 1]);
    copy.buf[1] = 2;
    assertEquals(memory.buf[1], 2);
    memory.buf[1] = 0;
  }
  memory.unlink();
  assertEquals((assertThrows(() => roundTrip(memory), Error) as Coded).code, "ENOENT");
});

test("17.2 SharedMemory: threads work on it by Atomics", async () => {
  using memory = create(8);
  await using pool = new ThreadPoolExecutor(3);
  const futures = [1, 2, 3].map(() => pool.submit(targets.addAll, memory, 100_000));
  for (const future of futures) assertEquals(await future, memory.name);
  assertEquals([...new Int32Array(memory.buf.buffer)], [150_000, 150_000]);
  memory.unlink();
  const late = await assertRejects(async () => await pool.submit(targets.addAll, memory, 1), Error);
  assertEquals((late as Coded).code, "ENOENT");
});

for (const other of names) {
  test(`17.2 SharedMemory: ${own} and ${other} have the same memory`, async () => {
    using memory = create(5);
    memory.buf.set(new TextEncoder().encode("spam!"));
    assertEquals(await outputOf(other, "answer", memory.name), "spam!");
    assertEquals(new TextDecoder().decode(memory.buf), "eggs!");
    memory.unlink();
  });
}

test("17.2 SharedMemory: Python maps ours", { skip: !hasPython }, async () => {
  using memory = create(5);
  memory.buf.set(new TextEncoder().encode("spam!"));
  const script = `
m = SharedMemory(name=sys.argv[1])
print(bytes(m.buf).decode(), m.size)
m.buf[:] = b"eggs!"
m.close()
`;
  assertEquals(await python(script, memory.name), "spam! 5");
  assertEquals(new TextDecoder().decode(memory.buf), "eggs!");
  memory.unlink();
});

test("17.2 SharedMemory: we map Python's", { skip: !hasPython }, async () => {
  const script = `
m = SharedMemory(create=True, size=7)
m.buf[:] = b"python!"
print(m.name)
m.close()
`;
  using memory = new SharedMemory({ name: await python(script) });
  assertEquals([memory.size, new TextDecoder().decode(memory.buf)], [7, "python!"]);
  memory.unlink();
});

test("17.2 SharedMemory: needs no permission but --allow-ffi", { skip: onBun }, async () => {
  const [deno, ...args] = command("Deno", "create", "1", "end");
  for (const allowed of [true, false]) {
    const flags = args.map((arg) => arg !== "-A" ? arg : allowed ? "--allow-ffi" : "--no-prompt");
    const { returncode, stdout, stderr } = await run([deno!, ...flags], {
      captureOutput: true,
      text: true,
    });
    assertEquals(returncode, allowed ? 0 : 1, stderr!);
    if (allowed) assert(/^psm_[0-9a-f]{8}$/.test(stdout!.trim()), stdout!);
    else assertStringIncludes(stderr!, "NotSupportedError: SharedMemory needs the permission");
  }
});
