import { test } from "node:test";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { Thread } from "@weft/concurrency/threading";
import { BufferTooShort, EOFError } from "../../multiprocessing/errors.ts";
import { Pipe } from "../../multiprocessing/pipe.ts";
import { pattern } from "./bytes.ts";
import { echo, echoSync } from "./connection_targets.ts";

const letters = new TextEncoder().encode("abcdefghijklmnopqrstuvwxyz");

test("Connection.sendBytes: offset and size give the part; what is outside is refused", async () => {
  const [a, b] = Pipe();
  const part = (offset?: number, size?: number) => {
    a.sendBytesSync(letters, offset, size);
    return new TextDecoder().decode(b.recvBytesSync());
  };
  assertEquals(part(), "abcdefghijklmnopqrstuvwxyz");
  assertEquals(part(5), "fghijklmnopqrstuvwxyz");
  assertEquals(part(7, 8), "hijklmno");
  assertEquals(part(26), "");
  assertEquals(part(26, 0), "");
  for (const [offset, size] of [[27], [22, 5], [26, 1], [-1], [4, -1], [0.5]]) {
    assertThrows(() => a.sendBytesSync(letters, offset, size), RangeError);
    await assertRejects(() => a.sendBytes(letters, offset, size), RangeError);
  }
  assertThrows(() => a.sendBytesSync("text" as never), TypeError);
  assertEquals(b.pollSync(), false);
  a.close();
  b.close();
});

test("Connection.recvBytesInto: fills the buffer from the offset, and counts", async () => {
  const [a, b] = Pipe();
  const numbers = new Uint8Array(Int32Array.of(1, 2, 3, 4).buffer);
  for (const offset of [0, 3]) {
    const target = new Int32Array(10);
    const bytes = new Uint8Array(target.buffer);
    const wanted = new Int32Array(10);
    wanted.set([1, 2, 3, 4], offset);
    a.sendBytesSync(numbers);
    assertEquals(b.recvBytesIntoSync(bytes, 4 * offset), 16);
    assertEquals(target, wanted);
    target.fill(0);
    await a.sendBytes(numbers);
    assertEquals(await b.recvBytesInto(bytes, 4 * offset), 16);
    assertEquals(target, wanted);
  }
  const shared = new Uint8Array(new SharedArrayBuffer(20));
  a.sendBytesSync(letters.subarray(0, 4));
  assertEquals(b.recvBytesIntoSync(shared, 8), 4);
  assertEquals([...shared.subarray(7, 13)], [0, 97, 98, 99, 100, 0]);
  assertThrows(() => b.recvBytesIntoSync(shared, 21), RangeError);
  assertThrows(() => b.recvBytesIntoSync(shared, -1), RangeError);
  await assertRejects(() => b.recvBytesInto(shared, 21), RangeError);
  await assertRejects(() => b.recvBytesInto([] as never), TypeError);
  a.close();
  b.close();
});

test("Connection.recvBytesInto: BufferTooShort has the whole message, and the next one comes", async () => {
  const [a, b] = Pipe();
  const message = pattern(110);
  a.sendBytesSync(message);
  a.sendBytesSync(message);
  a.sendBytesSync(letters);
  const first = assertThrows(() => b.recvBytesIntoSync(new Uint8Array(40)), BufferTooShort);
  assertEquals(first.bytes, message);
  const second = await assertRejects(
    () => b.recvBytesInto(new Uint8Array(200), 100),
    BufferTooShort,
  );
  assertEquals(second.bytes, message);
  assertEquals(b.recvBytesSync(), letters);
  a.close();
  b.close();
});

