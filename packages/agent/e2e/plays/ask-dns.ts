/** One question of DNS, and its reply as texts that are equal where two servers replied alike. */

import { createSocket } from "node:dgram";
import { connect } from "node:net";
import { decodeMessage, encodeMessage } from "../../src/dns/index.ts";
import { formatIp } from "../../src/dns/ip.ts";
import { type DnsMessage, type DnsRecord, TYPE } from "../../src/dns/message.ts";
import { questionOf } from "../../testkit/dns-question.ts";

export interface Question {
  readonly name: string;
  readonly type: number;
  /** What is said by EDNS; nothing where it is undefined. */
  readonly udpSize?: number | undefined;
  readonly recursionDesired: boolean;
}

/** A reply: its flags, and each section's records, as texts in their order. */
export interface Replied {
  readonly flags: string;
  readonly rcode: number;
  readonly question: string;
  readonly edns: number | undefined;
  readonly answers: readonly string[];
  readonly authority: readonly string[];
  readonly additional: readonly string[];
}

const REPLY_MS_MAX = 20_000;

/** Asks; a text where no reply came that can be read. */
export async function ask(
  port: number,
  { name, type, udpSize, recursionDesired, transport }: Question & { readonly transport: "tcp" | "udp" },
): Promise<Replied | string> {
  const edns = udpSize === undefined ? {} : { edns: { udpSize, options: new Uint8Array() } };
  const message = questionOf(name, { recursionDesired, questions: [{ name, type, class: 1 }], ...edns });
  const packet = encodeMessage(message) ?? new Uint8Array();
  const reply = await (transport === "tcp" ? overTcp : overUdp)(port, packet);
  if (reply === undefined) return "nothing";
  const decoded = decodeMessage(reply);
  return decoded === undefined ? "malformed" : replied(decoded);
}

function overUdp(port: number, packet: Uint8Array): Promise<Uint8Array | undefined> {
  const socket = createSocket("udp4");
  return new Promise<Uint8Array | undefined>((resolve) => {
    socket.once("message", resolve);
    socket.once("error", () => resolve(undefined));
    const late = AbortSignal.timeout(REPLY_MS_MAX);
    late.addEventListener("abort", () => resolve(undefined));
    socket.send(packet, port, "127.0.0.1");
  }).finally(() => socket.close());
}

function overTcp(port: number, packet: Uint8Array): Promise<Uint8Array | undefined> {
  const socket = connect(port, "127.0.0.1");
  return new Promise<Uint8Array | undefined>((resolve) => {
    let read = Buffer.alloc(0);
    socket.on("data", (piece) => {
      read = Buffer.concat([read, piece]);
      if (read.length >= 2 && read.length >= 2 + read.readUInt16BE(0)) resolve(read.subarray(2));
    });
    socket.once("error", () => resolve(undefined));
    socket.once("close", () => resolve(undefined));
    socket.write(Buffer.concat([Buffer.from([packet.length >> 8, packet.length & 255]), packet]));
  }).finally(() => socket.destroy());
}

function replied(message: DnsMessage): Replied {
  const flags = [
    ...(message.authoritative ? ["aa"] : []),
    ...(message.truncated ? ["tc"] : []),
    ...(message.recursionDesired ? ["rd"] : []),
    ...(message.recursionAvailable ? ["ra"] : []),
  ];
  const texts = (records: readonly DnsRecord[]): readonly string[] => records.map(recordText).sort();
  return {
    flags: flags.join(" "),
    rcode: message.rcode,
    question: message.questions.map(({ name, type }) => `${name} ${type}`).join(),
    edns: message.edns?.udpSize,
    answers: texts(message.answers),
    authority: texts(message.authority),
    // There a name is told of again for each record that speaks of it.
    additional: [...new Set(texts(message.additional))],
  };
}

function recordText({ name, ttl, data }: DnsRecord): string {
  return `${name} ${ttl} ${dataText(data)}`;
}

function dataText(data: DnsRecord["data"]): string {
  switch (data.kind) {
    case "A":
    case "AAAA":
      return `${data.kind} ${formatIp(data.address)}`;
    case "CNAME":
    case "NS":
    case "PTR":
      return `${data.kind} ${data.target}`;
    case "TXT":
      return `TXT ${data.text}`;
    case "SRV":
      return `SRV ${data.priority} ${data.weight} ${data.port} ${data.target}`;
    case "SOA":
      // The serial is the time.
      return `SOA ${data.primary} ${data.mailbox} ${data.refresh} ${data.retry} ${data.expire} ${data.minimum}`;
    case "OTHER":
      return `TYPE${data.type} ${Buffer.from(data.bytes).toString("hex")}`;
  }
}

/** What is asked for. */
export const ASKED = [
  TYPE.A,
  TYPE.AAAA,
  TYPE.ANY,
  TYPE.SRV,
  TYPE.TXT,
  TYPE.CNAME,
  TYPE.SOA,
  TYPE.NS,
  TYPE.PTR,
  15,
];
