import { describe, expect, test } from "vitest";
import type { DnsCatalog, DnsInstance } from "./catalog.ts";
import { decodeMessage } from "./decode.ts";
import { DNS_CONFIG_DEFAULT, type DnsConfig } from "./dns-config.ts";
import type { Transport } from "./fit.ts";
import { type DnsMessage, RCODE, TYPE } from "./message.ts";
import { emptyReply, replyTo } from "./reply.ts";

const instance = (address: string, port = 80): DnsInstance => ({
  node: { name: "e1", address: "10.2.0.1", meta: new Map() },
  service: "web",
  address,
  port,
  tags: [],
  weights: { passing: 1, warning: 1 },
  status: "passing",
});
const SERVICES: Readonly<Record<string, readonly DnsInstance[]>> = {
  web: [instance("")],
  many: ["10.3.0.1", "10.3.0.2", "10.3.0.3", "10.3.0.4", "10.3.0.5"].map((address) => instance(address)),
  away: [instance("www.example.com")],
};
const catalog: DnsCatalog = {
  version: "1",
  node: () => undefined,
  nodeByAddress: () => undefined,
  serviceByAddress: () => undefined,
  instances: (service) => SERVICES[service] ?? [],
  query: () => undefined,
  servers: () => [{ ...instance(""), node: { name: "s1", address: "10.2.0.9", meta: new Map() } }],
};

function questionOf(name: string, more: Partial<DnsMessage> = {}): DnsMessage {
  return {
    ...{ id: 77, response: false, opcode: 0, rcode: 0, authoritative: false, truncated: false },
    ...{ recursionDesired: true, recursionAvailable: false, answers: [], authority: [], additional: [] },
    questions: [{ name, type: TYPE.A, class: 1 }],
    ...more,
  };
}

async function reply(query: DnsMessage, config: Partial<DnsConfig> = {}, transport: Transport = "udp") {
  const context = { catalog, config: { ...DNS_CONFIG_DEFAULT, ...config }, serial: 1, pick: () => 0 };
  const made = await replyTo(query, transport, context);
  if (made?.kind !== "send") return made;
  return { ...made, message: decodeMessage(made.bytes) };
}
const recursors = [{ host: "10.0.0.53", port: 53 }];
const sent = async (query: DnsMessage, config: Partial<DnsConfig> = {}) => {
  const made = await reply(query, config);
  return made !== undefined && "message" in made && made.kind === "send" ? made.message : undefined;
};

describe("a reply", () => {
  test.each([true, false])(
    "answers to the question, and keeps what was wished (%s)",
    async (recursionDesired) => {
      const query = questionOf("web.service.consul.", { recursionDesired });
      expect(await sent(query)).toMatchObject({
        ...{ id: 77, response: true, opcode: 0, rcode: 0, authoritative: true, truncated: false },
        recursionDesired,
        recursionAvailable: false,
        questions: query.questions,
        answers: [{ name: "web.service.consul." }],
      });
      expect(await sent(query, { recursors })).toMatchObject({
        recursionAvailable: true,
        authoritative: true,
      });
    },
  );

  test.each<[string, Partial<DnsMessage>, object]>([
    ["of another kind", { opcode: 4 }, { rcode: RCODE.NOTIMP, opcode: 4 }],
    ["without a question", { questions: [] }, { rcode: RCODE.FORMERR, opcode: 0 }],
  ])("to a query %s says so", async (_, more, wanted) => {
    const message = await sent(questionOf("web.service.consul.", more), { recursors });
    expect(message).toMatchObject({ authoritative: false, answers: [], ...wanted });
  });

  test("of what cannot even be named is none", async () => {
    expect(await reply(questionOf("..service.consul."))).toBeUndefined();
  });

  test.each([
    ["web.service.consul.", TYPE.A, 1],
    ["many.service.consul.", TYPE.A, 5],
    ["none.service.consul.", TYPE.A, 1],
    ["consul.", TYPE.SOA, 2],
  ])("tells how many orders it has: %s %i has %i", async (name, type, choices) => {
    const query = questionOf(name, { questions: [{ name, type, class: 1 }] });
    expect(await reply(query, { udpAnswerLimit: 0 })).toMatchObject({ choices });
  });

  test("has so many answers as the transport takes", async () => {
    const count = async (transport: Transport) => {
      const made = await reply(questionOf("many.service.consul."), {}, transport);
      return made !== undefined && "message" in made && made.kind === "send"
        ? made.message?.answers.length
        : undefined;
    };
    expect([await count("udp"), await count("tcp")]).toEqual([3, 5]);
  });
});

