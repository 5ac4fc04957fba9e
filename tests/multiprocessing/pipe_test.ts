import { test } from "node:test";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import type { Connection } from "../../multiprocessing/connection.ts";
import { EOFError } from "../../multiprocessing/errors.ts";
import { Pipe } from "../../multiprocessing/pipe.ts";

function using(body: (a: Connection, b: Connection) => void | Promise<void>, duplex?: boolean) {
  return async () => {
    const [a, b] = Pipe(duplex);
    try {
      await body(a, b);
    } finally {
      a.close();
      b.close();
    }
  };
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown }).code;
}

test(
  "Pipe: both ends send and receive",
  using(async (a, b) => {
    assertEquals([a.readable, a.writable, b.readable, b.writable], [true, true, true, true]);
    a.sendSync([1, "two", undefined]);
    assertEquals(b.recvSync(), [1, "two", undefined]);
    await b.send(new Map([[1, 2]]));
    assertEquals(await a.recv(), new Map([[1, 2]]));
  }),
);

test(
  "Pipe(false): the first end only receives, the second one only sends",
  using(async (reader, writer) => {
    assertEquals([reader.readable, reader.writable], [true, false]);
    assertEquals([writer.readable, writer.writable], [false, true]);
    writer.sendSync(1);
    assertEquals(reader.recvSync(), 1);
    const readOnly = "connection is read-only";
    const writeOnly = "connection is write-only";
    assertThrows(() => reader.sendSync(2), Error, readOnly);
    assertThrows(() => reader.sendBytesSync(new Uint8Array(1)), Error, readOnly);
    assertThrows(() => writer.recvSync(), Error, writeOnly);
    assertThrows(() => writer.recvBytesSync(), Error, writeOnly);
    assertThrows(() => writer.pollSync(), Error, writeOnly);
    await assertRejects(() => reader.send(2), Error, readOnly);
    await assertRejects(() => writer.recv(), Error, writeOnly);
    await assertRejects(() => writer.recvBytesInto(new Uint8Array(1)), Error, writeOnly);
    assertEquals(codeOf(await assertRejects(() => writer.poll())), "EBADF");
  }, false),
);

test("Pipe(false): the reader meets the end when the writer is closed", () => {
  const [reader, writer] = Pipe(false);
  writer.sendSync("last");
  writer.close();
  assert(reader.pollSync());
  assertEquals(reader.recvSync(), "last");
  assert(reader.pollSync());
  assertThrows(() => reader.recvSync(), EOFError);
  assertThrows(() => reader.recvBytesSync(), EOFError);
  reader.close();
});

test("Pipe(false): the writer meets EPIPE when the reader is closed", async () => {
  const [reader, writer] = Pipe(false);
  reader.close();
  assertEquals(codeOf(assertThrows(() => writer.sendSync(1))), "EPIPE");
  assertEquals(codeOf(await assertRejects(() => writer.send(1))), "EPIPE");
  writer.close();
});

test("Pipe: an end that was closed with something unread is an end all the same", async () => {
  const [a, b] = Pipe();
  a.sendSync("never read");
  b.sendSync("before that");
  b.close();
  assertEquals(a.recvSync(), "before that");
  await assertRejects(() => a.recv(), EOFError);
  assertThrows(() => a.recvSync(), EOFError);
  assertEquals(codeOf(assertThrows(() => a.sendSync(1))), "EPIPE");
  a.close();
});

test("Pipe: the ends are closed by a using block", () => {
  const [a, b] = Pipe();
  {
    using first = a;
    using second = b;
    first.sendSync(1729);
    assertEquals(second.recvSync(), 1729);
    assertEquals([a.closed, b.closed], [false, false]);
  }
  assertEquals([a.closed, b.closed], [true, true]);
  for (const end of [a, b]) assertThrows(() => end.recvSync(), Error, "handle is closed");
});
