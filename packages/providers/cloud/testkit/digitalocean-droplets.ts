/** Routes of the simulated DigitalOcean about droplets, volumes, actions and tags. */

import { answersOne, deleted, listed, REFUSED } from "./digitalocean-answers.ts";
import { IMAGES, REGIONS, SIZES } from "./digitalocean-catalog.ts";
import type { DigitalOceanWorld } from "./digitalocean-world.ts";
import type { Answer, Asked, Json, Route } from "./simulated-api.ts";

export function dropletRoutes(world: DigitalOceanWorld): readonly Route[] {
  return [
    ["POST", "/v2/droplets", (asked) => create(world, asked)],
    [
      "GET",
      "/v2/droplets",
      ({ query }) => {
        const [name, tag] = [query.get("name"), query.get("tag_name")];
        const all = world
          .values("droplets")
          .filter(
            (one) =>
              (name === null || one["name"] === name) && (tag === null || texts(one["tags"]).includes(tag)),
          );
        return listed(world, "droplets", all, query);
      },
    ],
    ["GET", "/v2/droplets/:id/backups/policy", ({ parts: [id = ""] }) => policy(world, id)],
    [
      "GET",
      "/v2/droplets/:id",
      ({ parts: [id = ""] }) => {
        const answer = answersOne(world, "droplets", id, "droplet");
        const before = structuredClone(answer);
        if (answer[0] === 200) world.advance("droplets", id);
        return before;
      },
    ],
    [
      "DELETE",
      "/v2/droplets/:id",
      ({ parts: [id = ""] }) => {
        if (world.isBusy(id)) return REFUSED.pending;
        for (const volume of world.values("volumes"))
          volume["droplet_ids"] = numbers(volume["droplet_ids"]).filter((one) => one !== Number(id));
        return deleted(world, "droplets", id);
      },
    ],
    ["POST", "/v2/droplets/:id/actions", (asked) => act(world, asked)],
    [
      "GET",
      "/v2/actions/:id",
      ({ parts: [id = ""] }) => {
        world.advance("actions", id);
        return answersOne(world, "actions", id, "action");
      },
    ],
    ["POST", "/v2/volumes", (asked) => createVolume(world, asked)],
    [
      "GET",
      "/v2/volumes",
      ({ query }) => {
        const name = query.get("name");
        return listed(
          world,
          "volumes",
          world.values("volumes").filter((one) => name === null || one["name"] === name),
          query,
        );
      },
    ],
    ["GET", "/v2/volumes/:id", ({ parts: [id = ""] }) => answersOne(world, "volumes", id, "volume")],
    ["DELETE", "/v2/volumes/:id", ({ parts: [id = ""] }) => deleted(world, "volumes", id)],
    ["POST", "/v2/volumes/:id/actions", (asked) => actOnVolume(world, asked)],
    [
      "POST",
      "/v2/tags",
      ({ body }) => [201, { tag: world.add("tags", String(body["name"]), { name: body["name"] }) }],
    ],
    ["POST", "/v2/tags/:name/resources", (asked) => tag(world, asked, true)],
    ["DELETE", "/v2/tags/:name/resources", (asked) => tag(world, asked, false)],
  ];
}

function create(world: DigitalOceanWorld, { body }: Asked): Answer {
  const region = REGIONS.find(({ slug }) => slug === (body["region"] ?? "nyc3"));
  const size = SIZES.find(({ slug }) => slug === body["size"]);
  const image = IMAGES.find(({ id, slug }) => slug === body["image"] || id === body["image"]);
  if (region === undefined) return [422, "Region is not available."];
  if (size === undefined) return [422, "You specified an invalid size for Droplet creation."];
  if (image === undefined) return [422, "You specified an invalid image for Droplet creation."];
  for (const key of [body["ssh_keys"] ?? []].flat())
    if (!world.values("ssh_keys").some((one) => one["id"] === key || one["fingerprint"] === key))
      return [422, `${String(key)} are invalid key identifiers for Droplet creation.`];
  const id = world.number();
  const shown: Json = {
    id,
    name: body["name"],
    memory: size.memory,
    vcpus: size.vcpus,
    disk: size.disk,
    locked: true,
    status: "new",
    created_at: "2024-02-03T04:05:06Z",
    features: [
      "private_networking",
      ...["backups", "ipv6", "monitoring"].filter((name) => body[name] === true),
    ],
    image,
    size,
    size_slug: size.slug,
    networks: {
      v4: [
        ...(body["public_networking"] === false
          ? []
          : [{ ip_address: `203.0.113.${id % 250}`, type: "public" }]),
        { ip_address: `10.0.0.${id % 250}`, type: "private" },
      ],
      v6: body["ipv6"] === true ? [{ ip_address: `2001:DB8::${id}`, type: "public" }] : [],
    },
    region,
    tags: body["tags"] ?? [],
    volume_ids: body["volumes"] ?? [],
    vpc_uuid: body["vpc_uuid"] ?? "00000000-0000-4000-8000-000000000001",
    // What the API keeps to itself.
    hidden: { backup_policy: body["backup_policy"] ?? { plan: "daily" }, asked: body },
  };
  for (const volume of texts(shown["volume_ids"])) world.hand("volumes", volume)["droplet_ids"] = [id];
  world.add("droplets", String(id), shown);
  if (world.knobs.asksUntilDone === 0) world.advance("droplets", String(id));
  return [202, { droplet: structuredClone(shown), links: {} }];
}

