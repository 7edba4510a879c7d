import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { furnish } from "../../testkit/digitalocean-arguments.ts";
import { DO_TOKEN, simulateDigitalOcean } from "../../testkit/digitalocean-simulator.ts";
import { openCloud, plainOf } from "../../testkit/opened-cloud.ts";
import { createProviderFactory } from "./provider.ts";

const machine = createMachine();
const api = await simulateDigitalOcean(machine.host.network, "10.0.0.1");
furnish(api.world);
// Nothing fits on one page.
api.world.knobs.pageMax = 1;
const cloud = await openCloud(createProviderFactory, machine, { api_endpoint: api.url, token: DO_TOKEN });
for (const name of ["a", "b", "a"])
  await cloud.apply("digitalocean_record", { domain: "example.com", type: "A", name, value: "192.0.2.1" });

const NET = "00000000-0000-4000-8000-000000000008";
const found: readonly [string, object, object][] = [
  ["account", {}, { id: "account-1", uuid: "account-1", droplet_limit: 25 }],
  [
    "domain",
    { name: "example.com" },
    { ttl: 1800, zone_file: expect.stringContaining("a.example.com. 1800 IN A 192.0.2.1") },
  ],
  ["droplet", { id: 7 }, { name: "there-7", ipv4_address: "203.0.113.7", image: "2001" }],
  ["droplet", { name: "there-8" }, { id: 8, vpc_uuid: NET, tags: ["there"] }],
  [
    "image",
    { slug: "ubuntu-24-04-x64" },
    { id: 1001, private: false, distribution: "Ubuntu", size_gigabytes: 0.6 },
  ],
  ["image", { id: 2001 }, { name: "golden", private: true }],
  ["image", { name: "golden" }, { id: 2001, image: "2001" }],
  ["image", { name: "12 x64", source: "all" }, { slug: "debian-12-x64" }],
  ["project", {}, { name: "first", is_default: true }],
  ["project", { name: "first" }, { id: "default" }],
  ["record", { domain: "example.com", name: "b" }, { type: "A", data: "192.0.2.1" }],
  ["region", { slug: "fra1" }, { name: "Frankfurt 1", available: true }],
  ["ssh_key", { name: "there" }, { id: 9, fingerprint: "9:9" }],
  ["volume", { name: "spare" }, { size: 5, region: "nyc3" }],
  ["vpc", { id: NET }, { name: "own", created_at: "2024-01-01 00:00:00 +0000 UTC" }],
  ["vpc", { name: "own" }, { id: NET }],
  ["vpc", { region: "nyc3" }, { id: NET }],
];
test.each(found)("data digitalocean_%s %j", async (type, config, expected) => {
  const read = await cloud.data(`digitalocean_${type}`, config as never);
  expect(read.told).toEqual([]);
  expect(plainOf(read)).toMatchObject(expected);
});

const missing: readonly [string, object, string][] = [
  ["domain", { name: "no.example" }, 'There is no domain "no.example".'],
  ["droplet", { tag: "there" }, 'There are 2 of droplet with the tag "there".'],
  ["droplet", { name: "nobody" }, 'There is no droplet "nobody".'],
  ["image", { name: "12 x64" }, 'There is no image "12 x64".'],
  ["region", { slug: "mars1" }, 'There is no region "mars1".'],
  ["ssh_key", { name: "nobody" }, 'There is no SSH key "nobody".'],
];
test.each(missing)("data digitalocean_%s %j finds nothing", async (type, config, words) => {
  expect((await cloud.data(`digitalocean_${type}`, config as never)).told[0]).toContain(words);
});

const lists: readonly [string, string, object, readonly unknown[]][] = [
  ["regions", "slug", {}, ["nyc3", "fra1", "old1"]],
  ["regions", "slug", { filter: [{ key: "available", values: ["true"] }] }, ["nyc3", "fra1"]],
  ["regions", "slug", { filter: [{ key: "features", values: ["ipv6", "metadata"], all: true }] }, ["nyc3"]],
  [
    "regions",
    "slug",
    { filter: [{ key: "name", values: ["^New", "^Old"], match_by: "re" }] },
    ["nyc3", "old1"],
  ],
  ["regions", "slug", { filter: [{ key: "name", values: ["furt"], match_by: "substring" }] }, ["fra1"]],
  ["regions", "slug", { sort: [{ key: "name", direction: "desc" }] }, ["old1", "nyc3", "fra1"]],
  ["sizes", "vcpus", { sort: [{ key: "vcpus", direction: "desc" }, { key: "memory" }] }, [2, 1, 1]],
  [
    "sizes",
    "slug",
    { filter: [{ key: "vcpus", values: ["1"] }], sort: [{ key: "price_monthly" }] },
    ["s-1vcpu-512mb-10gb", "s-1vcpu-1gb"],
  ],
  ["images", "id", {}, [1001, 1002, 2001]],
  ["ssh_keys", "name", {}, ["there"]],
  ["domains", "name", {}, ["example.com", "example.org"]],
  ["projects", "name", {}, ["first"]],
  ["records", "name", { domain: "example.com" }, ["a", "b", "a"]],
];
test.each(lists)("data digitalocean_%s: each %s of %j", async (name, key, config, expected) => {
  const read = await cloud.data(`digitalocean_${name}`, config as never);
  expect(read.told).toEqual([]);
  const all = plainOf(read)[name] as readonly Record<string, unknown>[];
  expect(all.map((one) => one[key])).toEqual(expected);
});
