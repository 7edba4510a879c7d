/** Routes of the simulated DigitalOcean about domains, records, keys and what there is to choose from. */

import { isIP } from "node:net";
import { answersOne, deleted, listed, REFUSED } from "./digitalocean-answers.ts";
import { IMAGES, REGIONS, SIZES } from "./digitalocean-catalog.ts";
import { type DigitalOceanWorld, isLate } from "./digitalocean-world.ts";
import type { Answer, Asked, Json, Route } from "./simulated-api.ts";

const OF_NAMES = ["CNAME", "MX", "NS", "SRV", "CAA"];

export function nameRoutes(world: DigitalOceanWorld): readonly Route[] {
  return [
    ["POST", "/v2/domains", (asked) => createDomain(world, asked)],
    [
      "GET",
      "/v2/domains",
      ({ query }) => listed(world, "domains", world.values("domains").map(withZone(world)), query),
    ],
    [
      "GET",
      "/v2/domains/:name",
      ({ parts: [name = ""] }) => {
        const found = world.look("domains", name);
        return found === undefined ? REFUSED.notFound : [200, { domain: withZone(world)(found) }];
      },
    ],
    [
      "DELETE",
      "/v2/domains/:name",
      ({ parts: [name = ""] }) => {
        world.records.delete(name);
        return deleted(world, "domains", name);
      },
    ],
    ["POST", "/v2/domains/:name/records", (asked) => createRecord(world, asked)],
    [
      "GET",
      "/v2/domains/:name/records",
      ({ parts: [name = ""], query }) => {
        const all = world.records.get(name);
        if (all === undefined) return REFUSED.notFound;
        return listed(
          world,
          "domain_records",
          [...all.values()].map(({ shown }) => shown),
          query,
        );
      },
    ],
    [
      "GET",
      "/v2/domains/:name/records/:id",
      ({ parts: [name = "", id = ""] }) => {
        const kept = world.records.get(name)?.get(id);
        return kept === undefined || isLate(kept) ? REFUSED.notFound : [200, { domain_record: kept.shown }];
      },
    ],
    [
      "PUT",
      "/v2/domains/:name/records/:id",
      ({ parts: [name = "", id = ""], body }) => {
        const kept = world.records.get(name)?.get(id);
        if (kept === undefined) return REFUSED.notFound;
        const wrong = wrongRecord({ ...kept.shown, ...body });
        if (wrong !== undefined) return wrong;
        Object.assign(kept.shown, asKept(name, { ...body, type: kept.shown["type"] }));
        return [200, { domain_record: kept.shown }];
      },
    ],
    [
      "DELETE",
      "/v2/domains/:name/records/:id",
      ({ parts: [name = "", id = ""] }) => (world.records.get(name)?.delete(id) ? [204] : REFUSED.notFound),
    ],
    [
      "POST",
      "/v2/account/keys",
      ({ body }) => {
        const key = String(body["public_key"]);
        if (!/^(ssh|ecdsa)-/.test(key))
          return [422, "Key invalid, key should be of the format `ssh-rsa AAAA…`"];
        if (world.values("ssh_keys").some((one) => one["public_key"] === key))
          return [422, "SSH Key is already in use on your account"];
        const id = world.number();
        const shown = { id, name: body["name"], public_key: key.trim(), fingerprint: `aa:bb:cc:${id}` };
        return [201, { ssh_key: world.add("ssh_keys", String(id), shown) }];
      },
    ],
    ["GET", "/v2/account/keys", ({ query }) => listed(world, "ssh_keys", world.values("ssh_keys"), query)],
    ["GET", "/v2/account/keys/:id", ({ parts: [id = ""] }) => answersOne(world, "ssh_keys", id, "ssh_key")],
    [
      "PUT",
      "/v2/account/keys/:id",
      ({ parts: [id = ""], body }) => {
        if (!world.all.ssh_keys.has(id)) return REFUSED.notFound;
        return [200, { ssh_key: Object.assign(world.hand("ssh_keys", id), { name: body["name"] }) }];
      },
    ],
    ["DELETE", "/v2/account/keys/:id", ({ parts: [id = ""] }) => deleted(world, "ssh_keys", id)],
    [
      "GET",
      "/v2/account",
      () => [
        200,
        {
          account: {
            droplet_limit: 25,
            floating_ip_limit: 3,
            email: "sammy@example.com",
            uuid: "account-1",
            email_verified: true,
            status: "active",
            status_message: "",
          },
        },
      ],
    ],
    ["GET", "/v2/regions", ({ query }) => listed(world, "regions", REGIONS, query)],
    ["GET", "/v2/sizes", ({ query }) => listed(world, "sizes", SIZES, query)],
    [
      "GET",
      "/v2/images",
      ({ query }) => {
        const all = IMAGES.filter((one) => query.get("private") !== "true" || !one.public);
        return listed(world, "images", all, query);
      },
    ],
    [
      "GET",
      "/v2/images/:id",
      ({ parts: [id = ""] }) => {
        const image = IMAGES.find((one) => one.slug === id || String(one.id) === id);
        return image === undefined ? REFUSED.notFound : [200, { image }];
      },
    ],
  ];
}