describe("what is not ours", () => {
  test.each([
    ["www.example.com.", RCODE.REFUSED, false],
    ["1.2.0.192.in-addr.arpa.", RCODE.SERVFAIL, true],
  ])("%s goes to recursors, where there are some", async (name, rcode, recursionAvailable) => {
    expect(await sent(questionOf(name))).toMatchObject({ rcode, recursionAvailable, authoritative: false });
    expect(await reply(questionOf(name), { recursors })).toEqual({ kind: "forward" });
  });

  test("is followed where a name of ours leads there, unless the name itself was asked for", async () => {
    expect(await reply(questionOf("away.service.consul."), { recursors })).toMatchObject({
      kind: "follow",
      target: "www.example.com.",
      message: { recursionAvailable: true, answers: [{ data: { kind: "CNAME" } }] },
    });
    const questions = [{ name: "away.service.consul.", type: TYPE.CNAME, class: 1 }];
    expect((await reply(questionOf("", { questions }), { recursors }))?.kind).toBe("send");
    expect((await reply(questionOf("away.service.consul.")))?.kind).toBe("send");
    expect((await reply(questionOf("web.service.consul."), { recursors }))?.kind).toBe("send");
  });
});

describe("EDNS", () => {
  const subnet = [0, 8, 0, 7, 0, 1, 24, 9, 10, 0, 1];
  const holds = [0, 8, 0, 7, 0, 1, 24, 0, 10, 0, 1];
  const cookie = [0, 10, 0, 2, 7, 7];
  test.each<[string, readonly number[], readonly number[]]>([
    ["nothing", [], []],
    ["a subnet, which the answer does not go by", subnet, holds],
    ["a subnet behind something else", [...cookie, ...subnet], holds],
    ["a subnet before something else", [...subnet, ...cookie], holds],
    ["something else", cookie, []],
    ["a subnet cut short", subnet.slice(0, -1), []],
    ["a subnet without an address", [0, 8, 0, 4, 0, 1, 0, 9], [0, 8, 0, 4, 0, 1, 0, 0]],
    ["a subnet that is none", [0, 8, 0, 3, 0, 1, 24], []],
    ["half of a head", [0, 8, 0], []],
    ["a head alone", [0, 8, 0, 9], []],
  ])("is answered with what is understood of %s", async (_, options, wanted) => {
    const message = await sent(
      questionOf("web.service.consul.", { edns: { udpSize: 1232, options: Uint8Array.from(options) } }),
    );
    expect(message?.edns).toEqual({ udpSize: 1232, options: Uint8Array.from(wanted) });
  });

  test("is not answered where it was not asked with, nor in a refusal", async () => {
    expect(await sent(questionOf("web.service.consul."))).not.toHaveProperty("edns");
    const edns = { udpSize: 1232, options: new Uint8Array() };
    expect(await sent(questionOf("www.example.com.", { edns }))).not.toHaveProperty("edns");
  });
});

test("an empty reply is nothing but the answer to its query", () => {
  const query = questionOf("a.", {
    opcode: 2,
    additional: [{ name: "a.", ttl: 0, data: { kind: "TXT", text: "" } }],
  });
  expect(emptyReply(query, 5)).toEqual({ ...query, response: true, rcode: 5, additional: [] });
});
