import { describe, expect, test } from "vitest";
import { DNS_CONFIG_DEFAULT } from "./dns-config.ts";
import { labelsInDomain, parseLookup } from "./lookup.ts";

const service = (name: string, tag = "", datacenter = "dc1", of = "service") => ({
  kind: "service",
  of,
  service: name,
  tag,
  datacenter,
});
const none = { kind: "none" };

/** Each row: the labels before the domain, and what they ask for. */
describe("parseLookup()", () => {
  test.each<[string, object]>([
    ["", none],
    ["web", none],
    ["web.other", none],
    ["e1.node", { kind: "node", node: "e1", datacenter: "dc1" }],
    ["a.b.node.dc2", { kind: "node", node: "a.b", datacenter: "dc2" }],
    ["node", none],
    ["e1.node.dc1.x", none],
    ["web.service", service("web")],
    ["web.service.dc2", service("web", "", "dc2")],
    ["v1.web.service", service("web", "v1")],
    ["a.b.web.service", service("web", "a.b")],
    ["service", none],
    ["web.service.dc1.x", none],
    // The word that is furthest to the right says what is asked.
    ["node.service", service("node")],
    ["service.node", { kind: "node", node: "service", datacenter: "dc1" }],
    ["web.service.node", { kind: "node", node: "web.service", datacenter: "dc1" }],
    // RFC 2782.
    ["_web._tcp", service("web")],
    ["_web._tcp.service", service("web")],
    ["_web._udp", service("web", "udp")],
    ["_web._v1.service.dc2", service("web", "v1", "dc2")],
    ["_web._v1.dc2", service("web", "v1", "dc2")],
    ["_web._v1.dc2.x", none],
    ["_web.service", service("_web")],
    ["x._web._v1.service", service("_v1", "x._web")],
    ["_web.v1.service", service("v1", "_web")],
    ["web._v1.service", service("_v1", "web")],
    ["_web", service("_web")],
    ["best.query", { kind: "query", query: "best", datacenter: "dc1" }],
    ["near.best.query.dc2", { kind: "query", query: "near.best", datacenter: "dc2" }],
    ["query", none],
    ["web.connect", service("web", "", "dc1", "connect")],
    ["x.web.connect.dc2", service("web", "", "dc2", "connect")],
    ["connect", none],
    ["web.ingress", service("web", "", "dc1", "ingress")],
    ["ingress.dc2", none],
    ["0a000001.addr", { kind: "address", hex: "0a000001" }],
    ["0a000001.addr.dc2", { kind: "address", hex: "0a000001" }],
    ["x.0a000001.addr", none],
    ["addr", none],
  ])("%s", (labels, wanted) => {
    expect(parseLookup(labels === "" ? [] : labels.split("."), DNS_CONFIG_DEFAULT, true)).toEqual(wanted);
  });

  test.each<[labels: string, wanted: object]>([
    ["_web._tcp", none],
    ["_web._tcp.dc1", none],
    ["_web._tcp.service", service("web")],
    ["web._v1.service", service("_v1", "web")],
  ])("%s, where something else than SRV is asked for", (labels, wanted) => {
    expect(parseLookup(labels.split("."), DNS_CONFIG_DEFAULT, false)).toEqual(wanted);
  });
});

describe("labelsInDomain()", () => {
  const config = { ...DNS_CONFIG_DEFAULT, domain: "consul", altDomain: "alt.test" };
  test.each<[string, readonly string[] | undefined]>([
    ["consul.", []],
    ["CONSUL.", []],
    ["web.Service.consul.", ["web", "service"]],
    ["web.service.alt.test.", ["web", "service"]],
    ["alt.test.", []],
    ["webconsul.", undefined],
    ["web.service.consul.example.", undefined],
    ["test.", undefined],
    ["web.service.consul", undefined],
  ])("%s", (name, wanted) => {
    expect(labelsInDomain(name, config)).toEqual(wanted);
  });

  test("knows no other domain where there is none", () => {
    expect(labelsInDomain("a.alt.test.", DNS_CONFIG_DEFAULT)).toBeUndefined();
    expect(labelsInDomain("a.undefined.", DNS_CONFIG_DEFAULT)).toBeUndefined();
  });
});
