import { describe, expect, test } from "vitest";

import { decodeMessage } from "./decode.ts";
import { DNS_CONFIG_DEFAULT } from "./dns-config.ts";
import { encodeFitting, type Transport } from "./fit.ts";
import { type DnsMessage, type DnsRecord, TYPE } from "./message.ts";

const srv = (at: number): DnsRecord => ({
  name: "web.service.consul.",
  ttl: 0,
  data: { kind: "SRV", priority: 1, weight: 1, port: 80, target: `e${at}.node.consul.` },
});
const address = (at: number): DnsRecord => ({
  name: `E${at}.node.consul.`,
  ttl: 0,
  data: { kind: "A", address: Uint8Array.from([10, 0, 0, at]) },
});

function message(count: number, udpSize?: number): DnsMessage {
  const all = Array.from({ length: count }, (_, at) => at);
  return {
    id: 7,
    response: true,
    opcode: 0,
    authoritative: true,
    truncated: false,
    recursionDesired: true,
    recursionAvailable: false,
    rcode: 0,
    questions: [{ name: "web.service.consul.", type: TYPE.SRV, class: 1 }],
    answers: all.map(srv),
    authority: [],
    additional: all.map(address),
    ...(udpSize === undefined ? {} : { edns: { udpSize, options: new Uint8Array() } }),
  };
}

const dns = DNS_CONFIG_DEFAULT;

/** What came through: answers, what stands beside them, whether it says that something is missing, bytes. */
function fit(
  asked: DnsMessage,
  transport: Transport,
  more: Partial<typeof dns> = {},
  isWhole = false,
): { readonly answers: number; readonly beside: number; readonly truncated: boolean; readonly size: number } {
  const bytes = encodeFitting(asked, transport, { ...dns, ...more }, isWhole);
  const read = decodeMessage(bytes ?? new Uint8Array());
  if (read === undefined || bytes === undefined) throw new Error("not to be read");
  return {
    answers: read.answers.length,
    beside: read.additional.length,
    truncated: read.truncated,
    size: bytes.length,
  };
}

describe("encodeFitting()", () => {
  test("no limit counts for what is of one node, but its size does", () => {
    expect(fit(message(5), "udp", { udpAnswerLimit: 3 }, true)).toMatchObject({ answers: 5, beside: 5 });
    expect(fit(message(99), "udp", { udpAnswerLimit: 3 }, true).size).toBeLessThanOrEqual(512);
  });

  test("leaves what fits as it is", () => {
    expect(fit(message(3), "udp")).toMatchObject({ answers: 3, beside: 3, truncated: false });
    expect(fit(message(200), "tcp")).toMatchObject({ answers: 200, beside: 200, truncated: false });
  });

  test("takes as many answers as the transport's size holds, and one more would not fit", () => {
    for (const [size, asked] of [
      [512, message(60)],
      [512, message(60, 100)],
      [1232, message(60, 1232)],
      [2000, message(60, 2000)],
    ] as const) {
      const { answers, beside, truncated, size: used } = fit(asked, "udp", { udpAnswerLimit: 0 });
      expect([beside, truncated, used <= size]).toEqual([answers, false, true]);
      const one = {
        ...asked,
        answers: asked.answers.slice(0, answers + 1),
        additional: asked.additional.slice(0, answers + 1),
      };
      const larger = encodeFitting(one, "tcp", dns)?.length ?? 0;
      expect(larger).toBeGreaterThan(size);
    }
  });

  test("says that answers are missing where the configuration wants it said", () => {
    expect(fit(message(60), "udp", { enableTruncate: true }).truncated).toBe(true);
    expect(fit(message(3), "udp", { enableTruncate: true }).truncated).toBe(false);
  });

  test.each<[string, DnsMessage, Transport, number, number]>([
    ["the limit, over plain UDP", message(9), "udp", 2, 2],
    ["the limit for who says that no more than 512 bytes are taken", message(9, 512), "udp", 2, 2],
    ["the limit for who says less than everybody must take", message(9, 0), "udp", 2, 2],
    ["no limit where none is set", message(5), "udp", 0, 5],
    ["no limit over TCP", message(5), "tcp", 2, 5],
    ["no limit for who takes larger answers", message(5, 4096), "udp", 2, 5],
    ["all where the limit is higher", message(3), "udp", 7, 3],
    ["never more than eight", { ...message(9), additional: [] }, "udp", 20, 8],
  ])("%s", (_what, asked, transport, udpAnswerLimit, wanted) => {
    expect(fit(asked, transport, { udpAnswerLimit }).answers).toBe(wanted);
  });

  test("names are written out where compression is off", () => {
    const packed = fit(message(4), "tcp").size;
    expect(fit(message(4), "tcp", { disableCompression: true }).size).toBeGreaterThan(packed);
  });

  test("a single answer that does not fit leaves the question alone, and says so", () => {
    const long: DnsRecord = { name: "a.consul.", ttl: 0, data: { kind: "TXT", text: "x".repeat(600) } };
    const asked = { ...message(0), answers: [long] };
    expect(fit(asked, "udp")).toMatchObject({ answers: 0, beside: 0 });
    expect(fit(asked, "tcp").answers).toBe(1);
    const beyond = {
      ...asked,
      answers: [{ ...long, data: { kind: "TXT" as const, text: "x".repeat(70_000) } }],
    };
    expect(fit(beyond, "tcp")).toMatchObject({ answers: 0, truncated: dns.enableTruncate });
  });

  test("what is too long without any answer is left out, and that is said", () => {
    const long: DnsRecord = { name: "a.consul.", ttl: 0, data: { kind: "TXT", text: "x".repeat(600) } };
    for (const more of [{ authority: [long] }, { additional: [long] }]) {
      const bytes = encodeFitting({ ...message(0), ...more }, "udp", dns);
      const read = decodeMessage(bytes ?? new Uint8Array());
      expect(read).toEqual({ ...message(0), truncated: true });
      expect(fit({ ...message(0), ...more }, "tcp").truncated).toBe(false);
    }
  });

  test("what stands beside answers goes with them, whatever the letter case of its name", () => {
    const { answers, beside } = fit(
      { ...message(9), additional: message(9).additional.toReversed() },
      "udp",
      { udpAnswerLimit: 2 },
    );
    expect([answers, beside]).toEqual([2, 2]);
  });
});
