import type { Fields, PlainRecord } from "@tutti/plugin";

/** A droplet of the API as attributes. Its image is left alone: a slug stands for another image each month. */
export function observeDroplet(droplet: Fields): PlainRecord {
  const id = String(droplet.number("id") ?? "");
  const size = droplet.block("size");
  const features = droplet.strings("features");
  const publicV4 = addressOf(droplet, "v4", "public");
  return {
    id,
    urn: `do:droplet:${id}`,
    name: droplet.text("name"),
    region: droplet.block("region")?.string("slug") ?? null,
    size: size?.string("slug") ?? droplet.string("size_slug") ?? null,
    price_hourly: size?.plain("price_hourly") ?? null,
    price_monthly: size?.plain("price_monthly") ?? null,
    disk: droplet.number("disk") ?? null,
    vcpus: droplet.number("vcpus") ?? null,
    memory: droplet.number("memory") ?? null,
    status: droplet.string("status") ?? null,
    locked: droplet.bool("locked") ?? false,
    created_at: droplet.string("created_at") ?? null,
    vpc_uuid: droplet.string("vpc_uuid") ?? null,
    ipv4_address: publicV4,
    ipv4_address_private: addressOf(droplet, "v4", "private"),
    ipv6_address: addressOf(droplet, "v6", "public").toLowerCase(),
    public_networking: publicV4 !== "",
    backups: features.includes("backups"),
    ipv6: features.includes("ipv6"),
    private_networking: features.includes("private_networking"),
    monitoring: features.includes("monitoring"),
    volume_ids: droplet.strings("volume_ids"),
    tags: droplet.strings("tags"),
  };
}

/** The first of its kind; the empty text where there is none. */
export function addressOf(droplet: Fields, version: "v4" | "v6", type: "public" | "private"): string {
  const all = droplet.block("networks")?.blocks(version) ?? [];
  return all.find((one) => one.string("type") === type)?.text("ip_address") ?? "";
}
