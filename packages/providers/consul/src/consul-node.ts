import {
  block,
  computed,
  Fields,
  isRecord,
  optional,
  optionalComputed,
  type PlainRecord,
  type ResourceDefinition,
  required,
} from "@tutti/plugin";
import { mapType, STRING } from "@tutti/values";
import type { ConsulClient } from "./consul-client.ts";

const FORCE = { forceNew: true } as const;

/** `consul_node`: a node of the catalog that runs no agent. */
export const CONSUL_NODE: ResourceDefinition<ConsulClient> = {
  identity: {
    attributes: { name: { requiredForImport: true } },
    importId: (identity) => identity.text("name"),
  },
  block: block({
    id: computed(STRING, { description: "The id of the node." }),
    name: required(STRING, { ...FORCE, description: "The name of the node." }),
    address: required(STRING, { description: "Its address." }),
    meta: optional(mapType(STRING), { description: "Pairs that are told with it." }),
    datacenter: optionalComputed(STRING, { ...FORCE, description: "By default the provider's." }),
    token: optional(STRING, { sensitive: true, deprecated: true, description: "Use the provider's." }),
  }),

  create: (planned, { client, signal }) => write(client, planned, signal),
  update: (planned, _, { client, signal }) => write(client, planned, signal),
  read: (state, { client, signal }) => find(client, state, state.text("name"), signal),

  watch(state, { client, signal, hint }) {
    const node = { route: "catalog.node", rest: state.text("name") } as const;
    return client.follow([node], { of: state, signal, hint });
  },

  async delete(state, { client, signal }) {
    const body = { Node: state.text("name"), Datacenter: client.datacenterOf(state) };
    await client.raw("catalog.deregister", { of: state, body, signal });
  },

  list: {
    block: block({ datacenter: optional(STRING, { description: "By default the provider's." }) }),
    async *list(config, { client, signal }) {
      const found = await client.list("catalog.nodes", { of: config, signal });
      for (const { Node } of found) yield { displayName: String(Node), identity: { name: String(Node) } };
    },
  },

  async import(id, { client, signal }) {
    const found = await find(client, new Fields({}), id, signal);
    return found ?? { name: id };
  },
};

async function write(client: ConsulClient, planned: Fields, signal: AbortSignal): Promise<PlainRecord> {
  const name = planned.text("name");
  const body = {
    Node: name,
    Address: planned.text("address"),
    NodeMeta: Object.fromEntries(planned.map("meta")),
    Datacenter: client.datacenterOf(planned),
  };
  await client.raw("catalog.register", { of: planned, body, signal });
  const found = await find(client, planned, name, signal);
  return { id: found?.id ?? name, datacenter: found?.datacenter ?? null };
}

async function find(
  client: ConsulClient,
  state: Fields,
  name: string,
  signal: AbortSignal,
): Promise<PlainRecord | undefined> {
  const answer = await client.call("catalog.node", { of: state, rest: name, signal });
  const node = isRecord(answer) && isRecord(answer.Node) ? new Fields(answer.Node) : undefined;
  if (node === undefined) return undefined;
  const meta = node.map("Meta");
  return {
    id: name,
    name,
    address: node.text("Address"),
    meta: meta.size === 0 && state.plain("meta") === null ? null : Object.fromEntries(meta),
    datacenter: state.string("datacenter") ?? node.string("Datacenter") ?? null,
  };
}
