import { describe, expect, test } from "vitest";
import type { DnsInstance, DnsNode } from "./catalog.ts";
import { DNS_CONFIG_DEFAULT, serviceTtlSeconds } from "./dns-config.ts";
import { formatIp } from "./ip.ts";
import { type DnsRecord, TYPE } from "./message.ts";
import { addressRecords, metaRecords, nodeName, soaRecord, srvRecords } from "./records.ts";

const MX = 15;
const config = { ...DNS_CONFIG_DEFAULT, datacenter: "dc1", domain: "consul" };
const node: DnsNode = {
  name: "e1",
  address: "10.0.0.1",
  meta: new Map([
    ["role", "db"],
    ["RFC1035-x", "plain"],
    ["rfc1035", "kept"],
  ]),
};

/** A record as one line. */
function show({ name, ttl, data }: DnsRecord): string {
  const value =
    data.kind === "A" || data.kind === "AAAA"
      ? formatIp(data.address)
      : data.kind === "TXT"
        ? data.text
        : data.kind === "SRV"
          ? `${data.priority} ${data.weight} ${data.port} ${data.target}`
          : "target" in data
            ? data.target
            : "";
  return `${name} ${ttl} ${data.kind} ${value}`.trim();
}

describe("addressRecords()", () => {
  const kinds: Readonly<Record<string, readonly number[]>> = {
    "10.0.0.1": [TYPE.A, TYPE.ANY, TYPE.SRV, TYPE.NS, TYPE.TXT],
    "2001:db8::5": [TYPE.AAAA, TYPE.ANY, TYPE.SRV, TYPE.NS, TYPE.TXT],
  };
  for (const [address, asked] of Object.entries(kinds)) {
    test.each([...Object.values(TYPE), MX])(`${address} answers type %i where it should`, (type) => {
      const kind = address.includes(":") ? "AAAA" : "A";
      expect(addressRecords("n.", address, type, 7).map(show)).toEqual(
        asked.includes(type) ? [`n. 7 ${kind} ${address}`] : [],
      );
    });
  }

  test("a name answers each, and no address none", () => {
    for (const type of [TYPE.A, TYPE.AAAA, TYPE.CNAME, MX]) {
      expect(addressRecords("n.", "api.example.net", type, 7).map(show)).toEqual([
        "n. 7 CNAME api.example.net.",
      ]);
      expect(addressRecords("n.", "api.example.net.", type, 7).map(show)).toEqual([
        "n. 7 CNAME api.example.net.",
      ]);
      expect(addressRecords("n.", "", type, 7)).toEqual([]);
    }
  });
});

test("metadata stands as key and value, or as it is", () => {
  expect(metaRecords("n.", node, 3).map(show)).toEqual([
    "n. 3 TXT role=db",
    "n. 3 TXT plain",
    "n. 3 TXT rfc1035=kept",
  ]);
});

test("a node's name is of its datacenter and the domain", () => {
  expect([nodeName(node, config), nodeName(node, config, "dc2")]).toEqual([
    "e1.node.dc1.consul.",
    "e1.node.dc2.consul.",
  ]);
});

describe("srvRecords()", () => {
  const instance = (more: Partial<DnsInstance> = {}): DnsInstance => ({
    node,
    service: "web",
    address: "",
    port: 80,
    tags: [],
    weights: { passing: 9, warning: 4 },
    status: "passing",
    ...more,
  });
  const meta = (name: string) => metaRecords(name, node, 0).map(show);
  const own = "e1.node.dc1.consul.";
  test.each<[string, Partial<DnsInstance>, string, readonly string[]]>([
    ["of the node's address", {}, `1 9 80 ${own}`, [`${own} 0 A 10.0.0.1`, ...meta(own)]],
    [
      "of the same, said again",
      { address: "10.0.0.1" },
      `1 9 80 ${own}`,
      [`${own} 0 A 10.0.0.1`, ...meta(own)],
    ],
    ["that warns", { status: "warning" }, `1 4 80 ${own}`, [`${own} 0 A 10.0.0.1`, ...meta(own)]],
    [
      "of an address of its own",
      { address: "172.16.0.9" },
      "1 9 80 ac100009.addr.dc1.consul.",
      ["ac100009.addr.dc1.consul. 0 A 172.16.0.9", ...meta(own)],
    ],
    [
      "of an address of version 6",
      { address: "2001:db8::5" },
      "1 9 80 20010db8000000000000000000000005.addr.dc1.consul.",
      ["20010db8000000000000000000000005.addr.dc1.consul. 0 AAAA 2001:db8::5", ...meta(own)],
    ],
    ["of a name", { address: "api.example.net" }, "1 9 80 api.example.net.", meta(own)],
    [
      "of a node with a name",
      { node: { ...node, address: "h.example.net" } },
      "1 9 80 h.example.net.",
      meta(own),
    ],
  ])("%s", (_, more, srv, additional) => {
    const records = srvRecords("n.", instance(more), config);
    const beside = [...records.addresses, ...records.texts];
    expect([show(records.srv), beside.map(show)]).toEqual([`n. 0 SRV ${srv}`, additional]);
  });

  test("leaves metadata out where it is not wanted", () => {
    const { addresses, texts } = srvRecords("n.", instance(), { ...config, nodeMetaTxt: false });
    expect([...addresses, ...texts].map(show)).toEqual([`${own} 0 A 10.0.0.1`]);
  });

  test("takes TTL and datacenter as they are said, else as they are configured", () => {
    const configured = { ...config, serviceTtlSeconds: new Map([["web", 5]]), nodeMetaTxt: false };
    const all = (...more: [number?, string?]) => {
      const { srv, addresses } = srvRecords("n.", instance(), configured, ...more);
      return [srv, ...addresses].map(show);
    };
    expect(all()).toEqual([`n. 5 SRV 1 9 80 ${own}`, `${own} 5 A 10.0.0.1`]);
    const other = "e1.node.dc2.consul.";
    expect(all(8, "dc2")).toEqual([`n. 8 SRV 1 9 80 ${other}`, `${other} 8 A 10.0.0.1`]);
  });
});

test("the SOA is of the domain, and may be remembered as long as its minimum says", () => {
  const soa = { refresh: 1, retry: 2, expire: 3, minimum: 4 };
  expect(soaRecord({ ...config, soa }, 99)).toEqual({
    name: "consul.",
    ttl: 4,
    data: { kind: "SOA", primary: "ns.consul.", mailbox: "hostmaster.consul.", serial: 99, ...soa },
  });
});

describe("the TTL of a service", () => {
  const ttls = (more: Readonly<Record<string, number>>) => ({
    ...config,
    serviceTtlSeconds: new Map(Object.entries(more)),
  });
  test.each<[string, Readonly<Record<string, number>>, number]>([
    ["none", {}, 0],
    ["its own", { web: 5, "*": 1, "we*": 2, "web*": 3 }, 5],
    ["its own, of no time", { web: 0, "*": 1 }, 0],
    ["that of all", { "*": 1, "x*": 2 }, 1],
    ["that of the longest beginning", { "we*": 2, "*": 1 }, 2],
    ["that of the longest beginning, wherever it stands", { "*": 1, "we*": 2, "w*": 3 }, 2],
    ["that of a beginning that is all of it", { "web*": 4, "we*": 2 }, 4],
    ["none where only others have one", { "webs*": 1, we: 2, "eb*": 3 }, 0],
    ["none where what looks like a beginning ends otherwise", { "we?": 1 }, 0],
  ])("%s", (_, configured, wanted) => {
    expect(serviceTtlSeconds(ttls(configured), "web")).toBe(wanted);
  });
});
