import {
  type AttributeDefinition,
  block,
  computed,
  type DataDefinition,
  type Fields,
  optionalComputed,
  type PlainRecord,
  ProviderFailure,
  required,
} from "@tutti/plugin";
import { BOOL, NUMBER, STRING } from "@tutti/values";
import { type ApiResource, nothingToImport } from "../api/api-resource.ts";
import { notEmpty } from "../api/argument-rules.ts";
import { cloudError } from "../errors.ts";
import type { Asked, DnsimpleClient } from "./dnsimple-client.ts";

const TOLD: Readonly<Record<string, AttributeDefinition>> = {
  id: computed(NUMBER, { description: "The number of the zone." }),
  account_id: computed(NUMBER, { description: "Whose it is." }),
  reverse: computed(BOOL, { description: "It leads from addresses to names." }),
  secondary: computed(BOOL, { description: "It is a copy of another server's." }),
  last_transferred_at: computed(STRING, { description: "When such a copy was made last." }),
};

/** `dnsimple_zone`: a zone that is there with its domain; whether it is answered for. */
export const ZONE: ApiResource<DnsimpleClient> = {
  noun: "zone",
  block: block({
    ...TOLD,
    name: required(STRING, { forceNew: true, description: "The name of the zone. It must be there." }),
    active: optionalComputed(BOOL, { description: "The name servers answer for it." }),
  }),
  rules: [notEmpty("name")],

  async create(planned, { client, signal }) {
    const name = planned.text("name");
    const asked = { signal, doing: `look for the zone "${name}"` };
    const found = there(await client.find(pathOf(name), asked), name);
    const wanted = planned.bool("active");
    return observe(
      wanted === undefined || wanted === found.bool("active")
        ? found
        : await activate(client, name, wanted, asked),
    );
  },

  async read(state, { client, signal }) {
    const name = state.text("name");
    const found = await client.find(pathOf(name), { signal, doing: `read the zone "${name}"` });
    return found && observe(found);
  },

  async update(planned, _, { client, signal }) {
    const name = planned.text("name");
    const asked = { signal, doing: `change the zone "${name}"` };
    return observe(await activate(client, name, planned.bool("active") === true, asked));
  },

  // It goes with its domain.
  delete: async () => {},

  async import(id, { client, signal }) {
    const found = await client.find(pathOf(id), { signal, doing: `import the zone "${id}"` });
    if (found === undefined) throw nothingToImport("zone", id);
    return observe(found);
  },
};

/** Data `dnsimple_zone`. */
export const ZONE_DATA: DataDefinition<DnsimpleClient> = {
  block: block({
    ...TOLD,
    name: required(STRING, { description: "The name of the zone." }),
    active: computed(BOOL, { description: "The name servers answer for it." }),
  }),
  async read(config, { client, signal }) {
    const name = config.text("name");
    return observe(
      there(await client.find(pathOf(name), { signal, doing: `read the zone "${name}"` }), name),
    );
  },
};

function activate(client: DnsimpleClient, name: string, isActive: boolean, asked: Asked): Promise<Fields> {
  return client.call(isActive ? "PUT" : "DELETE", `${pathOf(name)}/activation`, asked);
}

function there(found: Fields | undefined, name: string): Fields {
  if (found !== undefined) return found;
  throw new ProviderFailure(
    cloudError("cloud-object-not-found"),
    `The account has no zone "${name}". It comes with a domain: declare a dnsimple_domain, and refer to its name.`,
  );
}

function pathOf(name: string): string {
  return `/zones/${encodeURIComponent(name)}`;
}

function observe(zone: Fields): PlainRecord {
  return {
    id: zone.number("id") ?? null,
    name: zone.text("name"),
    account_id: zone.number("account_id") ?? null,
    reverse: zone.bool("reverse") ?? false,
    secondary: zone.bool("secondary") ?? false,
    active: zone.bool("active") ?? false,
    last_transferred_at: zone.string("last_transferred_at") ?? "",
  };
}
