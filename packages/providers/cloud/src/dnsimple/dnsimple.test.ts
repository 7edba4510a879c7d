import { checkProviderContract, type RecoveringProvider } from "@tutti/plugin";
import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { DNSIMPLE_ACCOUNT, DNSIMPLE_TOKEN, simulateDnsimple } from "../../testkit/dnsimple-simulator.ts";
import { openCloud, plainOf } from "../../testkit/opened-cloud.ts";
import { createProviderFactory } from "./provider.ts";

async function begin(config = {}) {
  const variables = { DNSIMPLE_API_URL: "http://10.0.0.1:8090", DNSIMPLE_TOKEN, DNSIMPLE_ACCOUNT };
  const machine = createMachine({ variables });
  const api = await simulateDnsimple(machine.host.network, "10.0.0.1", 8090);
  const cloud = await openCloud(createProviderFactory, machine, config);
  return { machine, api, cloud };
}

const RECORD = { zone_name: "example.com", type: "A", name: "www", value: "192.0.2.1" };

async function withDomain(config = {}) {
  const all = await begin(config);
  await all.cloud.apply("dnsimple_domain", { name: "example.com" });
  return all;
}

test.each([
  {
    type: "dnsimple_domain",
    config: { name: "example.net" },
    updated: undefined,
    replaced: { name: "example.org" },
  },
  {
    type: "dnsimple_zone",
    config: { name: "example.com" },
    updated: { name: "example.com", active: false },
    replaced: undefined,
  },
  {
    type: "dnsimple_zone_record",
    config: RECORD,
    updated: { ...RECORD, value: "192.0.2.2", ttl: 60 },
    replaced: { ...RECORD, type: "TXT" },
  },
])("$type holds the contract", async ({ type, config, updated, replaced }) => {
  const { machine } = await withDomain();
  const open = async () =>
    (await openCloud(createProviderFactory, machine, {})).provider as RecoveringProvider;
  const more = {
    ...(updated === undefined ? {} : { updated }),
    ...(replaced === undefined ? {} : { replaced }),
  };
  await machine.until(checkProviderContract({ type, open, config, recovers: false, ...more }, "run"));
});

const changes: readonly [object, "update" | "replace", object | undefined][] = [
  [{ zone_name: "example.org" }, "replace", undefined],
  [{ type: "TXT" }, "replace", undefined],
  [{ name: "Api" }, "update", { name: "by-hand" }],
  [{ name: "" }, "update", { name: "by-hand" }],
  [{ value: "192.0.2.9" }, "update", { content: "192.0.2.200" }],
  [{ ttl: 60 }, "update", { ttl: 61 }],
  [{ priority: 5 }, "update", { priority: 6 }],
  [{ regions: ["SV1", "IAD"] }, "update", { regions: ["global"] }],
];
test.each(changes)("dnsimple_zone_record: %j needs %s, and a hand is seen", async (change, action, hand) => {
  const { cloud, api } = await withDomain();
  const made = await cloud.apply("dnsimple_zone_record", RECORD);
  const config = { ...RECORD, ...change };
  expect((await cloud.plan("dnsimple_zone_record", config, made.state)).action).toBe(action);
  if (hand === undefined) return;
  const changed = await cloud.apply("dnsimple_zone_record", config, made.state);
  expect(changed.told).toEqual([]);
  const now = await cloud.read("dnsimple_zone_record", changed.state);
  expect((await cloud.plan("dnsimple_zone_record", config, now.state)).changed).toEqual([]);
  Object.assign(api.records.get("example.com")?.get(Number(plainOf(made)["id"])) ?? {}, hand);
  const byHand = await cloud.read("dnsimple_zone_record", now.state);
  expect((await cloud.plan("dnsimple_zone_record", config, byHand.state)).changed).toContain(
    Object.keys(change)[0],
  );
});

test("what DNSimple writes otherwise is as it was written, and imported by ZONE_NUMBER", async () => {
  const { cloud } = await withDomain();
  const config = { ...RECORD, type: "CNAME", name: "Alias", value: "www.Example.com." };
  const made = await cloud.apply("dnsimple_zone_record", config);
  expect(plainOf(made)).toMatchObject({
    name: "Alias",
    name_normalized: "alias",
    value: "www.Example.com.",
    value_normalized: "www.example.com",
    qualified_name: "alias.example.com",
    ttl: 3600,
  });
  const now = await cloud.read("dnsimple_zone_record", made.state);
  expect((await cloud.plan("dnsimple_zone_record", config, now.state)).changed).toEqual([]);
  const imported = await cloud.import("dnsimple_zone_record", `example.com_${String(plainOf(made)["id"])}`);
  expect(plainOf(imported)).toMatchObject({
    zone_name: "example.com",
    name: "alias",
    value: "www.example.com",
  });
  expect((await cloud.import("dnsimple_zone_record", "example.com")).told[0]).toContain(
    "There is no record (ZONE_NUMBER)",
  );
});

