import { describe, expect, test } from "vitest";
import { policyHash, roleHash, tokenHash } from "./content-hash.ts";

const MANAGEMENT = { ID: "00000000-0000-0000-0000-000000000001" };
const NODE = { NodeName: "n", Datacenter: "dc1" };

// As Consul 1.9.8 answered.
describe("policyHash()", () => {
  test.each([
    [
      { Name: "hp", Description: "dé", Rules: 'operator = "read"', Datacenters: ["dc1"] },
      "nlPlmahBrxNhvRemyl0t0VW462JGHVgGfQL9fHQs0vM=",
    ],
    [
      { Name: "hp", Description: "", Rules: "", Datacenters: null },
      "KBC1Ir7jL7yWUjB6gUigkS2Oj3uo6qr5X/8fRUeKDf4=",
    ],
  ])("of %j", (policy, wanted) => {
    expect(policyHash(policy)).toBe(wanted);
  });
});

describe("roleHash()", () => {
  test("is over links and identities as they are kept", () => {
    const role = {
      Name: "hr",
      Description: "d",
      Policies: [MANAGEMENT],
      ServiceIdentities: [{ ServiceName: "a" }, { ServiceName: "web", Datacenters: ["dc2", "dc1"] }],
      NodeIdentities: [NODE],
    };
    expect(roleHash(role)).toBe("xu7GshfhUso7wfuCvsb1MDzWFIEXl9hKf/j4b5Yjzto=");
  });
});

describe("tokenHash()", () => {
  const empty = {
    Description: "",
    Local: false,
    Policies: [],
    Roles: [],
    ServiceIdentities: [],
    NodeIdentities: [],
  };
  test.each([
    [{}, "", "NLOoV2WBU8ieJIrYXXx8NRb5C2xU61pVVWRDLEIMxlU="],
    [{ Description: "Anonymous Token" }, "", "RNVFSWnfd5DUOuB8vplp+imivlIna3fKQVnkUHh21cA="],
    [
      { Description: "Master Token", Policies: [MANAGEMENT] },
      "management",
      "4H7ICbDZ4j6AdxBPps0g3c8dGOg5QUg7BfxngwA4i+c=",
    ],
    [
      {
        Description: "t",
        Local: true,
        Policies: [MANAGEMENT],
        ServiceIdentities: [{ ServiceName: "web" }],
        NodeIdentities: [NODE],
      },
      "",
      "hFgf4AyBK11/IPihd8P3QcCAYxktdmmhOJiz94iwbGs=",
    ],
  ] as const)("of %j", (token, type, wanted) => {
    expect(tokenHash({ ...empty, ...token }, type)).toBe(wanted);
  });
});