test("Connection.recvBytes: a message longer than maxlength ends receiving, not sending", async () => {
  const [a, b] = Pipe();
  a.sendBytesSync(letters);
  assertEquals(b.recvBytesSync(26), letters);
  assertThrows(() => b.recvBytesSync(-1), RangeError, "maxlength");
  a.sendBytesSync(letters);
  a.sendBytesSync(letters);
  const refused = b.recvBytes(25);
  const behind = b.recvBytes();
  await assertRejects(() => refused, RangeError, "bad message length");
  await assertRejects(() => behind, Error, "connection is write-only");
  assertEquals([b.readable, b.writable, b.closed], [false, true, false]);
  assertThrows(() => b.recvSync(), Error, "connection is write-only");
  b.sendSync("still");
  assertEquals(a.recvSync(), "still");
  a.close();
  b.close();

  const [reader, writer] = Pipe(false);
  writer.sendBytesSync(letters);
  assertThrows(() => reader.recvBytesSync(3), RangeError, "bad message length");
  assertEquals(reader.closed, true);
  writer.close();
});

test("Connection.poll: looks without options, waits with them, and takes negative timeouts as 0", async () => {
  const [a, b] = Pipe();
  assertEquals([a.pollSync(), await a.poll()], [false, false]);
  assertEquals([a.pollSync({ timeout: -1 }), await a.poll({ timeout: -1 })], [false, false]);
  for (const wait of [() => a.pollSync({ timeout: 40 }), () => a.poll({ timeout: 40 })]) {
    const start = performance.now();
    assertEquals(await wait(), false);
    assert(performance.now() - start >= 39, `${performance.now() - start}`);
  }
  const waiting = a.poll({});
  b.sendSync("something");
  assertEquals(await waiting, true);
  assertEquals([a.pollSync(), a.pollSync({}), await a.poll()], [true, true, true]);
  assertEquals(a.recvSync(), "something");
  const end = a.poll({ timeout: 10_000 });
  b.close();
  assertEquals(await end, true);
  assertEquals(a.pollSync(), true);
  a.close();
});

test("Connection: what can't be sent is refused in send, with its place, and nothing goes out", async () => {
  const [a, b] = Pipe();
  const value = { list: [1, Promise.resolve()] };
  assertThrows(() => a.sendSync(value), DOMException, "value.list[1]");
  await assertRejects(() => a.send(value), DOMException, "value.list[1]");
  assertEquals(b.pollSync(), false);
  a.close();
  b.close();
});

test("Connection.send: a value is sent as it is at the call", async () => {
  const [a, b] = Pipe();
  const value = { list: [1, 2] };
  const bytes = pattern(3_000_000);
  const sends = [a.send(value), a.sendBytes(bytes), a.send(value)];
  value.list.push(3);
  bytes.fill(0);
  assertEquals(await b.recv(), { list: [1, 2] });
  assertEquals(await b.recvBytes(), pattern(3_000_000));
  assertEquals(await b.recv(), { list: [1, 2] });
  await Promise.all(sends);
  a.close();
  b.close();
});

test("Connection: messages of many asynchronous senders stay whole and in order", async () => {
  const [a, b] = Pipe();
  const sizes = [0, 1, 4, 16_384, 16_385, 70_000, 1_000_000, 3];
  const sent = Promise.all([...sizes, ...sizes].map((size) => a.sendBytes(pattern(size))));
  const received = await Promise.all([...sizes, ...sizes].map(() => b.recvBytes()));
  await sent;
  assertEquals(received.map((bytes) => bytes.length), [...sizes, ...sizes]);
  for (const bytes of received) assertEquals(bytes, pattern(bytes.length));
  a.close();
  b.close();
});

test("Connection: a blocking call completes the asynchronous ones before it", async () => {
  const [a, b] = Pipe();
  const first = b.recv();
  const second = b.recv();
  for (let i = 1; i <= 3; i++) a.sendSync(i);
  assertEquals(b.recvSync(), 3);
  assertEquals(await Promise.all([first, second]), [1, 2]);

  const thread = new Thread({ target: echo, args: [b, 2] });
  thread.start();
  const large = a.send(pattern(2_000_000));
  a.sendSync("small");
  await large;
  assertEquals((await a.recv() as Uint8Array).length, 2_000_000);
  assertEquals(a.recvSync(), "small");
  await thread.join();
  a.close();
  b.close();
});

