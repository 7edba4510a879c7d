import { describe, expect, it } from "vitest";
import { type Answer, answerQuestion } from "./answer.ts";
import type { DnsCatalog, DnsInstance, DnsNode } from "./catalog.ts";
import { DNS_CONFIG_DEFAULT, type DnsConfig } from "./dns-config.ts";
import { formatIp } from "./ip.ts";
import { type DnsRecord, TYPE } from "./message.ts";

const node = (name: string, address: string, meta: Record<string, string> = {}): DnsNode => ({
  name,
  address,
  meta: new Map(Object.entries(meta)),
});
const e1 = node("e1", "10.0.0.1");
const e2 = node("e2", "10.0.0.2", { role: "db", "rfc1035-x": "plain" });
const v6 = node("v6", "2001:db8::5");

const instance = (of: DnsNode, more: Partial<DnsInstance> = {}): DnsInstance => ({
  node: of,
  service: "web",
  address: "",
  port: 80,
  tags: [],
  weights: { passing: 1, warning: 1 },
  status: "passing",
  ...more,
});

const services = new Map<string, readonly DnsInstance[]>([
  [
    "web",
    [
      instance(e1, { tags: ["V1"], port: 8001 }),
      instance(e2, { port: 8002, status: "warning", weights: { passing: 9, warning: 4 } }),
      instance(v6, { status: "critical" }),
    ],
  ],
  ["own", [instance(e1, { address: "172.16.0.9", port: 5 })]],
  ["host", [instance(e1, { address: "api.example.net", port: 443 })]],
  ["mixed", [instance(e1, { address: "api.example.net" }), instance(e1), instance(e2)]],
  ["names", [instance(e1, { address: "a.example.net" }), instance(e2, { address: "b.example.net" })]],
  ["loop", [instance(e1, { address: "loop.service.consul" })]],
]);

const catalog: DnsCatalog = {
  version: "1",
  node: (name) => [e1, e2, v6].find((one) => one.name === name.toLowerCase()),
  nodeByAddress: (address) => [e1, e2, v6].find((one) => one.address === address),
  serviceByAddress: (address) => (address === "172.16.0.9" ? "own" : undefined),
  instances: (service, kind) => (kind === "service" ? (services.get(service) ?? []) : []),
  query: (name) =>
    name === "best"
      ? { instances: (services.get("web") ?? []).slice(0, 2), ttlSeconds: 17, service: "web" }
      : undefined,
  servers: () => [e1],
};

function ask(
  name: string,
  type: number,
  config: Partial<DnsConfig> = {},
  pick: (below: number) => number = () => 0,
): Promise<Answer> {
  const context = { catalog, config: { ...DNS_CONFIG_DEFAULT, ...config }, serial: 1, pick };
  return answerQuestion({ name: `${name}.`, type, class: 1 }, context);
}

function show(answer: Answer): string {
  if (answer.kind === "elsewhere") return answer.reverse ? "unknown address" : "elsewhere";
  const part = (records: readonly DnsRecord[]): string => records.map(showRecord).sort().join(", ");
  return `${answer.rcode} ${part(answer.answers)} | ${part(answer.authority)} | ${part(answer.additional)}`;
}

function showRecord({ ttl, data }: DnsRecord): string {
  if (data.kind === "A" || data.kind === "AAAA") return `${ttl} ${data.kind} ${formatIp(data.address)}`;
  if (data.kind === "SRV") return `${ttl} SRV ${data.weight} ${data.port} ${data.target}`;
  if (data.kind === "TXT") return `TXT ${data.text}`;
  return "target" in data ? `${data.kind} ${data.target}` : data.kind;
}

