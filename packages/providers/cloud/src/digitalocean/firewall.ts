import { block, blockSet, computed, Fields, optional, type PlainRecord, required } from "@tutti/plugin";
import { BOOL, listType, NUMBER, objectType, STRING, setType } from "@tutti/values";
import { ANY_CASE_SET, type ApiResource, nothingToImport, SAME_BLOCKS } from "../api/api-resource.ts";
import { inBlocks, mistake, notEmpty, oneOf, type Rule } from "../api/argument-rules.ts";
import type { DoClient } from "./do-client.ts";
import { tagRule, tagsAttribute } from "./tags.ts";

/** What a rule says of the other side: the API's member and the end of the argument's name. */
const SIDES = ["addresses", "droplet_ids", "load_balancer_uids", "kubernetes_ids", "tags"];

const INBOUND = {
  block: "inbound_rule",
  prefix: "source",
  list: "inbound_rules",
  member: "sources",
} as const;
const OUTBOUND = {
  block: "outbound_rule",
  prefix: "destination",
  list: "outbound_rules",
  member: "destinations",
} as const;
type Direction = typeof INBOUND | typeof OUTBOUND;

const needsPorts: Rule = (rule, path) =>
  rule.string("port_range") === undefined && ["tcp", "udp"].includes(rule.text("protocol"))
    ? [mistake(path, "port_range", `A rule for ${rule.text("protocol")} needs "port_range".`)]
    : [];

/** `digitalocean_firewall`: which connections droplets may have. */
export const FIREWALL: ApiResource<DoClient> = {
  noun: "firewall",
  block: block(
    {
      id: computed(STRING, { description: "Its id." }),
      name: required(STRING, { description: "What it is called." }),
      droplet_ids: optional(setType(NUMBER), { description: "The droplets that it is for, ten at most." }),
      tags: tagsAttribute(),
      status: computed(STRING, { description: "`waiting`, `succeeded` or `failed`." }),
      created_at: computed(STRING, { description: "When it was created." }),
      pending_changes: computed(
        listType(
          objectType([
            ["droplet_id", NUMBER],
            ["removing", BOOL],
            ["status", STRING],
          ]),
        ),
        { description: "Droplets at which it does not hold yet." },
      ),
    },
    {
      inbound_rule: blockSet(ruleBlock("source", "from")),
      outbound_rule: blockSet(ruleBlock("destination", "to")),
    },
  ),
  rules: [
    notEmpty("name"),
    tagRule("tags"),
    inBlocks("inbound_rule", oneOf("protocol", ["tcp", "udp", "icmp"]), needsPorts, tagRule("source_tags")),
    inBlocks(
      "outbound_rule",
      oneOf("protocol", ["tcp", "udp", "icmp"]),
      needsPorts,
      tagRule("destination_tags"),
    ),
  ],
  alike: { tags: ANY_CASE_SET, inbound_rule: SAME_BLOCKS, outbound_rule: SAME_BLOCKS },

  validate: (config) =>
    config.blocks("inbound_rule").length + config.blocks("outbound_rule").length === 0 &&
    !config.isUnknown("inbound_rule") &&
    !config.isUnknown("outbound_rule")
      ? [mistake([], "name", 'A firewall needs one rule at least: "inbound_rule" or "outbound_rule".')]
      : [],

  async create(planned, { client, signal }) {
    const asked = { signal, doing: `create the firewall "${planned.text("name")}"` };
    const answer = new Fields(await client.call("POST", "/firewalls", { ...asked, body: bodyOf(planned) }));
    const id = answer.block("firewall")?.text("id") ?? "";
    return { ...told(await client.made(`/firewalls/${id}`, "firewall", asked)), id };
  },

  async read(state, { client, signal }) {
    const id = state.text("id");
    const found = await client.find(`/firewalls/${id}`, "firewall", {
      signal,
      doing: `read the firewall ${id}`,
    });
    return found && observe(found);
  },

  async update(planned, prior, { client, signal }) {
    const doing = `change the firewall "${prior.text("name")}"`;
    await client.call("PUT", `/firewalls/${prior.text("id")}`, { signal, doing, body: bodyOf(planned) });
    return {};
  },

  delete: (state, { client, signal }) =>
    client.remove(`/firewalls/${state.text("id")}`, {
      signal,
      doing: `delete the firewall "${state.text("name")}"`,
    }),

  async import(id, { client, signal }) {
    const path = `/firewalls/${encodeURIComponent(id)}`;
    const found = await client.find(path, "firewall", { signal, doing: `import the firewall ${id}` });
    if (found === undefined) throw nothingToImport("firewall", id);
    return observe(found);
  },
};

