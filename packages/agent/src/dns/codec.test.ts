import { Buffer } from "node:buffer";
import oracle from "dns-packet";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeMessage } from "./decode.ts";
import { encodeMessage } from "./encode.ts";
import { formatIp, parseIp } from "./ip.ts";
import { type DnsMessage, type DnsRecord, TYPE } from "./message.ts";

const base: DnsMessage = {
  id: 7,
  response: true,
  opcode: 0,
  authoritative: true,
  truncated: false,
  recursionDesired: true,
  recursionAvailable: false,
  rcode: 0,
  questions: [{ name: "web.service.consul.", type: TYPE.SRV, class: 1 }],
  answers: [],
  authority: [],
  additional: [],
};

const records: readonly DnsRecord[] = [
  { name: "web.service.consul.", ttl: 5, data: { kind: "A", address: Uint8Array.from([10, 0, 0, 1]) } },
  {
    name: "web.service.consul.",
    ttl: 0,
    data: { kind: "SRV", priority: 1, weight: 9, port: 8001, target: "e1.node.dc1.consul." },
  },
  { name: "e1.node.dc1.consul.", ttl: 0, data: { kind: "TXT", text: "a=b" } },
  { name: "x.consul.", ttl: 3, data: { kind: "CNAME", target: "www.example.com." } },
  {
    name: "consul.",
    ttl: 0,
    data: {
      kind: "SOA",
      primary: "ns.consul.",
      mailbox: "hostmaster.consul.",
      serial: 4_000_000_000,
      refresh: 3600,
      retry: 600,
      expire: 86_400,
      minimum: 0,
    },
  },
];

describe("encodeMessage()", () => {
  it("writes what dns-packet reads", () => {
    const bytes = encodeMessage({ ...base, answers: records });
    const read = oracle.decode(Buffer.from(bytes ?? []));
    expect(read.questions).toEqual([{ name: "web.service.consul", type: "SRV", class: "IN" }]);
    expect(read.answers?.map((answer) => [answer.name, "data" in answer ? answer.data : undefined])).toEqual([
      ["web.service.consul", "10.0.0.1"],
      ["web.service.consul", { priority: 1, weight: 9, port: 8001, target: "e1.node.dc1.consul" }],
      ["e1.node.dc1.consul", [Buffer.from("a=b")]],
      ["x.consul", "www.example.com"],
      [
        "consul",
        {
          mname: "ns.consul",
          rname: "hostmaster.consul",
          serial: 4_000_000_000,
          refresh: 3600,
          retry: 600,
          expire: 86_400,
          minimum: 0,
        },
      ],
    ]);
  });

  it("points at names written before, unless told not to", () => {
    const three = Array.from({ length: 3 }, () => records[0] as DnsRecord);
    expect(encodeMessage({ ...base, answers: three })?.length).toBe(12 + 24 + 3 * 16);
    expect(encodeMessage({ ...base, answers: three }, { compress: false })?.length).toBe(12 + 24 + 3 * 34);
  });

  it.each([
    ["an empty label", "a..b."],
    ["a label of 64 bytes", `${"a".repeat(64)}.`],
    ["a name of 256 bytes", `${"abcdefg.".repeat(32)}`],
  ])("refuses %s", (_, name) => {
    expect(encodeMessage({ ...base, questions: [{ name, type: 1, class: 1 }] })).toBeUndefined();
  });

  it.each([
    ["a label of 63 bytes", `${"a".repeat(63)}.`],
    ["a name of 254 bytes", `${`${"a".repeat(63)}.`.repeat(3)}${"a".repeat(60)}.`],
    ["the root", "."],
  ])("takes %s", (_, name) => {
    const message = { ...base, questions: [{ name, type: 1, class: 1 }] };
    expect(decodeMessage(encodeMessage(message) ?? new Uint8Array())?.questions).toEqual(message.questions);
  });

  it.each([0, 1, 254, 255, 256, 510, 511])("cuts a text of %i bytes into pieces of 255", (length) => {
    const data = { kind: "TXT" as const, text: "x".repeat(length) };
    const bytes = encodeMessage({ ...base, answers: [{ name: "t.", ttl: 0, data }] }) ?? new Uint8Array();
    const [answer] = oracle.decode(Buffer.from(bytes)).answers ?? [];
    const pieces = answer !== undefined && "data" in answer ? (answer.data as Buffer[]) : [];
    const wanted = Array.from({ length: Math.max(1, Math.ceil(length / 255)) }, (_, at) =>
      Math.min(255, length - at * 255),
    );
    expect(pieces.map((piece) => piece.length)).toEqual(wanted);
  });

  it("refuses a message that is too large", () => {
    const many = Array.from({ length: 5000 }, () => records[2] as DnsRecord);
    expect(encodeMessage({ ...base, answers: many })).toBeUndefined();
  });
});

