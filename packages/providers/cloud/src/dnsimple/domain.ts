import {
  block,
  computed,
  type Fields,
  optional,
  type PlainRecord,
  ProviderFailure,
  required,
} from "@tutti/plugin";
import { BOOL, NUMBER, STRING } from "@tutti/values";
import { type ApiResource, nothingToImport } from "../api/api-resource.ts";
import { notEmpty } from "../api/argument-rules.ts";
import { cloudError } from "../errors.ts";
import type { DnsimpleClient } from "./dnsimple-client.ts";

/** `dnsimple_domain`: a domain of the account, and with it its zone. */
export const DOMAIN: ApiResource<DnsimpleClient> = {
  noun: "domain",
  block: block({
    id: computed(NUMBER, { description: "The number of the domain." }),
    name: required(STRING, { forceNew: true, description: "The name, like `example.com`." }),
    prevent_delete: optional(BOOL, {
      default: false,
      description: "It is not destroyed as long as this holds.",
    }),
    account_id: computed(NUMBER, { description: "Whose it is." }),
    auto_renew: computed(BOOL, { description: "Its registration is renewed by itself." }),
    private_whois: computed(BOOL, { description: "Who owns it is not shown." }),
    trustee: computed(BOOL, { description: "A trustee stands for its owner." }),
    registrant_id: computed(NUMBER, { description: "The contact in whose name it is registered." }),
    state: computed(STRING, { description: "`hosted`, `registered` or `expired`." }),
    unicode_name: computed(STRING, { description: "The name with the letters that it stands for." }),
  }),
  rules: [notEmpty("name")],

  async create(planned, { client, signal }) {
    const name = planned.text("name");
    const made = await client.call("POST", "/domains", {
      signal,
      doing: `create the domain "${name}"`,
      body: { name },
    });
    return observe(made);
  },

  async read(state, { client, signal }) {
    const name = state.text("name");
    const found = await client.find(pathOf(name), { signal, doing: `read the domain "${name}"` });
    return found && observe(found);
  },

  // What can be changed is kept here alone.
  update: async () => ({}),

  async delete(state, { client, signal }) {
    const name = state.text("name");
    if (state.bool("prevent_delete") === true)
      throw new ProviderFailure(
        cloudError("cloud-object-protected"),
        `The domain "${name}" is not destroyed, because of prevent_delete. Set that to false and apply, then destroy it.`,
      );
    await client.remove(pathOf(name), { signal, doing: `delete the domain "${name}"` });
  },

  async import(id, { client, signal }) {
    const found = await client.find(pathOf(id), { signal, doing: `import the domain "${id}"` });
    if (found === undefined) throw nothingToImport("domain", id);
    return observe(found);
  },
};

function pathOf(name: string): string {
  return `/domains/${encodeURIComponent(name)}`;
}

function observe(domain: Fields): PlainRecord {
  return {
    id: domain.number("id") ?? null,
    name: domain.text("name"),
    account_id: domain.number("account_id") ?? null,
    auto_renew: domain.bool("auto_renew") ?? false,
    private_whois: domain.bool("private_whois") ?? false,
    trustee: domain.bool("trustee") ?? false,
    registrant_id: domain.number("registrant_id") ?? null,
    state: domain.string("state") ?? null,
    unicode_name: domain.string("unicode_name") ?? null,
  };
}
