import { describe, expect, test } from "vitest";
import { decodeConfigEntry } from "./decode.ts";

const decoded = (body: unknown): unknown => {
  const entry = decodeConfigEntry(body);
  return "text" in entry ? entry["text"] : entry;
};

describe("what is shown though nothing was said of it", () => {
  test.each<[string, object, object]>([
    ["service-defaults", {}, { Protocol: "", MeshGateway: {}, Expose: {} }],
    ["service-defaults", { Protocol: "HTTP" }, { Protocol: "http", MeshGateway: {}, Expose: {} }],
    ["service-resolver", { Subsets: {}, Failover: {}, Redirect: {} }, { Redirect: {} }],
    ["service-router", {}, { Routes: null }],
    ["service-router", { Routes: [] }, { Routes: [] }],
    ["service-router", { Routes: [{}] }, { Routes: [{}] }],
    ["service-splitter", {}, { Splits: null }],
    ["service-splitter", { Splits: [{}] }, { Splits: [{ Weight: 0 }] }],
    [
      "service-splitter",
      { Splits: [{ Weight: 33.333 }, { Weight: 66.667 }] },
      { Splits: [{ Weight: 33.33 }, { Weight: 66.67 }] },
    ],
    ["ingress-gateway", {}, { TLS: { Enabled: false }, Listeners: null }],
    ["ingress-gateway", { TLS: {}, Listeners: [] }, { TLS: { Enabled: false }, Listeners: [] }],
    [
      "ingress-gateway",
      { TLS: { Enabled: true }, Listeners: [{}, { Protocol: "HTTP2", Services: [{ Hosts: [] }, {}] }] },
      {
        TLS: { Enabled: true },
        Listeners: [
          { Port: 0, Protocol: "tcp", Services: null },
          {
            Port: 0,
            Protocol: "http2",
            Services: [
              { Name: "", Hosts: [] },
              { Name: "", Hosts: null },
            ],
          },
        ],
      },
    ],
    ["terminating-gateway", {}, { Services: null }],
    ["terminating-gateway", { Services: [{}] }, { Services: [{}] }],
    ["service-intentions", {}, { Sources: [] }],
    [
      "service-intentions",
      { Sources: [{ Permissions: [{}] }] },
      { Sources: [{ Name: "", Precedence: 9, Type: "consul", Permissions: [{ Action: "" }] }] },
    ],
  ])("%s %j", (Kind, given, kept) => {
    expect(decoded({ Kind, Name: "a", ...given })).toEqual({ Kind, Name: "a", ...kept });
  });

  test("of the proxies' defaults", () => {
    const shown = { Kind: "proxy-defaults", Name: "global", MeshGateway: {}, Expose: {} };
    expect(decoded({ Kind: "proxy-defaults" })).toEqual({ ...shown, Config: null });
    expect(decoded({ Kind: "proxy-defaults", Config: {} })).toEqual({ ...shown, Config: {} });
    expect(decoded({ Kind: "proxy-defaults", Config: { a: {} } })).toEqual({ ...shown, Config: { a: {} } });
  });

  test("a count below zero goes round", () => {
    const LoadBalancer = { LeastRequestConfig: { ChoiceCount: -1 } };
    expect(decoded({ Kind: "service-resolver", Name: "a", LoadBalancer })).toMatchObject({
      LoadBalancer: { LeastRequestConfig: { ChoiceCount: 2 ** 32 - 1 } },
    });
  });
});
