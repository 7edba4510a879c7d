/** Lists of what there is, with `filter` and `sort` blocks over each attribute. */

import {
  block,
  blockList,
  computed,
  type DataDefinition,
  type Fields,
  isList,
  optional,
  type Plain,
  type PlainRecord,
  required,
} from "@tutti/plugin";
import { BOOL, listType, objectType, STRING } from "@tutti/values";
import { inBlocks, oneOf, type Rule } from "../api/argument-rules.ts";
import {
  type Described,
  DOMAIN_PARTS,
  IMAGE_PARTS,
  PROJECT_PARTS,
  RECORD_PARTS,
  REGION_PARTS,
  SIZE_PARTS,
  SSH_KEY_PARTS,
} from "./data-parts.ts";
import type { DoClient } from "./do-client.ts";

const FILTER = block({
  key: required(STRING, { description: "The attribute that is looked at." }),
  values: required(listType(STRING), { description: "What it may be; of a list or set: what may be in it." }),
  all: optional(BOOL, { description: "All of `values` must be found, not one alone." }),
  match_by: optional(STRING, { description: "`exact` (the default), `re` or `substring`." }),
});

const SORT = block({
  key: required(STRING, { description: "The attribute by which it is sorted." }),
  direction: optional(STRING, { description: "`asc` (the default) or `desc`." }),
});

/** `path`: where the list is, of a configuration with `arguments`. */
function listOf(
  name: string,
  parts: Described,
  {
    path,
    member = name,
    more = {},
  }: { path: (config: Fields) => string; member?: string; more?: Parameters<typeof block>[0] },
): DataDefinition<DoClient> {
  const keys = Object.keys(parts.types);
  const rules: readonly Rule[] = [
    inBlocks("filter", oneOf("key", keys), oneOf("match_by", ["exact", "re", "substring"])),
    inBlocks("sort", oneOf("key", keys), oneOf("direction", ["asc", "desc"])),
  ];
  const element = objectType(Object.entries(parts.types).map(([key, [type]]) => [key, type] as const));
  return {
    block: block(
      {
        id: computed(STRING, { description: "The same for all lists of a kind." }),
        ...more,
        [name]: computed(listType(element), { description: "What was found." }),
      },
      { filter: blockList(FILTER), sort: blockList(SORT) },
    ),
    validate: (config) => rules.flatMap((rule) => rule(config, [])),
    async read(config, { client, signal }) {
      const found = await client.list(path(config), member, {
        signal,
        doing: `list ${name.replaceAll("_", " ")}`,
      });
      const views = found.map((one) => parts.view(one));
      const kept = config
        .blocks("filter")
        .reduce((left, filter) => left.filter((one) => fits(one, filter)), views);
      // The first `sort` counts most.
      const sorted = config
        .blocks("sort")
        .reduceRight((left, by) => left.toSorted((a, b) => order(a, b, by)), kept);
      return { id: path(config), [name]: sorted };
    },
  };
}

function fits(one: PlainRecord, filter: Fields): boolean {
  const value = one[filter.text("key")] ?? null;
  const there = (isList(value) ? value : [value]).map((part) => String(part ?? ""));
  const by = filter.string("match_by") ?? "exact";
  const matches = (wanted: string): boolean =>
    there.some((part) =>
      by === "exact"
        ? part === wanted
        : by === "substring"
          ? part.includes(wanted)
          : new RegExp(wanted).test(part),
    );
  const values = filter.strings("values");
  return filter.bool("all") === true ? values.every(matches) : values.some(matches);
}

function order(one: PlainRecord, other: PlainRecord, by: Fields): number {
  const [a, b]: Plain[] = [one[by.text("key")] ?? null, other[by.text("key")] ?? null];
  const way = by.string("direction") === "desc" ? -1 : 1;
  if (typeof a === "number" && typeof b === "number") return way * (a - b);
  return way * (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
}

/** By type. */
export const LIST_DATA: Readonly<Record<string, DataDefinition<DoClient>>> = {
  digitalocean_domains: listOf("domains", DOMAIN_PARTS, { path: () => "/domains" }),
  digitalocean_images: listOf("images", IMAGE_PARTS, { path: () => "/images" }),
  digitalocean_projects: listOf("projects", PROJECT_PARTS, { path: () => "/projects" }),
  digitalocean_records: listOf("records", RECORD_PARTS, {
    path: (config) => `/domains/${encodeURIComponent(config.text("domain"))}/records`,
    member: "domain_records",
    more: { domain: required(STRING, { description: "The name of the domain." }) },
  }),
  digitalocean_regions: listOf("regions", REGION_PARTS, { path: () => "/regions" }),
  digitalocean_sizes: listOf("sizes", SIZE_PARTS, { path: () => "/sizes" }),
  digitalocean_ssh_keys: listOf("ssh_keys", SSH_KEY_PARTS, { path: () => "/account/keys" }),
};
