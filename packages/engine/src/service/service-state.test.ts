import {
  Fields,
  type PlainRecord,
  ProviderFailure,
  providerError,
  type ServiceInstance,
  type ServiceOwner,
} from "@tutti/plugin";
import { describe, expect, test } from "vitest";
import { asRegistered, leftToTheAgent, moved } from "./service-state.ts";

const OWNER: ServiceOwner = { Kind: "process", ID: "1", StartedAt: "t1" };

function at(address: string | undefined, owner: ServiceOwner | undefined = OWNER): ServiceInstance {
  return {
    key: "k",
    owner,
    endpoint: (port) => (address === undefined ? "nowhere" : { address, port }),
  };
}

describe("moved()", () => {
  const service = new Fields({ port: 80, address: "10.0.0.1" });

  test.each<[string, Fields, ServiceInstance, ServiceInstance, boolean]>([
    ["nothing", service, at("10.0.0.1"), at("10.0.0.1"), false],
    ["the address that was registered", service, at("10.0.0.1"), at("10.0.0.2"), true],
    [
      "an address that was not taken",
      new Fields({ port: 80, address: "own" }),
      at("10.0.0.1"),
      at("10.0.0.2"),
      false,
    ],
    ["another owner", service, at("10.0.0.1"), at("10.0.0.1", { ...OWNER, ID: "2" }), true],
    [
      "the owner, started again",
      service,
      at("10.0.0.1"),
      at("10.0.0.1", { ...OWNER, StartedAt: "t2" }),
      true,
    ],
    ["an owner less", service, at("10.0.0.1"), { ...at("10.0.0.1"), owner: undefined }, true],
    ["no address before", service, at(undefined), at("10.0.0.2"), false],
    ["no address now", service, at("10.0.0.1"), at(undefined), false],
  ])("%s", (_, what, before, after, wanted) => {
    expect(moved(what, before, after)).toBe(wanted);
  });
});

describe("asRegistered()", () => {
  const own = { port: 80, address: "a", tags: ["x", "y"], meta: { k: "v", l: "w" } };

  test.each<[string, PlainRecord, PlainRecord, PlainRecord]>([
    ["as it is", {}, { Address: "a", Tags: ["x", "y"], Meta: { l: "w", k: "v" } }, own],
    ["another address", {}, { Address: "b", Tags: ["x", "y"], Meta: own.meta }, { ...own, address: "b" }],
    ["no address is told", {}, { Tags: ["x", "y"], Meta: own.meta }, own],
    ["other tags", {}, { Address: "a", Tags: ["y", "x"], Meta: own.meta }, { ...own, tags: ["y", "x"] }],
    [
      "tags that others may set",
      { enable_tag_override: true },
      { Address: "a", Tags: ["z"], Meta: own.meta },
      { ...own, enable_tag_override: true },
    ],
    ["other meta", {}, { Address: "a", Tags: ["x", "y"], Meta: { k: "z" } }, { ...own, meta: { k: "z" } }],
  ])("%s", (_, more, found, wanted) => {
    expect(asRegistered(new Fields({ ...own, ...more }), new Fields(found))).toEqual(wanted);
  });
});

test("leftToTheAgent() warns in the failure's words", () => {
  const warning = leftToTheAgent(new ProviderFailure(providerError("cannot-reach-the-agent"), "It is away."));
  expect(warning).toMatchObject({ severity: "warning", summary: "Cannot reach the agent" });
  expect(warning.detail).toBe(
    "It is away. The agent drops the registration by itself once it sees that what stood behind it is gone.",
  );
});
