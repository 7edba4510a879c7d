import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import {
  chunkFolder,
  decodePointer,
  encodePointer,
  pack,
  splitChunks,
  stateHash,
  unpack,
} from "./consul-payload.ts";

const KIB_512 = 512 * 1024;

test.each<[string, unknown]>([
  ['{"current-hash":"h","chunks":["a","b"]}', { hash: "h", chunks: ["a", "b"] }],
  ['{"current-hash":"h","chunks":["a",1]}', { hash: "h", chunks: ["a"] }],
  ['{"current-hash":"h","chunks":[]}', { hash: "h", chunks: [] }],
  ['{"current-hash":"h"}', undefined],
  ['{"current-hash":1,"chunks":[]}', undefined],
  ['["current-hash"]', undefined],
  ['{"current-hash":', undefined],
  ['{"version":4}', undefined],
  ["", undefined],
])("%s points to chunks or is the state itself", (text, wanted) =>
  expect(decodePointer(Buffer.from(text))).toEqual(wanted),
);

test("a pointer is written as Go's encoder writes it, and read again", () => {
  const pointer = { hash: "h", chunks: ["a", "b"] };
  expect(Buffer.from(encodePointer(pointer)).toString()).toBe('{"chunks":["a","b"],"current-hash":"h"}');
  expect(decodePointer(encodePointer(pointer))).toEqual(pointer);
});

test.each([
  ["a/b", "a/b/tfstate.h/"],
  ["a/b//", "a/b/tfstate.h/"],
])("chunks of %s lie below it", (path, folder) => expect(chunkFolder(path, "h")).toBe(folder));

test.each([
  [0, []],
  [1, [1]],
  [KIB_512, [KIB_512]],
  [KIB_512 + 1, [KIB_512, 1]],
  [3 * KIB_512, [KIB_512, KIB_512, KIB_512]],
])("%i bytes are cut at 512 KiB", (length, sizes) => {
  const bytes = Uint8Array.from({ length }, (_, at) => at % 251);
  const chunks = splitChunks(bytes);
  expect(chunks.map((chunk) => chunk.length)).toEqual(sizes);
  expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
});

test("what was packed is unpacked, what was not is left, and what only looks so is told", () => {
  const bytes = Buffer.from('{"version":4}');
  expect(gunzipSync(pack(bytes)).toString()).toBe('{"version":4}');
  expect(Buffer.from(unpack(pack(bytes), "p")).toString()).toBe('{"version":4}');
  expect(unpack(bytes, "p")).toBe(bytes);
  expect(unpack(new Uint8Array(), "p")).toHaveLength(0);
  expect(() => unpack(pack(bytes).subarray(0, 12), "p")).toThrow(
    "what lies there is no state: it begins like gzip and cannot be unpacked",
  );
});

test("a state is known by its MD5", () => {
  expect(stateHash(Buffer.from('{"version":4}'))).toBe("c0f45e34ed60c6e660c5cd0b292c5b9c");
});
