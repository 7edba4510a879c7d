import type { DnsMessage, DnsRecord, RecordData } from "./message.ts";
import { TYPE, typeOf } from "./message.ts";

/** A message's limit over TCP, and of this encoder. */
export const MESSAGE_SIZE_MAX = 65_535;
/** Pointers reach this far. */
const POINTER_REACH = 0x4000;

export interface EncodeOptions {
  /** Default true. SRV targets are never shortened (RFC 2782), but others point at them. */
  readonly compress?: boolean;
}

interface Writer {
  readonly bytes: Uint8Array;
  at: number;
  readonly seen: Map<string, number> | undefined;
}

/** Room for the largest message: what is written beyond goes nowhere, and is counted. The loop is single, so one is enough. */
const scratch = new Uint8Array(MESSAGE_SIZE_MAX);

/** The message's bytes; undefined where it exceeds what a message can hold, or a name is none. */
export function encodeMessage(message: DnsMessage, options?: EncodeOptions): Uint8Array | undefined {
  const writer: Writer = {
    bytes: scratch,
    at: 0,
    seen: options?.compress === false ? undefined : new Map(),
  };
  return writeMessage(writer, message) && writer.at <= MESSAGE_SIZE_MAX
    ? scratch.slice(0, writer.at)
    : undefined;
}

/** The flags word of a header. */
function flagsOf(message: DnsMessage): number {
  return (
    (message.response ? 0x8000 : 0) |
    ((message.opcode & 15) << 11) |
    (message.authoritative ? 0x0400 : 0) |
    (message.truncated ? 0x0200 : 0) |
    (message.recursionDesired ? 0x0100 : 0) |
    (message.recursionAvailable ? 0x0080 : 0) |
    (message.rcode & 15)
  );
}

function writeMessage(writer: Writer, message: DnsMessage): boolean {
  u16(writer, message.id);
  u16(writer, flagsOf(message));
  u16(writer, message.questions.length);
  u16(writer, message.answers.length);
  u16(writer, message.authority.length);
  u16(writer, message.additional.length + (message.edns === undefined ? 0 : 1));
  for (const question of message.questions) {
    if (!writeName(writer, question.name, true)) return false;
    u16(writer, question.type);
    u16(writer, question.class);
  }
  for (const section of [message.answers, message.authority, message.additional]) {
    for (const record of section) if (!writeRecord(writer, record)) return false;
  }
  if (message.edns !== undefined) {
    const { udpSize, options } = message.edns;
    if (writer.at + 11 + options.length > MESSAGE_SIZE_MAX) return false;
    writer.bytes[writer.at++] = 0;
    u16(writer, TYPE.OPT);
    u16(writer, udpSize);
    u32(writer, 0);
    u16(writer, options.length);
    writer.bytes.set(options, writer.at);
    writer.at += options.length;
  }
  return true;
}

function writeRecord(writer: Writer, record: DnsRecord): boolean {
  if (!writeName(writer, record.name, true)) return false;
  u16(writer, typeOf(record.data));
  u16(writer, 1);
  u32(writer, record.ttl);
  const lengthAt = writer.at;
  u16(writer, 0);
  if (!writeData(writer, record.data)) return false;
  const length = writer.at - lengthAt - 2;
  writer.bytes[lengthAt] = length >> 8;
  writer.bytes[lengthAt + 1] = length & 255;
  // no mutant: a shortcut, for whoever began to write looks at the whole length
  return writer.at <= MESSAGE_SIZE_MAX;
}

function writeData(writer: Writer, data: RecordData): boolean {
  switch (data.kind) {
    case "A":
    case "AAAA":
      return writeBytes(writer, data.address);
    case "CNAME":
    case "NS":
    case "PTR":
      return writeName(writer, data.target, true);
    case "TXT":
      return writeTexts(writer, new TextEncoder().encode(data.text));
    case "SRV":
      u16(writer, data.priority);
      u16(writer, data.weight);
      u16(writer, data.port);
      return writeName(writer, data.target, false);
    case "SOA": {
      if (!writeName(writer, data.primary, true) || !writeName(writer, data.mailbox, true)) return false;
      for (const n of [data.serial, data.refresh, data.retry, data.expire, data.minimum]) u32(writer, n);
      return true;
    }
    case "OTHER":
      return writeBytes(writer, data.bytes);
  }
}

function writeBytes(writer: Writer, bytes: Uint8Array): boolean {
  if (writer.at + bytes.length > MESSAGE_SIZE_MAX) return false;
  writer.bytes.set(bytes, writer.at);
  writer.at += bytes.length;
  return true;
}

/** One text is cut into pieces of 255 bytes. */
function writeTexts(writer: Writer, bytes: Uint8Array): boolean {
  const pieces = Math.max(1, Math.ceil(bytes.length / 255));
  if (writer.at + bytes.length + pieces > MESSAGE_SIZE_MAX) return false;
  for (let piece = 0; piece < pieces; piece++) {
    const part = bytes.subarray(piece * 255, (piece + 1) * 255);
    writer.bytes[writer.at++] = part.length;
    writer.bytes.set(part, writer.at);
    writer.at += part.length;
  }
  return true;
}

function writeName(writer: Writer, name: string, mayPoint: boolean): boolean {
  let rest = name === "." ? "" : escapeNonAscii(name);
  const start = writer.at;
  while (rest !== "") {
    const known = mayPoint ? writer.seen?.get(rest) : undefined;
    if (known !== undefined) {
      u16(writer, 0xc000 | known);
      return true;
    }
    if (writer.at < POINTER_REACH) writer.seen?.set(rest, writer.at);
    const next = writeLabel(writer, rest);
    if (next === undefined || writer.at - start > 254) return false;
    rest = rest.slice(next);
  }
  writer.bytes[writer.at++] = 0;
  return true;
}

/** Names from the wire come escaped; those of our own nodes may hold any letter, sent as UTF-8. */
function escapeNonAscii(name: string): string {
  return name.replace(/[^ -~]+/g, (letters) =>
    Array.from(new TextEncoder().encode(letters), (byte) => `\\${byte.toString().padStart(3, "0")}`).join(""),
  );
}

/** Writes the first label; gives back where the next one starts. */
function writeLabel(writer: Writer, text: string): number | undefined {
  const lengthAt = writer.at++;
  let at = 0;
  for (; at < text.length && text.charCodeAt(at) !== 0x2e; at++) {
    if (writer.at - lengthAt > 63) return undefined;
    let byte = text.charCodeAt(at);
    if (byte === 0x5c) {
      const decimal = /^\d{3}/.exec(text.slice(at + 1, at + 4));
      byte = decimal === null ? text.charCodeAt(at + 1) : Number(decimal[0]);
      at += decimal === null ? 1 : 3;
    }
    if (!(byte < 256)) return undefined;
    writer.bytes[writer.at++] = byte;
  }
  const length = writer.at - lengthAt - 1;
  if (length === 0) return undefined;
  writer.bytes[lengthAt] = length;
  return at + 1;
}

function u16(writer: Writer, value: number): void {
  writer.bytes[writer.at++] = (value >> 8) & 255;
  writer.bytes[writer.at++] = value & 255;
}

function u32(writer: Writer, value: number): void {
  u16(writer, Math.floor(value / 65536) & 0xffff);
  u16(writer, value & 0xffff);
}
