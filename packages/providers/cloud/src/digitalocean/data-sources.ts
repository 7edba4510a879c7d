import {
  block,
  computed,
  type DataDefinition,
  type Fields,
  optional,
  optionalComputed,
  type PlainRecord,
  required,
} from "@tutti/plugin";
import { BOOL, NUMBER, STRING, setType, type Type } from "@tutti/values";
import { isWritten, mistake } from "../api/argument-rules.ts";
import {
  ACCOUNT,
  type Described,
  DOMAIN_PARTS,
  IMAGE_PARTS,
  RECORD_PARTS,
  REGION_PARTS,
  SSH_KEY_PARTS,
} from "./data-parts.ts";
import type { DoClient } from "./do-client.ts";
import { TOLD_OF_DROPLETS } from "./droplet-schema.ts";
import { addressOf, observeDroplet } from "./droplet-view.ts";
import { onlyOne, there } from "./found-one.ts";
import { observed } from "./project.ts";
import { toldTags } from "./tags.ts";
import { observeVpc } from "./vpc.ts";

type Data = DataDefinition<DoClient>;

/** Computed attributes of what is told, but for those that are asked by. */
function told(parts: Described, ...without: readonly string[]) {
  return Object.fromEntries(
    Object.entries(parts.types)
      .filter(([name]) => !without.includes(name))
      .map(([name, [type, description]]) => [name, computed(type, { description })]),
  );
}

/** Exactly one of them is written. */
function oneOfThese(...names: readonly string[]): NonNullable<Data["validate"]> {
  return (config) => {
    const written = names.filter((name) => isWritten(config, name));
    if (written.length === 1) return [];
    const words = `Write one of ${names.map((name) => `"${name}"`).join(", ")}, and only one.`;
    return [mistake([], written[0] ?? names[0] ?? "id", words)];
  };
}

const askedBy = (type: Type, description: string) => optionalComputed(type, { description });

const account: Data = {
  block: block({ id: computed(STRING, { description: "The `uuid`." }), ...told(ACCOUNT) }),
  async read(_, { client, signal }) {
    const found = await client.find("/account", "account", { signal, doing: "read the account" });
    const view = ACCOUNT.view(there(found, "account"));
    return { ...view, id: view["uuid"] ?? null };
  },
};

const domain: Data = {
  block: block({
    id: computed(STRING, { description: "The name." }),
    name: required(STRING, { description: "The name of the domain." }),
    ...told(DOMAIN_PARTS, "name"),
  }),
  async read(config, { client, signal }) {
    const name = config.text("name");
    const asked = { signal, doing: `read the domain "${name}"` };
    const found = await client.find(`/domains/${encodeURIComponent(name)}`, "domain", asked);
    return { ...DOMAIN_PARTS.view(there(found, `domain "${name}"`)), id: name };
  },
};

const record: Data = {
  block: block({
    id: computed(STRING, { description: "The number of the record." }),
    domain: required(STRING, { description: "The name of its domain." }),
    name: required(STRING, { description: "The name in the domain; `@` is the domain itself." }),
    ...told(RECORD_PARTS, "id", "name", "domain"),
  }),
  async read(config, { client, signal }) {
    const [of, name] = [config.text("domain"), config.text("name")];
    const asked = { signal, doing: `read the records of ${of}` };
    const all = await client.list(`/domains/${encodeURIComponent(of)}/records`, "domain_records", asked);
    const [first] = all.filter((one) => one.string("name") === name);
    const found = there(first, `record "${name}" of ${of}`);
    return { ...RECORD_PARTS.view(found), id: String(found.number("id")), domain: of };
  },
};

