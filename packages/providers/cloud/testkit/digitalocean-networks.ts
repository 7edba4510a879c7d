/** Routes of the simulated DigitalOcean about VPCs, firewalls, load balancers, certificates and projects. */

import { answersOne, deleted, listed, REFUSED } from "./digitalocean-answers.ts";
import { REGIONS } from "./digitalocean-catalog.ts";
import { type DigitalOceanWorld, OWNER } from "./digitalocean-world.ts";
import type { Answer, Asked, Json, Route } from "./simulated-api.ts";

const CHECK = {
  protocol: "http",
  port: 80,
  path: "/",
  check_interval_seconds: 10,
  response_timeout_seconds: 5,
  unhealthy_threshold: 3,
  healthy_threshold: 5,
};
const NODES: Readonly<Record<string, number>> = { "lb-small": 1, "lb-medium": 3, "lb-large": 6 };

export function networkRoutes(world: DigitalOceanWorld): readonly Route[] {
  return [
    ["POST", "/v2/vpcs", (asked) => createVpc(world, asked)],
    ["GET", "/v2/vpcs", ({ query }) => listed(world, "vpcs", world.values("vpcs"), query)],
    ["GET", "/v2/vpcs/:id", ({ parts: [id = ""] }) => answersOne(world, "vpcs", id, "vpc")],
    [
      "PUT",
      "/v2/vpcs/:id",
      ({ parts: [id = ""], body }) =>
        changed(world, "vpcs", id, "vpc", { name: body["name"], description: body["description"] }),
    ],
    [
      "DELETE",
      "/v2/vpcs/:id",
      ({ parts: [id = ""] }) =>
        world.values("droplets").some((one) => one["vpc_uuid"] === id)
          ? [403, "Can not delete VPC with members"]
          : deleted(world, "vpcs", id),
    ],
    [
      "POST",
      "/v2/firewalls",
      ({ body }) => {
        if (world.values("firewalls").some((one) => one["name"] === body["name"]))
          return [409, "duplicate name"];
        const id = world.uuid();
        const shown = {
          id,
          status: "waiting",
          created_at: "2024-02-03T04:05:06Z",
          pending_changes: [],
          ...asFirewall(body),
        };
        return [202, { firewall: world.add("firewalls", id, shown) }];
      },
    ],
    ["GET", "/v2/firewalls/:id", ({ parts: [id = ""] }) => answersOne(world, "firewalls", id, "firewall")],
    [
      "PUT",
      "/v2/firewalls/:id",
      ({ parts: [id = ""], body }) =>
        changed(world, "firewalls", id, "firewall", { status: "succeeded", ...asFirewall(body) }),
    ],
    ["DELETE", "/v2/firewalls/:id", ({ parts: [id = ""] }) => deleted(world, "firewalls", id)],
    [
      "POST",
      "/v2/load_balancers",
      ({ body }) => {
        if (world.values("load_balancers").some((one) => one["name"] === body["name"]))
          return [422, "load balancer name must be unique"];
        const id = world.uuid();
        const number = world.number();
        const region = REGIONS.find(({ slug }) => slug === body["region"]);
        const shown: Json = {
          id,
          status: "new",
          ip: body["ip"] ?? `198.51.100.${number % 250}`,
          ipv6: "",
          region,
          ...asBalancer(body),
        };
        return [202, { load_balancer: structuredClone(world.add("load_balancers", id, shown)) }];
      },
    ],
    [
      "GET",
      "/v2/load_balancers/:id",
      ({ parts: [id = ""] }) => {
        const answer = structuredClone(answersOne(world, "load_balancers", id, "load_balancer"));
        if (answer[0] === 200) world.advance("load_balancers", id);
        return answer;
      },
    ],
    [
      "PUT",
      "/v2/load_balancers/:id",
      ({ parts: [id = ""], body }) => changed(world, "load_balancers", id, "load_balancer", asBalancer(body)),
    ],
    ["DELETE", "/v2/load_balancers/:id", ({ parts: [id = ""] }) => deleted(world, "load_balancers", id)],
    [
      "GET",
      "/v2/certificates",
      ({ query }) => {
        const name = query.get("name");
        return listed(
          world,
          "certificates",
          world.values("certificates").filter((one) => name === null || one["name"] === name),
          query,
        );
      },
    ],
    [
      "GET",
      "/v2/certificates/:id",
      ({ parts: [id = ""] }) => answersOne(world, "certificates", id, "certificate"),
    ],
    [
      "POST",
      "/v2/projects",
      ({ body }) => {
        const id = world.uuid();
        const { name, description = "", purpose, environment = "" } = body;
        return [
          201,
          {
            project: world.add("projects", id, {
              id,
              name,
              description,
              purpose,
              environment: capital(environment),
              is_default: false,
              ...OWNER,
            }),
          },
        ];
      },
    ],
    ["GET", "/v2/projects", ({ query }) => listed(world, "projects", world.values("projects"), query)],
    ["GET", "/v2/projects/:id", ({ parts: [id = ""] }) => answersOne(world, "projects", id, "project")],
    [
      "PATCH",
      "/v2/projects/:id",
      ({ parts: [id = ""], body }) => {
        const more = body["environment"] === undefined ? {} : { environment: capital(body["environment"]) };
        if (body["is_default"] === true)
          for (const one of world.values("projects")) one["is_default"] = false;
        return changed(world, "projects", id, "project", {
          ...body,
          ...more,
          updated_at: "2024-02-03T04:05:06Z",
        });
      },
    ],
    [
      "PUT",
      "/v2/projects/:id",
      ({ parts: [id = ""], body }) => changed(world, "projects", id, "project", body),
    ],
    [
      "DELETE",
      "/v2/projects/:id",
      ({ parts: [id = ""] }) =>
        (world.assigned.get(id)?.size ?? 0) > 0
          ? [412, "cannot delete a project with resources"]
          : deleted(world, "projects", id),
    ],
    [
      "GET",
      "/v2/projects/:id/resources",
      ({ parts: [id = ""], query }) =>
        listed(
          world,
          "resources",
          [...(world.assigned.get(id) ?? [])].map((urn) => ({ urn, status: "ok" })),
          query,
        ),
    ],
    [
      "POST",
      "/v2/projects/:id/resources",
      ({ parts: [id = ""], body }) => {
        const urns = body["resources"] as string[];
        if (urns.some((urn) => !urn.startsWith("do:"))) return [400, "invalid URN in resources"];
        for (const all of world.assigned.values()) for (const urn of urns) all.delete(urn);
        world.assigned.set(id, new Set([...(world.assigned.get(id) ?? []), ...urns]));
        return [200, { resources: urns.map((urn) => ({ urn, status: "assigned" })) }];
      },
    ],
  ];
}

