import {
  block,
  computed,
  Fields,
  optional,
  optionalComputed,
  type PlainRecord,
  ProviderFailure,
  required,
} from "@tutti/plugin";
import { NUMBER, STRING, setType } from "@tutti/values";
import { ANY_CASE, ANY_CASE_SET, type ApiResource, nothingToImport } from "../api/api-resource.ts";
import { between, lengthBetween, matching, notBoth, notEmpty, oneOf } from "../api/argument-rules.ts";
import { cloudError } from "../errors.ts";
import type { DoClient } from "./do-client.ts";
import { changeTags, tagRule, tagsAttribute } from "./tags.ts";

const FILE_SYSTEMS = ["ext4", "xfs"];

/** `digitalocean_volume`: a disk that a droplet can be given. */
export const VOLUME: ApiResource<DoClient> = {
  noun: "volume",
  block: block({
    id: computed(STRING, { description: "Its id." }),
    urn: computed(STRING, { description: "Its name among all resources: `do:volume:ID`." }),
    name: required(STRING, {
      forceNew: true,
      description: "A letter, then letters, digits and dashes, in lower case; 64 at most.",
    }),
    region: required(STRING, { forceNew: true, description: "The slug of the region." }),
    size: required(NUMBER, { description: "In GiB. It can only grow." }),
    description: optional(STRING, { forceNew: true, description: "A text about it." }),
    snapshot_id: optional(STRING, { forceNew: true, description: "The snapshot of which it is made." }),
    initial_filesystem_type: optional(STRING, {
      forceNew: true,
      description: "`ext4` or `xfs`: it is formatted. By default it is left raw.",
    }),
    initial_filesystem_label: optional(STRING, {
      forceNew: true,
      description: "The label of that file system.",
    }),
    filesystem_type: optionalComputed(STRING, {
      forceNew: true,
      deprecated: true,
      description: "To write it: use `initial_filesystem_type`. The file system that is on it.",
    }),
    filesystem_label: computed(STRING, { description: "The label of the file system that is on it." }),
    droplet_ids: computed(setType(NUMBER), { description: "The droplets that it is attached to." }),
    tags: tagsAttribute(),
  }),
  rules: [
    matching(
      "name",
      /^[a-z][a-z0-9-]{0,63}$/,
      "A volume's name is a letter, then letters, digits and dashes, in lower case",
    ),
    notEmpty("region", "description", "snapshot_id", "initial_filesystem_label"),
    between("size", 1, 16 * 1024),
    lengthBetween("description", 1, 1024),
    oneOf("initial_filesystem_type", FILE_SYSTEMS),
    oneOf("filesystem_type", FILE_SYSTEMS),
    notBoth("filesystem_type", "initial_filesystem_type"),
    tagRule("tags"),
  ],
  aliases: { size_gigabytes: "size" },
  alike: { region: ANY_CASE, tags: ANY_CASE_SET },

  adjust(planned, prior) {
    const [now, before] = [planned.number("size"), prior?.number("size")];
    if (now !== undefined && before !== undefined && now < before)
      throw new ProviderFailure(
        cloudError("cloud-argument-not-allowed"),
        `The volume has ${before} GiB and cannot shrink to ${now}. Leave its size, or replace it.`,
        { path: [{ kind: "attribute", name: "size" }] },
      );
    return {};
  },

  async create(planned, { client, signal }) {
    const asked = { signal, doing: `create the volume "${planned.text("name")}"` };
    const tags = planned.strings("tags");
    const body = {
      name: planned.text("name"),
      region: planned.text("region").toLowerCase(),
      size_gigabytes: planned.number("size"),
      description: planned.string("description"),
      snapshot_id: planned.string("snapshot_id"),
      filesystem_type: planned.string("initial_filesystem_type") ?? planned.string("filesystem_type"),
      filesystem_label: planned.string("initial_filesystem_label"),
      tags: tags.length === 0 ? undefined : tags,
    };
    const answer = new Fields(await client.call("POST", "/volumes", { ...asked, body }));
    const id = answer.block("volume")?.text("id") ?? "";
    return observe(await client.made(`/volumes/${id}`, "volume", asked));
  },

  async read(state, { client, signal }) {
    const id = state.text("id");
    const found = await client.find(`/volumes/${id}`, "volume", { signal, doing: `read the volume ${id}` });
    return found && observe(found);
  },

  async update(planned, prior, { client, signal }) {
    const id = prior.text("id");
    const asked = { signal, doing: `change the volume "${prior.text("name")}"` };
    if (planned.number("size") !== prior.number("size")) {
      const region = prior.text("region").toLowerCase();
      const body = { type: "resize", size_gigabytes: planned.number("size"), region };
      await client.act(`/volumes/${id}/actions`, body, asked);
    }
    await changeTags(client, { resource_id: id, resource_type: "volume" }, { planned, prior }, asked);
    return {};
  },

  delete: (state, { client, signal }) =>
    client.remove(`/volumes/${state.text("id")}`, {
      signal,
      doing: `delete the volume "${state.text("name")}"`,
    }),

  async import(id, { client, signal }) {
    const path = `/volumes/${encodeURIComponent(id)}`;
    const found = await client.find(path, "volume", { signal, doing: `import the volume ${id}` });
    if (found === undefined) throw nothingToImport("volume", id);
    return observe(found);
  },
};

function observe(volume: Fields): PlainRecord {
  const id = volume.text("id");
  return {
    id,
    urn: `do:volume:${id}`,
    name: volume.text("name"),
    region: volume.block("region")?.string("slug") ?? null,
    size: volume.number("size_gigabytes") ?? null,
    description: volume.string("description") ?? null,
    filesystem_type: volume.string("filesystem_type") ?? null,
    filesystem_label: volume.string("filesystem_label") ?? null,
    droplet_ids: volume.plain("droplet_ids") ?? [],
    tags: volume.strings("tags"),
  };
}
