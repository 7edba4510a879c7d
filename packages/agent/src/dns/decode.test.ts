import { describe, expect, test } from "vitest";
import { decodeMessage } from "./decode.ts";
import { TYPE } from "./message.ts";

const header = (questions: number, answers = 0, authority = 0, additional = 0): readonly number[] => [
  0,
  7,
  0x80,
  0,
  ...[questions, answers, authority, additional].flatMap((count) => [count >> 8, count & 255]),
];
const ROOT = [0];
const length = (of: readonly number[]): readonly number[] => [of.length >> 8, of.length & 255];
/** A record of the root, class 1, a TTL of 66051 seconds. */
const record = (type: number, data: readonly number[], said = length(data)): readonly number[] => [
  ...ROOT,
  type >> 8,
  type & 255,
  0,
  1,
  0,
  1,
  2,
  3,
  ...said,
  ...data,
];
const read = (...bytes: readonly (readonly number[])[]) => decodeMessage(Uint8Array.from(bytes.flat()));
const answer = (type: number, data: readonly number[], said?: readonly number[]) =>
  read(header(0, 1), record(type, data, said))?.answers[0]?.data;

describe("the data of a record", () => {
  test.each<[string, number, readonly number[], object | undefined]>([
    ["A", TYPE.A, [10, 0, 0, 1], { kind: "A", address: Uint8Array.of(10, 0, 0, 1) }],
    ["A of three bytes", TYPE.A, [10, 0, 0], undefined],
    ["A of five bytes", TYPE.A, [10, 0, 0, 1, 0], undefined],
    ["AAAA", TYPE.AAAA, Array(16).fill(1), { kind: "AAAA", address: new Uint8Array(16).fill(1) }],
    ["AAAA of four bytes", TYPE.AAAA, [10, 0, 0, 1], undefined],
    ["TXT", TYPE.TXT, [1, 97, 0, 2, 98, 99], { kind: "TXT", text: "abc" }],
    ["TXT without a piece", TYPE.TXT, [], { kind: "TXT", text: "" }],
    ["TXT whose piece goes beyond it", TYPE.TXT, [2, 97], undefined],
    ["TXT that ends with a piece's length", TYPE.TXT, [1, 97, 1], undefined],
    ["NS", TYPE.NS, [1, 97, 0], { kind: "NS", target: "a." }],
    ["PTR", TYPE.PTR, [1, 97, 0], { kind: "PTR", target: "a." }],
    ["a name cut short", TYPE.PTR, [1], undefined],
    [
      "SRV",
      TYPE.SRV,
      [1, 2, 3, 4, 5, 6, 0],
      { kind: "SRV", priority: 258, weight: 772, port: 1286, target: "." },
    ],
    ["SRV without a target", TYPE.SRV, [1, 2, 3, 4, 5, 6], undefined],
    ["a type that is not known", 99, [1, 2], { kind: "OTHER", type: 99, bytes: Uint8Array.of(1, 2) }],
  ])("%s", (_, type, data, wanted) => {
    expect(answer(type, data)).toEqual(wanted);
  });

  test("may say less than its bytes are, and what is said counts", () => {
    // The next record begins where this one says that it ends.
    expect(answer(TYPE.A, [10, 0, 0, 1], [0, 5])).toBeUndefined();
    expect(answer(TYPE.NS, [1, 97, 0], [0, 2])).toBeUndefined();
    const two = read(header(0, 2), record(99, [1, 2, 3], [0, 3]), record(TYPE.A, [1, 2, 3, 4]));
    expect(two?.answers.map(({ data }) => data.kind)).toEqual(["OTHER", "A"]);
    const padded = read(header(0, 2), record(TYPE.NS, [0, 9, 9], [0, 3]), record(TYPE.A, [1, 2, 3, 4]));
    expect(padded?.answers.map(({ data }) => data.kind)).toEqual(["NS", "A"]);
  });

  test("a TTL is 32 bits", () => {
    expect(read(header(0, 1), record(TYPE.A, [1, 2, 3, 4]))?.answers[0]?.ttl).toBe(66_051);
  });
});