function createVpc(world: DigitalOceanWorld, { body }: Asked): Answer {
  if (world.values("vpcs").some((one) => one["name"] === body["name"]))
    return [422, "Name a VPC with this name already exists"];
  if (!REGIONS.some(({ slug }) => slug === body["region"])) return [422, "Region is not available"];
  const id = world.uuid();
  const { name, description = "", region, ip_range = "10.108.0.0/20" } = body;
  const shown = {
    id,
    urn: `do:vpc:${id}`,
    name,
    description,
    region,
    ip_range,
    default: false,
    created_at: "2024-02-03T04:05:06.120Z",
  };
  return [201, { vpc: world.add("vpcs", id, shown) }];
}

function changed(
  world: DigitalOceanWorld,
  kind: "vpcs" | "firewalls" | "load_balancers" | "projects",
  id: string,
  name: string,
  change: Json,
): Answer {
  if (!world.all[kind].has(id)) return REFUSED.notFound;
  return [200, { [name]: Object.assign(world.hand(kind, id), change) }];
}

/** As the API tells it: all ports are 0, and what is not said is an empty list. */
function asFirewall(body: Json): Json {
  const rules = (list: unknown, member: "sources" | "destinations"): Json[] =>
    ((list ?? []) as Json[]).map((rule) => ({
      protocol: rule["protocol"],
      ports: [undefined, "all", ""].includes(rule["ports"] as string | undefined) ? "0" : rule["ports"],
      [member]: Object.fromEntries(
        Object.entries((rule[member] ?? {}) as Json).filter(([, part]) => (part as unknown[]).length > 0),
      ),
    }));
  return {
    name: body["name"],
    droplet_ids: body["droplet_ids"] ?? [],
    tags: body["tags"] ?? [],
    inbound_rules: rules(body["inbound_rules"], "sources"),
    outbound_rules: rules(body["outbound_rules"], "destinations"),
  };
}

function asBalancer(body: Json): Json {
  const unit = (body["size_unit"] as number | undefined) ?? NODES[String(body["size"])] ?? 1;
  const size = Object.keys(NODES).find((name) => NODES[name] === unit) ?? "";
  return {
    name: body["name"],
    size,
    size_unit: unit,
    algorithm: body["algorithm"] ?? "round_robin",
    forwarding_rules: (body["forwarding_rules"] ?? []) as Json[],
    health_check: { ...CHECK, ...((body["health_check"] ?? {}) as Json) },
    sticky_sessions: body["sticky_sessions"] ?? { type: "none" },
    firewall: body["firewall"] ?? { allow: [], deny: [] },
    droplet_ids: body["droplet_ids"] ?? [],
    tag: body["tag"] ?? "",
    redirect_http_to_https: body["redirect_http_to_https"] ?? false,
    enable_proxy_protocol: body["enable_proxy_protocol"] ?? false,
    enable_backend_keepalive: body["enable_backend_keepalive"] ?? false,
    disable_lets_encrypt_dns_records: body["disable_lets_encrypt_dns_records"] ?? false,
    http_idle_timeout_seconds: body["http_idle_timeout_seconds"] ?? 60,
    project_id: body["project_id"] ?? "default",
    vpc_uuid: body["vpc_uuid"] ?? "00000000-0000-4000-8000-000000000001",
    type: body["type"] ?? "REGIONAL",
    network: body["network"] ?? "EXTERNAL",
    network_stack: body["network_stack"] ?? "IPV4",
    tls_cipher_policy: body["tls_cipher_policy"] ?? "DEFAULT",
    subnet_uuid: body["subnet_uuid"] ?? null,
    target_load_balancer_ids: body["target_load_balancer_ids"] ?? [],
    domains: body["domains"] ?? [],
    ...(body["glb_settings"] === undefined ? {} : { glb_settings: body["glb_settings"] }),
  };
}

function capital(text: unknown): string {
  const small = String(text);
  return small.slice(0, 1).toUpperCase() + small.slice(1);
}