function ruleBlock(prefix: "source" | "destination", way: "from" | "to") {
  return block({
    protocol: required(STRING, { description: "`tcp`, `udp` or `icmp`." }),
    port_range: optional(STRING, { description: "A port, ports (`8000-9000`), or `all`; of tcp and udp." }),
    [`${prefix}_addresses`]: optional(setType(STRING), {
      description: `Addresses and ranges ${way} which it is allowed.`,
    }),
    [`${prefix}_droplet_ids`]: optional(setType(NUMBER), {
      description: `Droplets ${way} which it is allowed.`,
    }),
    [`${prefix}_load_balancer_uids`]: optional(setType(STRING), {
      description: `Load balancers ${way} which it is allowed.`,
    }),
    [`${prefix}_kubernetes_ids`]: optional(setType(STRING), {
      description: `Clusters ${way} which it is allowed.`,
    }),
    [`${prefix}_tags`]: optional(setType(STRING), {
      description: `Tags of droplets ${way} which it is allowed.`,
    }),
  });
}

function bodyOf(planned: Fields): PlainRecord {
  return {
    name: planned.text("name"),
    droplet_ids: planned.plain("droplet_ids") ?? [],
    tags: planned.strings("tags"),
    [INBOUND.list]: ruleBodies(planned, INBOUND),
    [OUTBOUND.list]: ruleBodies(planned, OUTBOUND),
  };
}

function ruleBodies(planned: Fields, { block: name, prefix, member }: Direction): readonly PlainRecord[] {
  return planned.blocks(name).map((rule) => ({
    protocol: rule.text("protocol"),
    ports: rule.string("port_range"),
    [member]: Object.fromEntries(SIDES.map((side) => [side, rule.plain(`${prefix}_${side}`) ?? []])),
  }));
}

function told(firewall: Fields): PlainRecord {
  return {
    status: firewall.string("status") ?? null,
    created_at: firewall.string("created_at") ?? null,
    pending_changes: firewall.plain("pending_changes") ?? [],
  };
}

function observe(firewall: Fields): PlainRecord {
  return {
    ...told(firewall),
    id: firewall.text("id"),
    name: firewall.text("name"),
    droplet_ids: firewall.plain("droplet_ids") ?? [],
    tags: firewall.strings("tags"),
    inbound_rule: observeRules(firewall, INBOUND),
    outbound_rule: observeRules(firewall, OUTBOUND),
  };
}

/** All ports are told as 0, and what has none too. */
function observeRules(firewall: Fields, { prefix, list, member }: Direction): readonly PlainRecord[] {
  return firewall.blocks(list).map((rule) => {
    const protocol = rule.text("protocol");
    const ports = rule.text("ports");
    const side = rule.block(member);
    return {
      protocol,
      port_range: ports === "0" || ports === "" ? (protocol === "icmp" ? null : "all") : ports,
      ...Object.fromEntries(
        SIDES.map((name) => [`${prefix}_${name}`, nothingIsNull(side?.plain(name) ?? null)]),
      ),
    };
  });
}

function nothingIsNull<T>(value: T): T | null {
  return Array.isArray(value) && value.length === 0 ? null : value;
}