test("Connection.recv: an abort rejects at once, and loses nothing of a message", async () => {
  const [a, b] = Pipe();
  const reason = new Error("no more of this");
  assertEquals(
    await b.recv({ signal: AbortSignal.abort(reason) }).catch((error) => error),
    reason,
  );
  const controller = new AbortController();
  const cancelled = b.recv({ signal: controller.signal });
  const next = b.recv();
  // A part of the first message, since there is no room for all.
  const sending = a.send(pattern(5_000_000));
  await b.poll({});
  await new Promise((resolve) => setTimeout(resolve));
  controller.abort(reason);
  assertEquals(await cancelled.catch((error) => error), reason);
  assertEquals(await next, pattern(5_000_000));
  await sending;
  a.sendSync("and on");
  assertEquals(await b.recv(), "and on");
  await assertRejects(() => b.recv({ signal: 1 as never }), TypeError, "signal");
  a.close();
  b.close();
});

test("Connection.close: rejects what waits in this thread, twice does no harm, all is refused after", async () => {
  const [a, b] = Pipe();
  const waiting: Promise<unknown>[] = [
    b.recv(),
    b.recvBytes(),
    b.poll({}),
    b.poll({ timeout: 9999 }),
  ];
  waiting.push(b.send(pattern(5_000_000)), b.sendBytes(letters));
  const outcomes = Promise.allSettled(waiting);
  b.close();
  b.close();
  for (const outcome of await outcomes) {
    assert(outcome.status === "rejected");
    assertEquals(outcome.reason.message, "handle is closed");
  }
  assertEquals(b.closed, true);
  for (
    const call of [
      () => b.fileno(),
      () => b.recvSync(),
      () => b.sendSync(1),
      () => b.pollSync(),
      () => b.recvBytesIntoSync(new Uint8Array(1)),
    ]
  ) assertThrows(call, Error, "handle is closed");
  await assertRejects(() => b.send(1), Error, "handle is closed");
  await assertRejects(() => b.recv(), Error, "handle is closed");
  await assertRejects(() => b.poll(), Error, "handle is closed");
  a.close();
});

test("Connection: EOFError when the other end is closed while it waits", async () => {
  const [a, b] = Pipe();
  const waiting = [a.recv(), a.recvBytes(), a.recvBytesInto(new Uint8Array(1))];
  const outcomes = Promise.allSettled(waiting);
  b.close();
  for (const outcome of await outcomes) {
    assert(outcome.status === "rejected" && outcome.reason instanceof EOFError);
  }
  a.close();
});

for (const [how, target] of [["asynchronous", echo], ["blocking", echoSync]] as const) {
  test(`Connection: goes to a thread, ${how}, as a descriptor of its own`, async () => {
    const [a, b] = Pipe();
    const thread = new Thread({ target, args: [b, 200] });
    thread.start();
    b.close();
    for (let i = 0; i < 100; i++) {
      a.sendSync(i);
      assertEquals(a.recvSync(), i);
      await a.send([i]);
      assertEquals(await a.recv(), [i]);
    }
    await assertRejects(() => a.recv(), EOFError);
    await thread.join();
    a.close();
  });
}

test("Connection: goes through another one, and the sender keeps its own", async () => {
  const [a, b] = Pipe();
  const [c, d] = Pipe(false);
  a.sendSync({ writer: d, twice: [c, c] });
  const { writer, twice } = b.recvSync() as { writer: typeof d; twice: (typeof c)[] };
  assertEquals([writer.readable, writer.writable], [false, true]);
  assert(twice[0] === twice[1]);
  d.sendSync("mine");
  writer.sendSync("yours");
  assertEquals([c.recvSync(), await twice[0]!.recv()], ["mine", "yours"]);
  d.close();
  writer.sendSync("still");
  assertEquals(c.recvSync(), "still");
  writer.close();
  assertThrows(() => c.recvSync(), EOFError);
  for (const end of [a, b, c, twice[0]!]) end.close();
  assertThrows(() => Pipe()[0].sendSync(c), Error, "handle is closed");
});