describe("decodeMessage()", () => {
  it("reads what was encoded, odd bytes in labels included", () => {
    const names = ["a\\.b.consul.", "\\000\\255x.consul.", "a\\\\b."];
    for (const name of names) {
      const message = { ...base, questions: [{ name, type: 1, class: 1 }], answers: records };
      expect(decodeMessage(encodeMessage(message) ?? new Uint8Array())).toEqual(message);
    }
  });

  it("reads EDNS apart from the records", () => {
    const edns = { udpSize: 1232, options: Uint8Array.from([0, 8, 0, 7, 0, 1, 24, 0, 8, 192, 0]) };
    expect(decodeMessage(encodeMessage({ ...base, edns }) ?? new Uint8Array())?.edns).toEqual(edns);
  });

  it.each([
    ["nothing", []],
    ["a header cut short", [0, 1, 0, 0, 0, 1]],
    ["a pointer to itself", [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xc0, 12, 0, 1, 0, 1]],
    ["a label past the end", [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 63, 97]],
    ["more records than bytes", [0, 1, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0]],
  ])("refuses %s", (_, bytes) => {
    expect(decodeMessage(Uint8Array.from(bytes))).toBeUndefined();
  });

  const question = (...name: number[]) => [0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, ...name, 0, 1, 0, 1];
  const label = (length: number) => [length, ...Array<number>(length).fill(97)];
  it.each([
    ["a label of 63 bytes", question(...label(63), 0), `${"a".repeat(63)}.`],
    ["a label of 64 bytes", question(64, ...Array<number>(64).fill(97), 0), undefined],
    ["a name of 254 bytes", question(...label(63), ...label(63), ...label(63), ...label(61), 0), 254],
    ["a name of 255 bytes", question(...label(63), ...label(63), ...label(63), ...label(62), 0), undefined],
    ["a pointer forward", question(0xc0, 14, 0), undefined],
    ["a pointer into the header, which is the root", question(0xc0, 2), "."],
  ])("reads %s", (_, bytes, wanted) => {
    const name = decodeMessage(Uint8Array.from(bytes))?.questions[0]?.name;
    expect(typeof wanted === "number" ? name?.length : name).toBe(wanted);
  });

  it("never throws, whatever comes", () => {
    const good = encodeMessage({ ...base, answers: records }) ?? new Uint8Array();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        decodeMessage(bytes);
      }),
    );
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 6 }), (changes) => {
        const bytes = good.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        decodeMessage(bytes);
      }),
      { numRuns: 500 },
    );
  });
});

describe("parseIp(), formatIp()", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["::1", "::1"],
    ["2001:DB8:0:0:0::5", "2001:db8::5"],
    ["::ffff:10.0.0.1", "10.0.0.1"],
    ["fe80:0:0:1:0:0:0:1", "fe80:0:0:1::1"],
  ])("%s is %s", (text, wanted) => {
    expect(formatIp(parseIp(text) ?? new Uint8Array())).toBe(wanted);
  });
  it.each(["", "1.2.3", "256.1.1.1", "1::2::3", "1:2:3:4:5:6:7", "www.example.com"])("%s is none", (text) => {
    expect(parseIp(text)).toBeUndefined();
  });
});
