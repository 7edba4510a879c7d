import { describe, expect, test } from "vitest";
import type { ServiceRegistration } from "./registration.ts";
import { sidecarOf } from "./sidecar.ts";

const PARENT: ServiceRegistration = {
  Name: "web",
  ID: "w1",
  Port: 80,
  Tags: ["a"],
  Meta: { k: "v" },
  Token: "t",
};
const of = (SidecarService: ServiceRegistration, parent: ServiceRegistration = PARENT) =>
  sidecarOf({ ...parent, Connect: { SidecarService } }, () => 21_000);

const PLAIN = {
  Kind: "connect-proxy",
  ID: "w1-sidecar-proxy",
  Name: "web-sidecar-proxy",
  Port: 21_000,
  Tags: ["a"],
  Meta: { k: "v" },
  Token: "t",
  Proxy: {
    DestinationServiceName: "web",
    DestinationServiceID: "w1",
    LocalServiceAddress: "127.0.0.1",
    LocalServicePort: 80,
  },
  Checks: [
    { Name: "Connect Sidecar Listening", TCP: "127.0.0.1:21000", Interval: 10_000 },
    { Name: "Connect Sidecar Aliasing w1", AliasService: "w1" },
  ],
};

describe("a sidecar", () => {
  test("is only where it is asked for", () => {
    expect(sidecarOf(PARENT, () => 1)).toBeUndefined();
    expect(sidecarOf({ ...PARENT, Connect: { Native: true } }, () => 1)).toBeUndefined();
  });

  /** Each row: what is asked for, and what is another by it. */
  test.each<[ServiceRegistration, object]>([
    [{}, {}],
    [{ Name: "p" }, { Name: "p" }],
    [{ Name: "" }, {}],
    [{ Port: 0 }, {}],
    [{ Tags: ["b"] }, { Tags: ["b"] }],
    [{ Tags: [] }, {}],
    [{ Meta: {} }, {}],
    [{ Meta: { j: "" } }, { Meta: { j: "" } }],
    [{ Token: "u" }, { Token: "u" }],
    [{ Token: "" }, { Token: "t" }],
    [{ ID: "x" }, {}],
    [{ Kind: "" }, {}],
    [{ Kind: "x" }, { Kind: "x" }],
    [
      { Proxy: { LocalServicePort: 9, Config: { a: 1 } } },
      { Proxy: { ...PLAIN.Proxy, LocalServicePort: 9, Config: { a: 1 } } },
    ],
    [
      {
        Proxy: {
          DestinationServiceName: "",
          DestinationServiceID: "",
          LocalServiceAddress: "",
          LocalServicePort: 0,
        },
      },
      {},
    ],
    [
      { Proxy: { DestinationServiceName: "a", DestinationServiceID: "b", LocalServicePort: -1 } },
      { Proxy: { ...PLAIN.Proxy, DestinationServiceName: "a", DestinationServiceID: "b" } },
    ],
    [
      { Proxy: { LocalServiceAddress: "::1" } },
      {
        Proxy: { ...PLAIN.Proxy, LocalServiceAddress: "::1" },
        Checks: [{ ...PLAIN.Checks[0], TCP: "[::1]:21000" }, PLAIN.Checks[1]],
      },
    ],
    [{ Checks: [{ TTL: 1 }] }, { Checks: [{ TTL: 1 }] }],
    [{ Check: { TTL: 1 }, Checks: [{ TTL: 2 }] }, { Checks: [{ TTL: 1 }, { TTL: 2 }] }],
    [{ Checks: [] }, {}],
    [{ Port: 9 }, { Port: 9, Checks: [{ ...PLAIN.Checks[0], TCP: "127.0.0.1:9" }, PLAIN.Checks[1]] }],
    [
      { Address: "10.0.0.9" },
      { Address: "10.0.0.9", Checks: [{ ...PLAIN.Checks[0], TCP: "10.0.0.9:21000" }, PLAIN.Checks[1]] },
    ],
  ])("of %j", (wanted, more) => {
    expect(of(wanted)).toEqual({ ...PLAIN, ...more });
  });

  test("has no more than its service has", () => {
    const sidecar = of({}, { Name: "db" });
    const { Tags: _tags, Meta: _meta, Token: _token, ...rest } = PLAIN;
    expect(sidecar).toEqual({
      ...rest,
      ID: "db-sidecar-proxy",
      Name: "db-sidecar-proxy",
      Proxy: { DestinationServiceName: "db", DestinationServiceID: "db", LocalServiceAddress: "127.0.0.1" },
      Checks: [PLAIN.Checks[0], { Name: "Connect Sidecar Aliasing db", AliasService: "db" }],
    });
  });

  test("is reached where its service is, if it says nothing else", () => {
    const parent = { ...PARENT, Address: "fd00::1" };
    expect([of({}, parent), of({ Address: "10.0.0.9" }, parent)]).toEqual([
      {
        ...PLAIN,
        Address: "fd00::1",
        Checks: [{ ...PLAIN.Checks[0], TCP: "[fd00::1]:21000" }, PLAIN.Checks[1]],
      },
      {
        ...PLAIN,
        Address: "10.0.0.9",
        Checks: [{ ...PLAIN.Checks[0], TCP: "10.0.0.9:21000" }, PLAIN.Checks[1]],
      },
    ]);
  });

  test("has port 0 where none is free, and takes none where it has one", () => {
    const wanting = (SidecarService: ServiceRegistration) => ({ ...PARENT, Connect: { SidecarService } });
    expect(sidecarOf(wanting({}), () => undefined)?.Port).toBe(0);
    const asked = sidecarOf(wanting({ Port: 9 }), () => {
      throw new Error("nobody is to look for one");
    });
    expect(asked?.Port).toBe(9);
  });
});
