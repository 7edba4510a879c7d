import type { DnsMessage, DnsQuestion, DnsRecord, Edns, RecordData } from "./message.ts";
import { TYPE } from "./message.ts";

/** Thrown inside this file only: what stands in the packet is none. */
class Malformed extends Error {}

/** A pointer may only lead backwards, so this is never met by an honest packet. */
const POINTERS_MAX = 32;
/** Of one packet, over all sections: more do not fit an honest one. */
const RECORDS_MAX = 4096;

/** Reads a packet; undefined where it is malformed, whatever it holds. */
export function decodeMessage(packet: Uint8Array): DnsMessage | undefined {
  try {
    // A plain view: `slice` of a Buffer would not copy.
    return readMessage(new Uint8Array(packet.buffer, packet.byteOffset, packet.length));
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

function readMessage(bytes: Uint8Array): DnsMessage {
  const reader: Reader = { bytes, at: 0 };
  const id = u16(reader);
  const flags = u16(reader);
  const counts = [u16(reader), u16(reader), u16(reader), u16(reader)] as const;
  if (counts[1] + counts[2] + counts[3] > RECORDS_MAX || counts[0] > 16) throw new Malformed();
  const questions = Array.from({ length: counts[0] }, () => readQuestion(reader));
  const found: { edns?: Edns } = {};
  const section = (count: number): DnsRecord[] => {
    const records: DnsRecord[] = [];
    for (let left = count; left > 0; left--) {
      const record = readRecord(reader, found);
      if (record !== undefined) records.push(record);
    }
    return records;
  };
  return {
    id,
    response: (flags & 0x8000) !== 0,
    opcode: (flags >> 11) & 15,
    authoritative: (flags & 0x0400) !== 0,
    truncated: (flags & 0x0200) !== 0,
    recursionDesired: (flags & 0x0100) !== 0,
    recursionAvailable: (flags & 0x0080) !== 0,
    rcode: flags & 15,
    questions,
    answers: section(counts[1]),
    authority: section(counts[2]),
    additional: section(counts[3]),
    ...found,
  };
}

function readQuestion(reader: Reader): DnsQuestion {
  return { name: readName(reader), type: u16(reader), class: u16(reader) };
}

function readRecord(reader: Reader, found: { edns?: Edns }): DnsRecord | undefined {
  const name = readName(reader);
  const type = u16(reader);
  const recordClass = u16(reader);
  const ttl = u16(reader) * 65536 + u16(reader);
  const length = u16(reader);
  const end = reader.at + length;
  if (end > reader.bytes.length) throw new Malformed();
  if (type === TYPE.OPT) {
    found.edns = { udpSize: recordClass, options: reader.bytes.slice(reader.at, end) };
    reader.at = end;
    return undefined;
  }
  const data = readData(reader, type, end);
  reader.at = end;
  return { name, ttl, data };
}

function readData(reader: Reader, type: number, end: number): RecordData {
  const read = DATA_READERS.get(type);
  if (read === undefined) return { kind: "OTHER", type, bytes: reader.bytes.slice(reader.at, end) };
  const data = read(reader, end);
  if (reader.at > end) throw new Malformed();
  return data;
}

const DATA_READERS = new Map<number, (reader: Reader, end: number) => RecordData>([
  [TYPE.A, (reader, end) => ({ kind: "A", address: exactly(reader, end, 4) })],
  [TYPE.AAAA, (reader, end) => ({ kind: "AAAA", address: exactly(reader, end, 16) })],
  [TYPE.CNAME, (reader) => ({ kind: "CNAME", target: readName(reader) })],
  [TYPE.NS, (reader) => ({ kind: "NS", target: readName(reader) })],
  [TYPE.PTR, (reader) => ({ kind: "PTR", target: readName(reader) })],
  [TYPE.TXT, (reader, end) => ({ kind: "TXT", text: readTexts(reader, end) })],
  [
    TYPE.SRV,
    (reader) => ({
      kind: "SRV",
      priority: u16(reader),
      weight: u16(reader),
      port: u16(reader),
      target: readName(reader),
    }),
  ],
  [
    TYPE.SOA,
    (reader) => ({
      kind: "SOA",
      primary: readName(reader),
      mailbox: readName(reader),
      serial: u32(reader),
      refresh: u32(reader),
      retry: u32(reader),
      expire: u32(reader),
      minimum: u32(reader),
    }),
  ],
]);

function exactly(reader: Reader, end: number, length: number): Uint8Array {
  if (end - reader.at !== length) throw new Malformed();
  return reader.bytes.slice(reader.at, end);
}

function readTexts(reader: Reader, end: number): string {
  const pieces: Uint8Array[] = [];
  let at = reader.at;
  while (at < end) {
    const length = reader.bytes[at] ?? 0;
    if (at + 1 + length > end) throw new Malformed();
    pieces.push(reader.bytes.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
  const decoder = new TextDecoder();
  return pieces.map((piece) => decoder.decode(piece)).join("");
}

/** Reads a name, following pointers; labels' odd bytes come escaped (`\.`, `\032`). */
function readName(reader: Reader): string {
  const { bytes } = reader;
  let at = reader.at;
  let after: number | undefined;
  let pointers = 0;
  let length = 0;
  let name = "";
  for (;;) {
    const size = bytes[at];
    if (size === undefined) throw new Malformed();
    if (size >= 0xc0) {
      const target = ((size & 0x3f) << 8) | (bytes[at + 1] ?? 0);
      after ??= at + 2;
      if (++pointers > POINTERS_MAX || target >= at) throw new Malformed();
      at = target;
      continue;
    }
    if (size > 63 || at + 1 + size > bytes.length) throw new Malformed();
    at += 1;
    if (size === 0) break;
    length += size + 1;
    if (length > 254) throw new Malformed();
    for (const end = at + size; at < end; at++) name += escapeByte(bytes[at] ?? 0);
    name += ".";
  }
  reader.at = after ?? at;
  return name === "" ? "." : name;
}

function escapeByte(byte: number): string {
  if (byte === 0x2e || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  if (byte > 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\${byte.toString().padStart(3, "0")}`;
}

function u16(reader: Reader): number {
  const { bytes, at } = reader;
  if (at + 2 > bytes.length) throw new Malformed();
  reader.at = at + 2;
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function u32(reader: Reader): number {
  return u16(reader) * 65536 + u16(reader);
}
