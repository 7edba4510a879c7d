import { Buffer } from "node:buffer";
import { expect, test } from "vitest";
import { decodeEntry, encodeEntry } from "./entry-codec.ts";

const entry = { key: "kv/ключ", value: Buffer.from("value"), createRevision: 3, modifyRevision: 2 ** 40 };

test("an entry comes back as it was", () => {
  const { value, ...rest } = decodeEntry(entry.key, encodeEntry(entry));
  expect({ ...rest, value: Buffer.from(value) }).toEqual(entry);
});

test("no bit of it may change, nor its key, nor its length", () => {
  const stored = encodeEntry(entry);
  for (let bit = 0; bit < stored.length * 8; bit += 1) {
    const bad = Buffer.from(stored);
    bad.writeUInt8(bad.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(() => decodeEntry(entry.key, bad)).toThrow('the record of "kv/ключ" is not what was written');
  }
  expect(() => decodeEntry("kv/other", stored)).toThrow("is not what was written");
  for (let length = 0; length < stored.length; length += 1)
    expect(() => decodeEntry(entry.key, stored.subarray(0, length))).toThrow("is not what was written");
});
