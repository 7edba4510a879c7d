import { describe, expect, test } from "vitest";
import { encodeFrame, FrameError, FrameReader } from "./message-frames.ts";

const SIZE_MAX = 300;
const message = (length: number, byte = 7): Uint8Array => new Uint8Array(length).fill(byte);
const whole = [message(0), message(1), message(5, 2), message(SIZE_MAX, 3)];
const stream = Buffer.concat(whole.map(encodeFrame));

test("a message is a byte that says it is not compressed, its length, and itself", () => {
  expect([...encodeFrame(Uint8Array.of(9, 8))]).toEqual([0, 0, 0, 0, 2, 9, 8]);
  expect([...encodeFrame(message(258)).subarray(0, 5)]).toEqual([0, 0, 0, 1, 2]);
});

test.each([1, 2, 3, 4, 5, 6, 7, 64, stream.length])("pieces of %i bytes give the same messages", (size) => {
  const reader = new FrameReader(SIZE_MAX);
  const found: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += size)
    found.push(...reader.take(new Uint8Array(stream.subarray(at, at + size))));
  expect(found.map((one) => [...one])).toEqual(whole.map((one) => [...one]));
  expect(() => reader.end()).not.toThrow();
});

test("a message is given with the piece that ends it", () => {
  const reader = new FrameReader(SIZE_MAX);
  const bytes = encodeFrame(message(3));
  expect(reader.take(bytes.subarray(0, 7))).toEqual([]);
  expect(reader.take(bytes.subarray(7))).toEqual([message(3)]);
});

describe("what is no message is refused:", () => {
  test.each([1, 4, 5, 6])("a stream that ends after %i bytes", (length) => {
    const reader = new FrameReader(SIZE_MAX);
    reader.take(encodeFrame(message(3)).subarray(0, length));
    expect(() => reader.end()).toThrow(new FrameError("the stream ended within a message"));
  });

  test("one that is compressed", () => {
    const bytes = encodeFrame(message(1));
    bytes[0] = 1;
    expect(() => new FrameReader(SIZE_MAX).take(bytes)).toThrow(
      new FrameError("a message is compressed, which was not asked for"),
    );
  });

  test("one that is too large, before it has come", () => {
    const head = encodeFrame(message(SIZE_MAX + 1)).subarray(0, 5);
    expect(() => new FrameReader(SIZE_MAX).take(head)).toThrow(
      new FrameError("a message of 301 bytes is larger than 300 bytes"),
    );
  });
});