function createDomain(world: DigitalOceanWorld, { body }: Asked): Answer {
  const name = String(body["name"]);
  if (world.all.domains.has(name)) return [422, "domain name already exists"];
  world.add("domains", name, { name, ttl: 1800 });
  world.records.set(name, new Map());
  if (body["ip_address"] !== undefined) keep(world, name, { type: "A", name: "@", data: body["ip_address"] });
  return [201, { domain: { name, ttl: 1800, zone_file: null } }];
}

function createRecord(world: DigitalOceanWorld, { parts: [domain = ""], body }: Asked): Answer {
  if (!world.records.has(domain)) return REFUSED.notFound;
  return wrongRecord(body) ?? [201, { domain_record: keep(world, domain, body) }];
}

function wrongRecord(body: Json): Answer | undefined {
  const data = String(body["data"]);
  if (body["type"] === "A" && isIP(data) !== 4) return [422, "Data needs to be an IPv4 address."];
  if (
    OF_NAMES.includes(String(body["type"])) &&
    body["tag"] !== "iodef" &&
    data !== "@" &&
    !data.endsWith(".")
  )
    return [422, "Data needs to end with a dot (.)"];
  return undefined;
}

function keep(world: DigitalOceanWorld, domain: string, body: Json): Json {
  const id = world.number();
  const shown = { id, ...asKept(domain, body) };
  world.records.get(domain)?.set(String(id), { shown, late: world.knobs.lateBy, left: 0 });
  return shown;
}

function asKept(domain: string, body: Json): Json {
  const {
    type,
    name,
    data,
    priority = null,
    port = null,
    ttl = 1800,
    weight = null,
    flags = null,
    tag = null,
  } = body;
  const small = String(name).toLowerCase().replace(/\.$/, "");
  const short =
    small === domain ? "@" : small.replace(new RegExp(`\\.${domain.replaceAll(".", "\\.")}$`), "");
  const told = OF_NAMES.includes(String(type)) ? String(data).replace(/\.$/, "") : data;
  const of = (types: readonly string[], part: unknown): unknown =>
    types.includes(String(type)) ? part : null;
  return {
    type,
    name: short,
    data: told,
    ttl,
    priority: of(["MX", "SRV"], priority),
    port: of(["SRV"], port),
    weight: of(["SRV"], weight),
    flags: of(["CAA"], flags),
    tag: of(["CAA"], tag),
  };
}

function withZone(world: DigitalOceanWorld): (domain: Json) => Json {
  return (domain) => {
    const name = String(domain["name"]);
    const records = [...(world.records.get(name)?.values() ?? [])].map(({ shown }) => shown);
    const lines = records.map(
      (one) =>
        `${one["name"] === "@" ? name : `${String(one["name"])}.${name}`}. ${String(one["ttl"])} IN ${String(one["type"])} ${String(one["data"])}`,
    );
    return { ...domain, zone_file: [`$ORIGIN ${name}.`, "$TTL 1800", ...lines, ""].join("\n") };
  };
}
