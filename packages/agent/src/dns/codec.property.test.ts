import { Buffer } from "node:buffer";
import oracle from "dns-packet";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeMessage } from "./decode.ts";
import { encodeMessage } from "./encode.ts";
import type { DnsMessage, DnsRecord, RecordData } from "./message.ts";

const u16 = fc.integer({ min: 0, max: 0xffff });
const u32 = fc.integer({ min: 0, max: 0xffff_ffff });
const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

/** A byte of a label as names are shown: what could be taken for something else is escaped. */
const letter = fc.integer({ min: 0, max: 255 }).map((byte) => {
  if (byte === 0x2e || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  return byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, "0")}`;
});
const label = fc.oneof(
  fc.constantFrom("web", "service", "consul", "node"),
  fc.array(letter, { minLength: 1, maxLength: 9 }).map((letters) => letters.join("")),
);
const name = fc
  .array(label, { maxLength: 5 })
  .map((labels) => (labels.length === 0 ? "." : `${labels.join(".")}.`));

const data: fc.Arbitrary<RecordData> = fc.oneof(
  bytes(4).map((address): RecordData => ({ kind: "A", address })),
  bytes(16).map((address): RecordData => ({ kind: "AAAA", address })),
  fc.record({ kind: fc.constantFrom("CNAME" as const, "NS" as const, "PTR" as const), target: name }),
  fc
    .string({ maxLength: 600, unit: fc.constantFrom("a", "=", " ") })
    .map((text) => ({ kind: "TXT" as const, text })),
  fc.record({ kind: fc.constant("SRV" as const), priority: u16, weight: u16, port: u16, target: name }),
  fc.record({
    kind: fc.constant("SOA" as const),
    primary: name,
    mailbox: name,
    serial: u32,
    refresh: u32,
    retry: u32,
    expire: u32,
    minimum: u32,
  }),
  fc.record({ kind: fc.constant("OTHER" as const), type: fc.constantFrom(65_280, 65_281), bytes: bytes(7) }),
);
const records = fc.array(fc.record<DnsRecord>({ name, ttl: u32, data }), { maxLength: 4 });
const flag = fc.boolean();
const message: fc.Arbitrary<DnsMessage> = fc.record(
  {
    id: u16,
    response: flag,
    opcode: fc.integer({ min: 0, max: 15 }),
    authoritative: flag,
    truncated: flag,
    recursionDesired: flag,
    recursionAvailable: flag,
    rcode: fc.integer({ min: 0, max: 15 }),
    questions: fc.array(fc.record({ name, type: u16, class: u16 }), { maxLength: 3 }),
    answers: records,
    authority: records,
    additional: records,
    edns: fc.record({ udpSize: u16, options: fc.uint8Array({ maxLength: 20 }) }),
  },
  {
    requiredKeys: [
      "id",
      "response",
      "opcode",
      "authoritative",
      "truncated",
      "recursionDesired",
      "recursionAvailable",
      "rcode",
      "questions",
      "answers",
      "authority",
      "additional",
    ],
  },
);

describe("a message", () => {
  test("comes back as it went, with names pointed at or written out", () => {
    fc.assert(
      fc.property(message, flag, (sent, compress) => {
        expect(decodeMessage(encodeMessage(sent, { compress }) ?? new Uint8Array())).toEqual(sent);
      }),
      { numRuns: 100 },
    );
  });

  test("is what dns-packet reads, flag by flag and section by section", () => {
    const rcodes = ["NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED"];
    fc.assert(
      fc.property(message, ({ edns, ...plain }) => {
        // What stands in its options is the reader's own business.
        const sent = {
          ...plain,
          ...(edns === undefined ? {} : { edns: { ...edns, options: new Uint8Array() } }),
        };
        const read = oracle.decode(Buffer.from(encodeMessage(sent) ?? []));
        expect({
          id: read.id,
          response: read.type === "response",
          flags: [read.flag_aa, read.flag_tc, read.flag_rd, read.flag_ra],
          counts: [read.questions?.length, read.answers?.length, read.authorities?.length],
          additional: read.additionals?.length,
        }).toEqual({
          id: sent.id,
          response: sent.response,
          flags: [sent.authoritative, sent.truncated, sent.recursionDesired, sent.recursionAvailable],
          counts: [sent.questions.length, sent.answers.length, sent.authority.length],
          additional: sent.additional.length + (sent.edns === undefined ? 0 : 1),
        });
        if (sent.rcode < rcodes.length) expect("rcode" in read && read.rcode).toBe(rcodes[sent.rcode]);
      }),
    );
  });

  test("is no longer for pointing at names, and each name is written once", () => {
    const one: DnsRecord = {
      name: "a.service.consul.",
      ttl: 0,
      data: { kind: "CNAME", target: "b.service.consul." },
    };
    const plain = { id: 1, response: true, opcode: 0, authoritative: false, truncated: false } as const;
    const rest = {
      recursionDesired: false,
      recursionAvailable: false,
      rcode: 0,
      authority: [],
      additional: [],
    } as const;
    const sent: DnsMessage = { ...plain, ...rest, questions: [], answers: [one, one] };
    const text = Buffer.from(encodeMessage(sent) ?? []).toString("latin1");
    expect(text.split("service").length - 1).toBe(1);
    expect(text.split("\u0001b").length - 1).toBe(1);
  });
});