describe("a packet", () => {
  const question = [...ROOT, 0, 1, 0, 1];
  const many = (count: number, one: readonly number[]): readonly number[] => Array(count).fill(one).flat();
  const none = record(99, []);

  test.each<[string, boolean, readonly (readonly number[])[]]>([
    ["sixteen questions", true, [header(16), many(16, question)]],
    ["seventeen questions", false, [header(17), many(17, question)]],
    ["4096 records", true, [header(0, 4096), many(4096, none)]],
    ["4097 records", false, [header(0, 4097), many(4097, none)]],
    ["4097 records, over the sections", false, [header(0, 4095, 1, 1), many(4097, none)]],
    ["4096 records, over the sections", true, [header(0, 4094, 1, 1), many(4096, none)]],
    ["a question cut short", false, [header(1), ROOT, [0, 1, 0]]],
    ["more behind it", true, [header(0), [1, 2, 3]]],
  ])("of %s is one: %s", (_, wanted, bytes) => {
    expect(read(...bytes) !== undefined).toBe(wanted);
  });

  test("is read where it lies, and what is kept of it is a copy", () => {
    const opt = record(TYPE.OPT, [9, 9]);
    const packet = [...header(0, 1, 0, 1), ...record(TYPE.A, [1, 2, 3, 4]), ...opt];
    const memory = Uint8Array.from([77, 77, ...packet, 77]);
    const message = decodeMessage(memory.subarray(2, 2 + packet.length));
    memory.fill(0);
    expect(message?.answers[0]?.data).toEqual({ kind: "A", address: Uint8Array.of(1, 2, 3, 4) });
    expect(message?.edns?.options).toEqual(Uint8Array.of(9, 9));
  });

  test("may have its EDNS anywhere, and it is no record of it", () => {
    const message = read(header(0, 1, 2), record(TYPE.OPT, []), record(TYPE.A, [1, 2, 3, 4]), none);
    expect([message?.answers.length, message?.authority.length, message?.edns?.udpSize]).toEqual([0, 2, 1]);
  });
});

describe("a name", () => {
  test.each([
    [32, true],
    [33, false],
  ])("may have %i pointers: %s", (pointers, wanted) => {
    // An unknown record holds pointers, each to the one before it; the first leads to a root.
    const at = 12 + 11;
    const data = [
      0,
      ...Array.from({ length: pointers - 1 }, (_, n) => {
        const target = n === 0 ? at : at + 1 + (n - 1) * 2;
        return [0xc0 | (target >> 8), target & 255];
      }).flat(),
    ];
    const last = pointers === 1 ? at : at + 1 + (pointers - 2) * 2;
    const name = [0xc0 | (last >> 8), last & 255];
    const message = read(header(0, 2), record(99, data), [...name, 0, 99, 0, 1, 0, 0, 0, 0, 0, 0]);
    expect(message !== undefined).toBe(wanted);
  });

  test.each<[string, readonly number[], string | undefined]>([
    [
      "a blank, a dot, a backslash and what cannot be printed",
      [7, 32, 46, 92, 33, 126, 127, 0, 0],
      "\\032\\.\\\\!~\\127\\000.",
    ],
    ["a label of a kind that there is not", [0x80, 0], undefined],
  ])("of %s", (_, label, wanted) => {
    expect(read(header(1), label, [0, 1, 0, 1])?.questions[0]?.name).toBe(wanted);
  });

  test.each<[string, readonly number[]]>([
    ["nothing", []],
    ["half a pointer", [0xc0]],
    ["a label without its end", [1, 97]],
  ])("cut short: %s", (_, label) => {
    expect(read(header(1), label)).toBeUndefined();
  });

  test("ends with its pointer, behind which the reading goes on", () => {
    const message = read(header(2), [1, 97, 0, 0, 1, 0, 1], [1, 98, 0xc0, 12, 0, 5, 0, 1]);
    expect(message?.questions).toEqual([
      { name: "a.", type: 1, class: 1 },
      { name: "b.a.", type: 5, class: 1 },
    ]);
  });
});