const droplet: Data = {
  block: block({
    id: askedBy(NUMBER, "The number of the droplet."),
    name: askedBy(STRING, "The name of the host."),
    tag: optional(STRING, { description: "A tag that it alone has." }),
    gpu: optional(BOOL, { description: "By name: look among droplets with a GPU." }),
    image: computed(STRING, { description: "The slug of its image, or the id." }),
    region: computed(STRING, { description: "The slug of its region." }),
    size: computed(STRING, { description: "The slug of its size." }),
    ipv6_address: computed(STRING, { description: "Its public IPv6 address." }),
    ipv6_address_private: computed(STRING, { description: "Its private IPv6 address." }),
    backups: computed(BOOL, { description: "Backups are made." }),
    ipv6: computed(BOOL, { description: "It has an IPv6 address." }),
    private_networking: computed(BOOL, { description: "It is in a VPC." }),
    monitoring: computed(BOOL, { description: "The agent for metrics is installed." }),
    volume_ids: computed(setType(STRING), { description: "The volumes that are attached to it." }),
    vpc_uuid: computed(STRING, { description: "Its VPC." }),
    tags: toldTags(),
    ...TOLD_OF_DROPLETS,
  }),
  validate: oneOfThese("id", "name", "tag"),
  async read(config, { client, signal }) {
    const asked = { signal, doing: "look for a droplet" };
    const [id, name, tag] = [config.number("id"), config.string("name"), config.string("tag")];
    if (id !== undefined) {
      const found = await client.find(`/droplets/${id}`, "droplet", asked);
      return dropletData(there(found, `droplet ${id}`));
    }
    const type = config.bool("gpu") === true ? "gpus" : undefined;
    const query = name === undefined ? { tag_name: tag } : { name, type };
    const all = await client.list("/droplets", "droplets", { ...asked, query });
    const fits = all.filter((one) => name === undefined || one.string("name") === name);
    return dropletData(
      onlyOne(fits, name === undefined ? `droplet with the tag "${tag}"` : `droplet "${name}"`),
    );
  },
};

function dropletData(found: Fields): PlainRecord {
  const image = found.block("image");
  return {
    ...observeDroplet(found),
    id: found.number("id") ?? null,
    image: image?.string("slug") || String(image?.number("id") ?? ""),
    ipv6_address_private: addressOf(found, "v6", "private"),
  };
}

const image: Data = {
  block: block({
    id: askedBy(NUMBER, "The number of the image."),
    name: askedBy(STRING, "The name."),
    slug: askedBy(STRING, "The slug of an image of the service, like `ubuntu-24-04-x64`."),
    source: optional(STRING, {
      description: "By name: `user` (the default), `all`, `applications` or `distributions`.",
    }),
    ...told(IMAGE_PARTS, "id", "name", "slug"),
  }),
  validate: (config) => {
    const source = config.string("source");
    const known = ["all", "applications", "distributions", "user"];
    return [
      ...oneOfThese("id", "name", "slug")(config),
      ...(source === undefined || known.includes(source)
        ? []
        : [mistake([], "source", `"source" is one of ${known.join(", ")}; "${source}" is none of them.`)]),
    ];
  },
  async read(config, { client, signal }) {
    const asked = { signal, doing: "look for an image" };
    const name = config.string("name");
    if (name === undefined) {
      const which = config.string("slug") ?? String(config.number("id") ?? "");
      const found = await client.find(`/images/${encodeURIComponent(which)}`, "image", asked);
      return IMAGE_PARTS.view(there(found, `image ${which}`));
    }
    const source = config.string("source") ?? "user";
    const query =
      source === "user" ? { private: "true" } : source === "all" ? {} : { type: source.replace(/s$/, "") };
    const all = await client.list("/images", "images", { ...asked, query });
    return IMAGE_PARTS.view(
      onlyOne(
        all.filter((one) => one.string("name") === name),
        `image "${name}"`,
      ),
    );
  },
};

const sshKey: Data = {
  block: block({
    id: computed(NUMBER, { description: "The number of the key." }),
    name: required(STRING, { description: "What it is called." }),
    ...told(SSH_KEY_PARTS, "id", "name"),
  }),
  async read(config, { client, signal }) {
    const name = config.text("name");
    const all = await client.list("/account/keys", "ssh_keys", { signal, doing: "look for an SSH key" });
    return SSH_KEY_PARTS.view(
      onlyOne(
        all.filter((one) => one.string("name") === name),
        `SSH key "${name}"`,
      ),
    );
  },
};

const vpc: Data = {
  block: block({
    id: askedBy(STRING, "Its id."),
    name: askedBy(STRING, "Its name."),
    region: askedBy(STRING, "The slug of a region: its own VPC is meant."),
    description: computed(STRING, { description: "A text about it." }),
    ip_range: computed(STRING, { description: "Its addresses." }),
    urn: computed(STRING, { description: "Its name among all resources: `do:vpc:ID`." }),
    default: computed(BOOL, { description: "It is the region's own." }),
    created_at: computed(STRING, { description: "When it was created." }),
  }),
  validate: oneOfThese("id", "name", "region"),
  async read(config, { client, signal }) {
    const asked = { signal, doing: "look for a VPC" };
    const [id, name, region] = [config.string("id"), config.string("name"), config.string("region")];
    if (id !== undefined)
      return observeVpc(
        there(await client.find(`/vpcs/${encodeURIComponent(id)}`, "vpc", asked), `VPC ${id}`),
      );
    const all = await client.list("/vpcs", "vpcs", asked);
    const fits = all.filter((one) =>
      name === undefined
        ? one.string("region") === region && one.bool("default") === true
        : one.string("name") === name,
    );
    return observeVpc(
      onlyOne(fits, name === undefined ? `VPC that is the own of ${region}` : `VPC "${name}"`),
    );
  },
};

