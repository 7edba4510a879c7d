import { describe, expect, it } from "vitest";
import { type Answer, answerQuestion } from "./answer.ts";
import type { DnsCatalog, DnsInstance, DnsNode, DnsQueryResult } from "./catalog.ts";
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
  ["away", [instance(e1, { address: "e2.node.consul" })]],
  ["lost", [instance(e1, { address: "e9.node.consul" })]],
  ["twice", [instance(e1, { port: 1 }), instance(e1, { port: 2 }), instance(e1, { port: 1 })]],
  ["tagged", [instance(e1, { tags: ["a"] }), instance(e2, { tags: ["b", "A"] })]],
]);

const found = { instances: (services.get("web") ?? []).slice(0, 2), ttlSeconds: undefined, service: "web" };
const queries = new Map<string, DnsQueryResult>([
  ["best", { ...found, ttlSeconds: 17 }],
  ["plain", found],
  ["far", { ...found, datacenter: "dc9" }],
  ["empty", { ...found, instances: [] }],
]);

const catalog: DnsCatalog = {
  version: "1",
  node: (name) => [e1, e2, v6].find((one) => one.name === name.toLowerCase()),
  nodeByAddress: (address) => [e1, e2, v6].find((one) => one.address === address),
  serviceByAddress: (address) => (address === "172.16.0.9" ? "own" : undefined),
  instances: (service, kind) => (kind === "service" ? (services.get(service) ?? []) : []),
  query: (name) => queries.get(name),
  servers: () => [instance(e1)],
};