const refused: readonly [string, object, string, string][] = [
  ["dnsimple_zone_record", { ...RECORD, value: "x" }, "value", "content: must be a valid IPv4 address"],
  [
    "dnsimple_zone_record",
    { ...RECORD, type: "MX", value: "mx.example.com" },
    "priority",
    "priority: can't be blank",
  ],
  ["dnsimple_domain", { name: "example.com" }, "name", "name: has already been taken"],
];
test.each(refused)("what %s %j is refused for stands at %s", async (type, config, at, words) => {
  const { cloud } = await withDomain();
  const made = await cloud.apply(type, config as never);
  expect(made.at).toEqual([at]);
  expect(made.told[0]).toContain(words);
});

test("a domain that is protected is not deleted; a zone is there with its domain, and goes with it", async () => {
  const { cloud, api } = await begin();
  const config = { name: "example.com", prevent_delete: true };
  const made = await cloud.apply("dnsimple_domain", config);
  expect((await cloud.destroy("dnsimple_domain", made.state)).told[0]).toMatch(/^Object protected: /);
  const open = await cloud.apply("dnsimple_domain", { ...config, prevent_delete: false }, made.state);
  const zone = await cloud.apply("dnsimple_zone", { name: "example.com", active: false });
  expect(api.zones.get("example.com")?.["active"]).toBe(false);
  expect(plainOf(await cloud.data("dnsimple_zone", { name: "example.com" }))).toMatchObject({
    active: false,
    reverse: false,
  });
  expect((await cloud.destroy("dnsimple_zone", zone.state)).told).toEqual([]);
  expect(api.zones.size).toBe(1);
  expect((await cloud.destroy("dnsimple_domain", open.state)).told).toEqual([]);
  expect(api.zones.size).toBe(0);
  expect((await cloud.apply("dnsimple_zone", { name: "example.com" })).told[0]).toContain(
    'The account has no zone "example.com"',
  );
  expect((await cloud.read("dnsimple_zone", zone.state)).state.isNull).toBe(true);
});

test("with prefetch a zone's records are read at once, page by page, until one is written", async () => {
  const { cloud, api } = await withDomain({ prefetch: true });
  api.knobs.pageMax = 2;
  const made = [];
  for (const name of ["a", "b", "c"])
    made.push(await cloud.apply("dnsimple_zone_record", { ...RECORD, name }));
  api.log.length = 0;
  for (const { state } of made)
    expect((await cloud.read("dnsimple_zone_record", state)).state.isNull).toBe(false);
  expect(api.log.map(({ method, query }) => `${method} ${query.get("page")}`)).toEqual(["GET 1", "GET 2"]);
  await cloud.apply("dnsimple_zone_record", { ...RECORD, name: "d" }, made[0]?.state);
  api.log.length = 0;
  for (const { state } of made) await cloud.read("dnsimple_zone_record", state);
  expect(api.log).toHaveLength(2);
});

test("who and where is said by arguments before the environment; without an account nothing is asked", async () => {
  const { cloud, api } = await begin({ account: "2", user_agent: "us/1" });
  await cloud.apply("dnsimple_domain", { name: "example.com" });
  expect(api.log[0]).toMatchObject({
    path: "/v2/2/domains",
    headers: { "user-agent": "dnsimple-provider us/1" },
  });
  const machine = createMachine({ variables: { DNSIMPLE_TOKEN: "t" } });
  const nobody = await openCloud(createProviderFactory, machine, {});
  expect((await nobody.apply("dnsimple_domain", { name: "a.example" })).told[0]).toContain(
    "DNSIMPLE_ACCOUNT",
  );
});

test("every argument is described", async () => {
  const { cloud } = await begin();
  const schema = cloud.provider.schema();
  for (const [type, { block }] of [
    ...schema.resourceTypes,
    ...schema.dataSources,
    ["provider", schema.provider] as const,
  ])
    for (const [name, one] of block.attributes) expect(one.description, `${type}.${name}`).toBeTruthy();
});
