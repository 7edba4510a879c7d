import { block, computed, type Fields, optional, type PlainRecord, required } from "@tutti/plugin";
import { NUMBER, STRING } from "@tutti/values";
import { type ApiResource, nothingToImport } from "../api/api-resource.ts";
import { notEmpty } from "../api/argument-rules.ts";
import type { DoClient } from "./do-client.ts";

/** `digitalocean_domain`: a zone that the service's name servers answer for. */
export const DOMAIN: ApiResource<DoClient> = {
  noun: "domain",
  block: block({
    id: computed(STRING, { description: "The name of the domain." }),
    name: required(STRING, { forceNew: true, description: "The name, like `example.com`." }),
    ip_address: optional(STRING, {
      forceNew: true,
      description: "Where a first record of the domain itself leads to.",
    }),
    urn: computed(STRING, { description: "Its name among all resources: `do:domain:NAME`." }),
    ttl: computed(NUMBER, { description: "How long its records may be kept, in seconds." }),
  }),
  rules: [notEmpty("name", "ip_address")],

  async create(planned, { client, signal }) {
    const name = planned.text("name");
    const asked = { signal, doing: `create the domain "${name}"` };
    await client.call("POST", "/domains", {
      ...asked,
      body: { name, ip_address: planned.string("ip_address") },
    });
    return observe(await client.made(pathOf(name), "domain", asked));
  },

  async read(state, { client, signal }) {
    const name = state.text("id");
    const found = await client.find(pathOf(name), "domain", { signal, doing: `read the domain "${name}"` });
    return found && observe(found);
  },

  delete: (state, { client, signal }) =>
    client.remove(pathOf(state.text("id")), { signal, doing: `delete the domain "${state.text("id")}"` }),

  async import(id, { client, signal }) {
    const found = await client.find(pathOf(id), "domain", { signal, doing: `import the domain "${id}"` });
    if (found === undefined) throw nothingToImport("domain", id);
    return observe(found);
  },
};

function pathOf(name: string): string {
  return `/domains/${encodeURIComponent(name)}`;
}

function observe(domain: Fields): PlainRecord {
  const name = domain.text("name");
  return { id: name, name, urn: `do:domain:${name}`, ttl: domain.number("ttl") ?? null };
}