const MX = 15;

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
    // Without `service` the form is one of SRV questions alone.
    ["_web._tcp.consul", TYPE.A, "3  | SOA | "],
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
    ["e2.node.consul", TYPE.ANY, "0 0 A 10.0.0.2, TXT plain, TXT role=db |  | "],
    ["e2.node.consul", TYPE.AAAA, "0  |  | TXT plain, TXT role=db"],
    ["e2.node.consul", TYPE.SRV, "0  |  | "],
    ["e2.node.consul", MX, "0  |  | "],
    ["e9.node.consul", TYPE.TXT, "3  | SOA | "],
    ["node.consul", TYPE.A, "3  | SOA | "],
    ["consul", TYPE.A, "3  | SOA | "],
    ["web.service.consul", TYPE.ANY, "0 0 A 10.0.0.1, 0 A 10.0.0.2 |  | "],
    ["V1.web.service.consul", TYPE.A, "0 0 A 10.0.0.1 |  | "],
    ["v2.web.service.consul", TYPE.A, "3  | SOA | "],
    ["a.tagged.service.consul", TYPE.A, "0 0 A 10.0.0.1, 0 A 10.0.0.2 |  | "],
    ["web.service.DC1.consul", TYPE.A, "0 0 A 10.0.0.1, 0 A 10.0.0.2 |  | "],
    ["web.service.mars.consul", TYPE.A, "3  | SOA | "],
    ["twice.service.consul", TYPE.A, "0 0 A 10.0.0.1 |  | "],
    [
      "twice.service.consul",
      TYPE.SRV,
      "0 0 SRV 1 1 e1.node.dc1.consul., 0 SRV 1 2 e1.node.dc1.consul. |  | 0 A 10.0.0.1",
    ],
    ["host.service.consul", TYPE.CNAME, "0 CNAME api.example.net. |  | "],
    ["away.service.consul", TYPE.A, "0 0 A 10.0.0.2, CNAME e2.node.consul. |  | "],
    ["away.service.consul", TYPE.CNAME, "0 0 A 10.0.0.2, CNAME e2.node.consul. |  | "],
    ["away.service.consul", TYPE.AAAA, "0 0 A 10.0.0.2, CNAME e2.node.consul. |  | "],
    ["away.service.consul", TYPE.SRV, "0 0 SRV 1 80 e2.node.consul. |  | 0 A 10.0.0.2"],
    ["7F0000011.addr.consul", TYPE.A, "3  | SOA | "],
    ["7F000001.addr.consul", TYPE.A, "0 0 A 127.0.0.1 |  | "],
    ["e9.node.consul", TYPE.SRV, "0  |  | "],
    ["e9.node.mars.consul", MX, "0  |  | "],
    ["lost.service.consul", TYPE.A, "0 CNAME e9.node.consul. |  | "],
    ["7f000001.addr.consul", TYPE.A, "0 0 A 127.0.0.1 |  | "],
    ["7f000001.addr.mars.consul", TYPE.A, "0 0 A 127.0.0.1 |  | "],
    ["20010db8000000000000000000000005.addr.consul", TYPE.AAAA, "0 0 AAAA 2001:db8::5 |  | "],
    ["7f0001.addr.consul", TYPE.A, "0  |  | "],
    ["plain.query.consul", TYPE.A, "0 0 A 10.0.0.1, 0 A 10.0.0.2 |  | "],
    ["none.query.consul", TYPE.A, "3  | SOA | "],
    ["empty.query.consul", TYPE.A, "3  | SOA | "],
    [
      "far.query.consul",
      TYPE.SRV,
      "0 0 SRV 1 8001 e1.node.dc9.consul., 0 SRV 4 8002 e2.node.dc9.consul. |  | 0 A 10.0.0.1, 0 A 10.0.0.2, TXT plain, TXT role=db",
    ],
    ["web.connect.consul", TYPE.A, "3  | SOA | "],
    [
      "5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa",
      TYPE.PTR,
      "0 PTR v6.node.dc1.consul. |  | ",
    ],
    ["x.ip6.arpa", TYPE.PTR, "unknown address"],
    ["1.0.10.IN-ADDR.arpa", TYPE.PTR, "unknown address"],
    ["in-addr.arpa.example.com", TYPE.PTR, "elsewhere"],
  ])("%s %i: %s", async (name, type, wanted) => {
    expect(show(await ask(name, type))).toBe(wanted);
  });

  it("gives a warning instance its warning weight, or leaves it out with only_passing", async () => {
    expect(show(await ask("web.service.consul", TYPE.SRV))).toContain("SRV 4 8002");
    expect(show(await ask("web.service.consul", TYPE.A, { onlyPassing: true }))).toBe("0 0 A 10.0.0.1 |  | ");
  });

  it("leaves a node's metadata out unless it is asked for, or wanted beside", async () => {
    const bare = { nodeMetaTxt: false };
    expect(show(await ask("e2.node.consul", TYPE.A, bare))).toBe("0 0 A 10.0.0.2 |  | ");
    expect(show(await ask("e2.node.consul", TYPE.TXT, bare))).toBe("0 TXT plain, TXT role=db |  | ");
  });

  it("takes the TTL of nodes for nodes and addresses, and that of a service for a query without its own", async () => {
    const ttls = { nodeTtlSeconds: 4, serviceTtlSeconds: new Map([["web", 6]]) };
    for (const [name, wanted] of [
      ["e1.node.consul", "0 4 A 10.0.0.1 |  | "],
      ["7f000001.addr.consul", "0 4 A 127.0.0.1 |  | "],
      ["plain.query.consul", "0 6 A 10.0.0.1, 6 A 10.0.0.2 |  | "],
      ["best.query.consul", "0 17 A 10.0.0.1, 17 A 10.0.0.2 |  | "],
    ] as const)
      expect(show(await ask(name, TYPE.A, ttls))).toBe(wanted);
    expect(show(await ask("consul", TYPE.NS, ttls))).toContain("4 A 10.0.0.1");
  });

  it("gives so many addresses and no more where that is configured, but every port", async () => {
    expect(show(await ask("web.service.consul", TYPE.A, { aRecordLimit: 1 }))).toMatch(
      /^0 0 A 10\.0\.0\.[12] \|/,
    );
    expect(show(await ask("web.service.consul", TYPE.SRV, { aRecordLimit: 1 }))).toContain("8001");
    expect(show(await ask("web.service.consul", TYPE.SRV, { aRecordLimit: 1 }))).toContain("8002");
    expect(show(await ask("web.service.consul", TYPE.A, { aRecordLimit: 2 }))).toContain(
      "10.0.0.1, 0 A 10.0.0.2",
    );
  });

  it("says of what is told whole: what a node is, and nothing else", async () => {
    const isWhole = async (name: string, type: number) => {
      const answer = await ask(name, type);
      return answer.kind === "answer" && answer.isWhole === true;
    };
    for (const type of [TYPE.A, TYPE.TXT, TYPE.ANY]) expect(await isWhole("e1.node.consul", type)).toBe(true);
    for (const name of ["web.service.consul", "best.query.consul", "7f000001.addr.consul", "consul"])
      expect(await isWhole(name, TYPE.A)).toBe(false);
  });

  it.each([
    [{}, "critical", 0],
    [{}, "warning", 1],
    [{ onlyPassing: true }, "warning", 0],
    [{}, "passing", 1],
  ] as const)("names no server that is not served: %j, %s", async (more, status, wanted) => {
    const servers = () => [instance(e1, { status })];
    const config = { ...DNS_CONFIG_DEFAULT, ...more };
    const context = { catalog: { ...catalog, servers }, config, serial: 1, pick: () => 0 };
    for (const type of [TYPE.NS, TYPE.SOA]) {
      const answer = await answerQuestion({ name: "consul.", type, class: 1 }, context);
      const records = answer.kind === "answer" ? [...answer.answers, ...answer.authority] : [];
      expect(records.filter(({ data }) => data.kind === "NS").length).toBe(wanted);
    }
  });

  it("names as it was asked", async () => {
    for (const name of ["E1.node.Consul", "Web.service.consul"]) {
      const answer = await ask(name, TYPE.A);
      expect(answer.kind === "answer" && answer.answers.map((record) => record.name)).toContain(`${name}.`);
    }
  });

  it("has three name servers at most, drawn anew", async () => {
    const many = Array.from({ length: 5 }, (_, at) => node(`s${at}`, `10.0.1.${at}`));
    const context = {
      catalog: { ...catalog, servers: () => many.map((one) => instance(one)) },
      config: DNS_CONFIG_DEFAULT,
      serial: 1,
    };
    const names = async (pick: (below: number) => number) => {
      const answer = await answerQuestion({ name: "consul.", type: TYPE.NS, class: 1 }, { ...context, pick });
      return answer.kind === "answer"
        ? answer.answers.map(({ name, data }) => `${name} ${"target" in data ? data.target : ""}`)
        : [];
    };
    const first = await names(() => 0);
    expect([first.length, new Set(first).size]).toEqual([3, 3]);
    expect(await names((below) => below - 1)).toEqual(
      [0, 1, 2].map((at) => `consul. s${at}.node.dc1.consul.`),
    );
    expect(first).not.toEqual(await names((below) => below - 1));
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