function policy(world: DigitalOceanWorld, id: string): Answer {
  const droplet = world.look("droplets", id);
  if (droplet === undefined) return REFUSED.notFound;
  const { backup_policy } = droplet["hidden"] as Json;
  return [200, { policy: { droplet_id: Number(id), backup_enabled: true, backup_policy } }];
}

function act(world: DigitalOceanWorld, { parts: [id = ""], body }: Asked): Answer {
  const droplet = world.look("droplets", id);
  if (droplet === undefined) return REFUSED.notFound;
  if (world.isBusy(id)) return REFUSED.pending;
  const features = droplet["features"] as string[];
  const hidden = droplet["hidden"] as Json;
  const without = (name: string): void => put(droplet, { features: features.filter((one) => one !== name) });
  const effects: Readonly<Record<string, () => void>> = {
    power_off: () => put(droplet, { status: "off" }),
    shutdown: () => put(droplet, { status: "off" }),
    power_on: () => put(droplet, { status: "active" }),
    rename: () => put(droplet, { name: body["name"] }),
    enable_backups: () => {
      features.push("backups");
      hidden["backup_policy"] = body["backup_policy"] ?? { plan: "daily" };
    },
    change_backup_policy: () => put(hidden, { backup_policy: body["backup_policy"] }),
    disable_backups: () => without("backups"),
    enable_private_networking: () => void features.push("private_networking"),
    enable_ipv6: () => {
      features.push("ipv6");
      (droplet["networks"] as Json)["v6"] = [{ ip_address: `2001:db8::${id}`, type: "public" }];
    },
    resize: () => {
      const size = SIZES.find(({ slug }) => slug === body["size"]) ?? {};
      Object.assign(droplet, size, {
        size,
        size_slug: body["size"],
        id: droplet["id"],
        ...(body["disk"] === false ? { disk: droplet["disk"] } : {}),
      });
      delete droplet["slug"];
    },
  };
  const type = String(body["type"]);
  const effect = effects[type];
  if (effect === undefined) return [422, "Action type is not available."];
  if (type === "power_off" && droplet["status"] === "off") return [422, "Droplet is already powered off."];
  if (type === "resize" && droplet["status"] !== "off") return [422, "Droplet must be off."];
  if (type === "resize" && !SIZES.some(({ slug }) => slug === body["size"]))
    return [422, "This size is not available."];
  return [201, { action: structuredClone(world.begin(type, id, "droplet", effect)) }];
}

function createVolume(world: DigitalOceanWorld, { body }: Asked): Answer {
  const region = REGIONS.find(({ slug }) => slug === body["region"]);
  if (region === undefined) return [422, "region not found"];
  if (world.values("volumes").some((one) => one["name"] === body["name"]))
    return [409, "volume name already taken"];
  const id = world.uuid();
  const { filesystem_type = "", filesystem_label = "", description = "", tags = [] } = body;
  const shown = {
    id,
    region,
    name: body["name"],
    size_gigabytes: body["size_gigabytes"],
    droplet_ids: [],
    description,
    filesystem_type,
    filesystem_label,
    tags,
    created_at: "2024-02-03T04:05:06Z",
  };
  return [201, { volume: world.add("volumes", id, shown) }];
}

function actOnVolume(world: DigitalOceanWorld, { parts: [id = ""], body }: Asked): Answer {
  const volume = world.look("volumes", id);
  if (volume === undefined) return REFUSED.notFound;
  const number = String(body["droplet_id"] ?? "");
  if (body["type"] === "resize")
    return [
      202,
      {
        action: structuredClone(
          world.begin("resize", id, "volume", () => put(volume, { size_gigabytes: body["size_gigabytes"] })),
        ),
      },
    ];
  const droplet = world.look("droplets", number);
  if (droplet === undefined) return REFUSED.notFound;
  if (world.isBusy(number)) return REFUSED.pending;
  const isAttaching = body["type"] === "attach";
  const effect = (): void => {
    const others = texts(droplet["volume_ids"]).filter((one) => one !== id);
    droplet["volume_ids"] = isAttaching ? [...others, id] : others;
    volume["droplet_ids"] = isAttaching ? [Number(number)] : [];
  };
  const action = world.begin(isAttaching ? "attach" : "detach", number, "droplet", effect);
  return [202, { action: structuredClone(action) }];
}

function tag(world: DigitalOceanWorld, { parts: [name = ""], body }: Asked, isAdding: boolean): Answer {
  for (const { resource_id, resource_type } of body["resources"] as Json[]) {
    const object = world.hand(resource_type === "volume" ? "volumes" : "droplets", String(resource_id));
    const others = texts(object["tags"]).filter((one) => one !== name);
    object["tags"] = isAdding ? [...others, name] : others;
  }
  return [204];
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

function put(object: Json, change: Json): void {
  Object.assign(object, change);
}