const region: Data = {
  block: block({
    id: computed(STRING, { description: "The slug." }),
    slug: required(STRING, { description: "How the region is called in requests, like `nyc3`." }),
    ...told(REGION_PARTS, "slug"),
  }),
  async read(config, { client, signal }) {
    const slug = config.text("slug");
    const all = await client.list("/regions", "regions", { signal, doing: "look for a region" });
    const found = onlyOne(
      all.filter((one) => one.string("slug") === slug),
      `region "${slug}"`,
    );
    return { ...REGION_PARTS.view(found), id: slug };
  },
};

const project: Data = {
  block: block({
    id: askedBy(STRING, "Its id. Without id and name the default project is meant."),
    name: askedBy(STRING, "Its name."),
    description: computed(STRING, { description: "A text about it." }),
    purpose: computed(STRING, { description: "What it is for." }),
    environment: computed(STRING, { description: "`Development`, `Staging` or `Production`." }),
    is_default: computed(BOOL, { description: "What says no project is in this one." }),
    resources: computed(setType(STRING), { description: "The `urn` of each resource that is in it." }),
    owner_uuid: computed(STRING, { description: "Whose it is." }),
    owner_id: computed(NUMBER, { description: "Whose it is, as a number." }),
    created_at: computed(STRING, { description: "When it was created." }),
    updated_at: computed(STRING, { description: "When it was changed last." }),
  }),
  validate: (config) =>
    isWritten(config, "id") && isWritten(config, "name")
      ? [mistake([], "id", 'Write "id" or "name", not both.')]
      : [],
  async read(config, { client, signal }) {
    const asked = { signal, doing: "look for a project" };
    const [id, name] = [config.string("id"), config.string("name")];
    if (name === undefined) {
      const found = await client.find(`/projects/${encodeURIComponent(id ?? "default")}`, "project", asked);
      return observed(client, there(found, id === undefined ? "default project" : `project ${id}`), asked);
    }
    const all = await client.list("/projects", "projects", asked);
    return observed(
      client,
      onlyOne(
        all.filter((one) => one.string("name") === name),
        `project "${name}"`,
      ),
      asked,
    );
  },
};

const volume: Data = {
  block: block({
    id: computed(STRING, { description: "Its id." }),
    name: required(STRING, { description: "Its name." }),
    region: askedBy(STRING, "The slug of its region."),
    urn: computed(STRING, { description: "Its name among all resources: `do:volume:ID`." }),
    size: computed(NUMBER, { description: "In GiB." }),
    description: computed(STRING, { description: "A text about it." }),
    filesystem_type: computed(STRING, { description: "The file system that is on it." }),
    filesystem_label: computed(STRING, { description: "The label of that." }),
    droplet_ids: computed(setType(NUMBER), { description: "The droplets that it is attached to." }),
    tags: toldTags(),
  }),
  async read(config, { client, signal }) {
    const [name, region] = [config.text("name"), config.string("region")];
    const query = { name, region };
    const all = await client.list("/volumes", "volumes", { signal, doing: "look for a volume", query });
    const found = onlyOne(
      all.filter((one) => one.string("name") === name),
      `volume "${name}"`,
    );
    return {
      id: found.text("id"),
      urn: `do:volume:${found.text("id")}`,
      region: found.block("region")?.string("slug") ?? null,
      size: found.number("size_gigabytes") ?? null,
      description: found.plain("description"),
      filesystem_type: found.plain("filesystem_type"),
      filesystem_label: found.plain("filesystem_label"),
      droplet_ids: found.plain("droplet_ids") ?? [],
      tags: found.strings("tags"),
    };
  },
};

/** What is looked up by itself; lists are in `data-lists.ts`. */
export const SINGLE_DATA: Readonly<Record<string, Data>> = {
  digitalocean_account: account,
  digitalocean_domain: domain,
  digitalocean_droplet: droplet,
  digitalocean_image: image,
  digitalocean_project: project,
  digitalocean_record: record,
  digitalocean_region: region,
  digitalocean_ssh_key: sshKey,
  digitalocean_volume: volume,
  digitalocean_vpc: vpc,
};
