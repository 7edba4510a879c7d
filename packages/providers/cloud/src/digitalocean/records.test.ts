import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { furnish } from "../../testkit/digitalocean-arguments.ts";
import { DO_TOKEN, simulateDigitalOcean } from "../../testkit/digitalocean-simulator.ts";
import { openCloud, plainOf } from "../../testkit/opened-cloud.ts";
import { createProviderFactory } from "./provider.ts";

const machine = createMachine();
const api = await simulateDigitalOcean(machine.host.network, "10.0.0.1");
furnish(api.world);
const cloud = await openCloud(createProviderFactory, machine, { api_endpoint: api.url, token: DO_TOKEN });
const TYPE = "digitalocean_record";
const domain = "example.com";

const records = [
  [
    { type: "A", name: "www", value: "192.0.2.1" },
    { fqdn: "www.example.com", ttl: 1800, priority: null },
  ],
  [{ type: "AAAA", name: "www", value: "2001:db8::1", ttl: 60 }, { ttl: 60 }],
  [{ type: "A", name: "@", value: "192.0.2.1" }, { fqdn: "example.com" }],
  [{ type: "A", name: "API.example.com.", value: "192.0.2.1" }, { fqdn: "api.example.com" }],
  [{ type: "A", name: "example.com.", value: "192.0.2.1" }, { fqdn: "example.com" }],
  [{ type: "CNAME", name: "alias", value: "www.example.com." }, { value: "www.example.com." }],
  [{ type: "CNAME", name: "self", value: "@" }, { value: "@" }],
  [{ type: "MX", name: "@", value: "mail.example.com.", priority: 0 }, { priority: 0 }],
  [
    { type: "SRV", name: "_sip._tcp", value: "sip.example.com.", priority: 1, weight: 0, port: 5060 },
    { weight: 0, port: 5060 },
  ],
  [{ type: "TXT", name: "@", value: "v=spf1 -all" }, { value: "v=spf1 -all" }],
  [{ type: "NS", name: "sub", value: "ns.example.org." }, {}],
  [
    { type: "CAA", name: "@", value: "letsencrypt.org.", flags: 0, tag: "issue" },
    { flags: 0, tag: "issue" },
  ],
  [{ type: "CAA", name: "@", value: "mailto:a@example.com", flags: 0, tag: "iodef" }, {}],
] as const;

test.each(records)("%j is made, read, imported, changed, and gone", async (record, expected) => {
  const config = { domain, ...record };
  const made = await cloud.apply(TYPE, config);
  expect(made.told).toEqual([]);
  expect(plainOf(made)).toMatchObject(expected);
  const now = await cloud.read(TYPE, made.state);
  expect((await cloud.plan(TYPE, config, now.state)).changed).toEqual([]);

  const imported = await cloud.import(TYPE, `${domain},${String(plainOf(made)["id"])}`);
  const read = await cloud.read(TYPE, imported.state);
  expect((await cloud.plan(TYPE, config, read.state)).changed).toEqual([]);

  expect((await cloud.plan(TYPE, { ...config, domain: "example.org" }, now.state)).action).toBe("replace");
  expect((await cloud.plan(TYPE, { ...config, type: "TXT", name: "other" }, now.state)).changed).toContain(
    "name",
  );
  const other = { ...config, name: "other", ttl: 300 };
  const changed = await cloud.apply(TYPE, other, now.state);
  expect(changed.told).toEqual([]);
  expect(plainOf(changed)).toMatchObject({ fqdn: "other.example.com", ttl: 300 });
  const after = await cloud.read(TYPE, changed.state);
  expect((await cloud.plan(TYPE, other, after.state)).changed).toEqual([]);

  const id = String(plainOf(made)["id"]);
  Object.assign(api.world.records.get(domain)?.get(id)?.shown ?? {}, {
    data: "elsewhere.example.net",
    ttl: 5,
  });
  const byHand = await cloud.read(TYPE, after.state);
  expect((await cloud.plan(TYPE, other, byHand.state)).changed).toEqual(["ttl", "value"]);

  expect((await cloud.destroy(TYPE, byHand.state)).told).toEqual([]);
  expect((await cloud.read(TYPE, byHand.state)).state.isNull).toBe(true);
});

const mistakes = [
  [
    { type: "X" },
    "type",
    '"type" is one of A, AAAA, CAA, CNAME, MX, NS, TXT, SRV, SOA; "X" is none of them.',
  ],
  [{ type: "MX" }, "priority", 'A record of the type MX needs "priority".'],
  [{ type: "SRV", priority: 1, weight: 1 }, "port", 'A record of the type SRV needs "port".'],
  [{ type: "CAA", flags: 1 }, "tag", 'A record of the type CAA needs "tag".'],
  [
    { type: "CAA", flags: 256, tag: "issue" },
    "flags",
    '"flags" is a whole number from 0 to 255; 256 is not.',
  ],
  [{ type: "A", ttl: 0 }, "ttl", '"ttl" is a whole number from 1 to 2147483647; 0 is not.'],
  [{ type: "A", name: "" }, "name", '"name" must not be empty.'],
] as const;
test.each(mistakes)("%j: a mistake at %s", async (record, at, words) => {
  const found = await cloud.validate(TYPE, { domain, name: "a", value: "b", ...record });
  expect(found).toMatchObject({ at: [at], told: [`Invalid argument: ${words}`] });
});

test.each(["example.com", "example.com,x", "example.com,999999", "nothing.example,1"])(
  "import %j finds nothing",
  async (id) => {
    expect((await cloud.import(TYPE, id)).told[0]).toContain(`There is no record (DOMAIN,NUMBER) "${id}"`);
  },
);
