import { describe, expect, test } from "vitest";
import { decodeMessage } from "./decode.ts";
import { encodeMessage, MESSAGE_SIZE_MAX } from "./encode.ts";
import type { DnsMessage, DnsRecord, RecordData } from "./message.ts";

const empty: DnsMessage = {
  id: 0,
  response: true,
  opcode: 0,
  authoritative: false,
  truncated: false,
  recursionDesired: false,
  recursionAvailable: false,
  rcode: 0,
  questions: [],
  answers: [],
  authority: [],
  additional: [],
};
const record = (data: RecordData, name = "."): DnsRecord => ({ name, ttl: 0, data });
const filler = (length: number): DnsRecord =>
  record({ kind: "OTHER", type: 99, bytes: new Uint8Array(length) });
const HEADER = 12;
/** Of a record of the root, beside its data. */
const RECORD = 11;

describe("a message ends at 65535 bytes", () => {
  const room = MESSAGE_SIZE_MAX - HEADER - RECORD;
  test.each<[string, (beyond: number) => Partial<DnsMessage>]>([
    ["bytes", (beyond) => ({ answers: [filler(room + beyond)] })],
    // Each 255 bytes of a text have their length before them.
    ["a text", (beyond) => ({ answers: [record({ kind: "TXT", text: "x".repeat(room - 256 + beyond) })] })],
    ["EDNS", (beyond) => ({ edns: { udpSize: 512, options: new Uint8Array(room + beyond) } })],
    [
      "a name",
      (beyond) => ({ answers: [filler(room - RECORD - 3 + beyond), record({ kind: "PTR", target: "a." })] }),
    ],
    [
      "a record's own name",
      (beyond) => ({
        answers: [filler(room - RECORD - 3 + beyond), record({ kind: "TXT", text: "" }, "a.")],
      }),
    ],
  ])("in %s", (_, more) => {
    expect(encodeMessage({ ...empty, ...more(0) })?.length).toBe(MESSAGE_SIZE_MAX);
    expect(encodeMessage({ ...empty, ...more(1) })).toBeUndefined();
  });

  test("however many questions there are", () => {
    const question = { name: `${"a".repeat(63)}.`, type: 1, class: 1 };
    const questions = (count: number) => Array<typeof question>(count).fill(question);
    expect(encodeMessage({ ...empty, questions: questions(900) }, { compress: false })?.length).toBe(
      HEADER + 900 * 69,
    );
    expect(encodeMessage({ ...empty, questions: questions(1000) }, { compress: false })).toBeUndefined();
  });

  test("and the one after it knows nothing of it", () => {
    encodeMessage({ ...empty, answers: [record({ kind: "TXT", text: "x".repeat(300) }, "a.b.")] });
    expect(encodeMessage(empty)).toEqual(Uint8Array.of(0, 0, 0x80, ...Array(9).fill(0)));
  });
});

describe("a pointer", () => {
  /** How long a message is that says a name twice, the first time at that place. */
  const sizeWith = (at: number) => {
    const twice = [record({ kind: "TXT", text: "" }, "abc."), record({ kind: "TXT", text: "" }, "abc.")];
    const sent = { ...empty, answers: [filler(at - HEADER - RECORD), ...twice] };
    const bytes = encodeMessage(sent) ?? new Uint8Array();
    expect(decodeMessage(bytes)).toEqual(sent);
    return bytes.length - at;
  };
  test("reaches to 16383", () => {
    const [pointed, written] = [5 + 11 + 2 + 11, 5 + 11 + 5 + 11];
    expect([sizeWith(100), sizeWith(0x3fff), sizeWith(0x4000)]).toEqual([pointed, pointed, written]);
  });

  test("leads to the target of SRV records, which have none themselves", () => {
    const srv = record({ kind: "SRV", priority: 0, weight: 0, port: 0, target: "abc." });
    const a = record({ kind: "A", address: new Uint8Array(4) }, "abc.");
    const size = (...answers: readonly DnsRecord[]) => encodeMessage({ ...empty, answers })?.length;
    const [ofSrv, ofA] = [RECORD + 6 + 5, 2 + 10 + 4];
    expect(size(srv, srv)).toBe(HEADER + 2 * ofSrv);
    expect(size(srv, a)).toBe(HEADER + ofSrv + ofA);
    expect(size(a, srv, a)).toBe(HEADER + ofA + 3 + ofSrv + ofA);
  });

  test("leads to the end of a name, too", () => {
    const named = (name: string) => record({ kind: "CNAME", target: "." }, name);
    expect(encodeMessage({ ...empty, answers: [named("a.b.c."), named("x.b.c.")] })?.length).toBe(
      HEADER + 7 + 11 + (2 + 2) + 11,
    );
  });
});

describe("a name", () => {
  const bytesOf = (name: string) => {
    const bytes = encodeMessage({ ...empty, questions: [{ name, type: 1, class: 1 }] });
    return bytes === undefined ? undefined : [...bytes.subarray(HEADER, -4)];
  };
  const long = (length: number) => `${"a".repeat(length)}.`;
  test.each<[string, readonly number[] | undefined]>([
    [".", [0]],
    ["", [0]],
    ["a.b.", [1, 97, 1, 98, 0]],
    ["a.b", [1, 97, 1, 98, 0]],
    ["a\\.b.", [3, 97, 46, 98, 0]],
    ["a\\\\b.", [3, 97, 92, 98, 0]],
    ["\\000\\2551.", [3, 0, 255, 49, 0]],
    ["a\\12.", [3, 97, 49, 50, 0]],
    ["ü ~.", [4, 0xc3, 0xbc, 32, 126, 0]],
    ["\u007f.", [1, 127, 0]],
    ["\\256.", undefined],
    ["a\\", undefined],
    ["..", undefined],
    [".a.", undefined],
  ])("%j", (name, wanted) => {
    expect(bytesOf(name)).toEqual(wanted);
  });

  test.each<[string, string, number | undefined]>([
    ["a label of 63", long(63), 65],
    ["a label of 64", long(64), undefined],
    ["a label of 63 that are escaped", `${"\\001".repeat(63)}.`, 65],
    ["a label of 64 that are escaped", `${"\\001".repeat(64)}.`, undefined],
    ["255 in all", long(63).repeat(3) + long(61), 255],
    ["256 in all", long(63).repeat(3) + long(62), undefined],
  ])("of %s", (_, name, length) => {
    expect(bytesOf(name)?.length).toBe(length);
  });

  test.each<[string, RecordData]>([
    ["CNAME", { kind: "CNAME", target: ".." }],
    ["SRV", { kind: "SRV", priority: 0, weight: 0, port: 0, target: ".." }],
  ])("that is none makes the message none: %s", (_, data) => {
    expect(encodeMessage({ ...empty, answers: [record(data)] })).toBeUndefined();
    expect(encodeMessage({ ...empty, answers: [filler(0)], authority: [record(data)] })).toBeUndefined();
  });

  test.each(["primary", "mailbox"])("that is none makes the message none: SOA's %s", (which) => {
    const soa = {
      kind: "SOA",
      primary: "a.",
      mailbox: "b.",
      serial: 1,
      refresh: 2,
      retry: 3,
      expire: 4,
      minimum: 5,
    } as const;
    expect(encodeMessage({ ...empty, answers: [record(soa)] })).toBeDefined();
    expect(encodeMessage({ ...empty, answers: [record({ ...soa, [which]: ".." })] })).toBeUndefined();
  });
});