describe("answerQuestion()", () => {
  it.each<[string, number, string]>([
    ["e1.node.consul", TYPE.A, "0 0 A 10.0.0.1 |  | "],
    ["E1.Node.DC1.consul", TYPE.A, "0 0 A 10.0.0.1 |  | "],
    ["e1.node.mars.consul", TYPE.A, "3  | SOA | "],
    ["e2.node.consul", TYPE.TXT, "0 TXT plain, TXT role=db |  | "],
    ["e2.node.consul", TYPE.A, "0 0 A 10.0.0.2 |  | TXT plain, TXT role=db"],
    ["v6.node.consul", TYPE.A, "0  |  | "],
    ["v6.node.consul", TYPE.AAAA, "0 0 AAAA 2001:db8::5 |  | "],
    ["web.service.consul", TYPE.A, "0 0 A 10.0.0.1, 0 A 10.0.0.2 |  | "],
    ["web.service.consul", TYPE.AAAA, "0  | SOA | "],
    ["v1.web.service.consul", TYPE.SRV, "0 0 SRV 1 8001 e1.node.dc1.consul. |  | 0 A 10.0.0.1"],
    ["_web._v1.service.consul", TYPE.A, "0 0 A 10.0.0.1 |  | "],
    ["_web._tcp.consul", TYPE.A, "0 0 A 10.0.0.1, 0 A 10.0.0.2 |  | "],
    ["own.service.consul", TYPE.SRV, "0 0 SRV 1 5 ac100009.addr.dc1.consul. |  | 0 A 172.16.0.9"],
    ["host.service.consul", TYPE.A, "0 CNAME api.example.net. |  | "],
    ["host.service.consul", TYPE.SRV, "0 0 SRV 1 443 api.example.net. |  | "],
    ["mixed.service.consul", TYPE.A, "0 0 A 10.0.0.1, 0 A 10.0.0.2 |  | "],
    ["mixed.service.consul", TYPE.AAAA, "0 CNAME api.example.net. |  | "],
    ["none.service.consul", TYPE.A, "3  | SOA | "],
    ["web.service.a.b.consul", TYPE.A, "3  | SOA | "],
    ["7f000001.addr.consul", TYPE.AAAA, "0 0 A 127.0.0.1 |  | "],
    ["zz000001.addr.consul", TYPE.A, "3  | SOA | "],
    ["consul", TYPE.SOA, "0 SOA | NS e1.node.dc1.consul. | 0 A 10.0.0.1"],
    ["anything.consul", TYPE.NS, "0 NS e1.node.dc1.consul. |  | 0 A 10.0.0.1"],
    ["best.query.consul", TYPE.A, "0 17 A 10.0.0.1, 17 A 10.0.0.2 |  | "],
    ["1.0.0.10.in-addr.arpa", TYPE.PTR, "0 PTR e1.node.dc1.consul. |  | "],
    ["9.0.16.172.in-addr.arpa", TYPE.PTR, "0 PTR own.service.dc1.consul. |  | "],
    ["9.9.9.9.in-addr.arpa", TYPE.PTR, "unknown address"],
    ["www.example.com", TYPE.A, "elsewhere"],
  ])("%s %i: %s", async (name, type, wanted) => {
    expect(show(await ask(name, type))).toBe(wanted);
  });

  it("gives a warning instance its warning weight, or leaves it out with only_passing", async () => {
    expect(show(await ask("web.service.consul", TYPE.SRV))).toContain("SRV 4 8002");
    expect(show(await ask("web.service.consul", TYPE.A, { onlyPassing: true }))).toBe("0 0 A 10.0.0.1 |  | ");
  });

  it("takes TTLs from the longest prefix", async () => {
    const serviceTtlSeconds = new Map([
      ["*", 7],
      ["w*", 8],
      ["we*", 9],
    ]);
    expect(show(await ask("web.service.consul", TYPE.A, { serviceTtlSeconds }))).toContain("9 A");
  });

  it.each([0, 1, 2])("prefers addresses to names, whatever order is drawn (%i)", async (drawn) => {
    const answer = await ask("mixed.service.consul", TYPE.A, {}, (below) => drawn % below);
    expect(show(answer)).toBe("0 0 A 10.0.0.1, 0 A 10.0.0.2 |  | ");
  });

  it("gives one CNAME where all instances have names", async () => {
    expect(show(await ask("names.service.consul", TYPE.A))).toMatch(/^0 CNAME [ab]\.example\.net\. \|/);
  });

  it("stops at CNAMEs that lead in a circle", async () => {
    expect(show(await ask("loop.service.consul", TYPE.A))).toBe(
      `0 ${Array(4).fill("CNAME loop.service.consul.").join(", ")} |  | `,
    );
  });

  it("answers an alternative domain, and speaks of itself by the first", async () => {
    const answer = await ask("web.service.alt.test", TYPE.SRV, { altDomain: "alt.test" });
    expect(show(answer)).toContain("e1.node.dc1.consul.");
  });
});
