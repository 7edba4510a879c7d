import {
  block,
  computed,
  Fields,
  optional,
  optionalComputed,
  type PlainRecord,
  required,
} from "@tutti/plugin";
import { BOOL, STRING } from "@tutti/values";
import { isRefusal } from "../api/api-refusal.ts";
import { ANY_CASE, type ApiResource, nothingToImport } from "../api/api-resource.ts";
import { lengthBetween, matching, notEmpty } from "../api/argument-rules.ts";
import { waitUntil } from "../api/wait-until.ts";
import type { DoClient } from "./do-client.ts";

/** `digitalocean_vpc`: a network of its own in a region. */
export const VPC: ApiResource<DoClient> = {
  noun: "VPC",
  block: block({
    id: computed(STRING, { description: "Its id." }),
    name: required(STRING, {
      description: "Letters, digits, dashes and dots; there is no other of that name.",
    }),
    region: required(STRING, { forceNew: true, description: "The slug of the region." }),
    description: optional(STRING, { description: "A text about it, of 255 characters at most." }),
    ip_range: optionalComputed(STRING, {
      forceNew: true,
      description: "Its addresses, like `10.10.10.0/24`, from /16 to /28. By default the service chooses.",
    }),
    urn: computed(STRING, { description: "Its name among all resources: `do:vpc:ID`." }),
    default: computed(BOOL, { description: "It is the region's own: what says no VPC is in this one." }),
    created_at: computed(STRING, { description: "When it was created." }),
  }),
  timeouts: { delete: "2m" },
  rules: [
    notEmpty("region"),
    matching("name", /^[a-zA-Z0-9.-]+$/, "A VPC's name has letters, digits, dashes and dots"),
    lengthBetween("description", 0, 255),
    matching(
      "ip_range",
      /^(\d{1,3}\.){3}\d{1,3}\/\d{1,2}$/,
      'A range of addresses is written like "10.10.10.0/24"',
    ),
  ],
  aliases: { region_slug: "region" },
  alike: { region: ANY_CASE },

  async create(planned, { client, signal }) {
    const asked = { signal, doing: `create the VPC "${planned.text("name")}"` };
    const body = {
      name: planned.text("name"),
      region: planned.text("region").toLowerCase(),
      description: planned.string("description"),
      ip_range: planned.string("ip_range"),
    };
    const answer = new Fields(await client.call("POST", "/vpcs", { ...asked, body }));
    const id = answer.block("vpc")?.text("id") ?? "";
    return observeVpc(await client.made(`/vpcs/${id}`, "vpc", asked));
  },

  async read(state, { client, signal }) {
    const id = state.text("id");
    const found = await client.find(`/vpcs/${id}`, "vpc", { signal, doing: `read the VPC ${id}` });
    return found && observeVpc(found);
  },

  async update(planned, prior, { client, signal }) {
    const body = {
      name: planned.text("name"),
      description: planned.string("description") ?? "",
      default: prior.bool("default") ?? false,
    };
    const doing = `change the VPC "${prior.text("name")}"`;
    await client.call("PUT", `/vpcs/${prior.text("id")}`, { signal, doing, body });
    return {};
  },

  /** What was in it may take a while to be gone. */
  async delete(state, { client, signal }) {
    const asked = { signal, doing: `delete the VPC "${state.text("name")}"` };
    await waitUntil(client.api.runtime.clock, signal, async () => {
      try {
        await client.remove(`/vpcs/${state.text("id")}`, asked);
        return true;
      } catch (error) {
        if (isRefusal(error, 409) || isRefusal(error, 403, "members")) return undefined;
        throw error;
      }
    });
  },

  async import(id, { client, signal }) {
    const path = `/vpcs/${encodeURIComponent(id)}`;
    const found = await client.find(path, "vpc", { signal, doing: `import the VPC ${id}` });
    if (found === undefined) throw nothingToImport("VPC", id);
    return observeVpc(found);
  },
};

/** A VPC of the API as attributes. */
export function observeVpc(vpc: Fields): PlainRecord {
  return {
    id: vpc.text("id"),
    urn: vpc.string("urn") ?? `do:vpc:${vpc.text("id")}`,
    name: vpc.text("name"),
    region: vpc.string("region") ?? null,
    description: vpc.string("description") ?? null,
    ip_range: vpc.string("ip_range") ?? null,
    default: vpc.bool("default") ?? false,
    created_at: asGoTells(vpc.text("created_at")),
  };
}

/** The public provider's states hold the moment as Go prints it. */
function asGoTells(moment: string): string {
  return moment
    .replace(/\.?0*Z$/, (end) => (end.startsWith(".") || /\.\d+Z$/.test(moment) ? "Z" : end))
    .replace("T", " ")
    .replace("Z", " +0000 UTC");
}
