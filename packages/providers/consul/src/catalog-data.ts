import {
  block,
  computed,
  type DataDefinition,
  Fields,
  isList,
  isRecord,
  optional,
  optionalComputed,
  type PlainRecord,
  required,
} from "@tutti/plugin";
import { listType, mapType, objectType, STRING } from "@tutti/values";
import type { ConsulClient } from "./consul-client.ts";

const INSTANCE = objectType({
  address: STRING,
  create_index: STRING,
  enable_tag_override: STRING,
  id: STRING,
  meta: mapType(STRING),
  modify_index: STRING,
  name: STRING,
  node_address: STRING,
  node_id: STRING,
  node_meta: mapType(STRING),
  node_name: STRING,
  port: STRING,
  tagged_addresses: mapType(STRING),
  tags: listType(STRING),
});

/** Data `consul_service`: the instances of a service. */
export const SERVICE_DATA: DataDefinition<ConsulClient> = {
  block: block({
    id: computed(STRING, { description: "What tells it from others." }),
    name: required(STRING, { description: "The name of the service." }),
    tag: optional(STRING, { description: "Instances with this tag alone." }),
    filter: optional(STRING, { description: "Those for which this expression holds." }),
    datacenter: optionalComputed(STRING, { description: "By default the provider's." }),
    service: computed(listType(INSTANCE), { description: "The instances." }),
  }),
  async read(config, { client, signal }) {
    const name = config.text("name");
    const query = { tag: config.string("tag"), filter: config.string("filter") };
    const found = await client.list("catalog.service", { of: config, rest: name, query, signal });
    const datacenter = client.datacenterOf(config) ?? (found[0] === undefined ? null : found[0].Datacenter);
    return { id: `catalog-service-${name}`, datacenter: datacenter ?? null, service: found.map(instanceOf) };
  },
};

function instanceOf(entry: PlainRecord): PlainRecord {
  const found = new Fields(entry);
  return {
    address: found.string("ServiceAddress") || found.text("Address"),
    create_index: String(found.number("CreateIndex") ?? 0),
    enable_tag_override: String(found.bool("ServiceEnableTagOverride") ?? false),
    id: found.text("ServiceID"),
    meta: Object.fromEntries(found.map("ServiceMeta")),
    modify_index: String(found.number("ModifyIndex") ?? 0),
    name: found.text("ServiceName"),
    node_address: found.text("Address"),
    node_id: found.text("ID"),
    node_meta: Object.fromEntries(found.map("NodeMeta")),
    node_name: found.text("Node"),
    port: String(found.number("ServicePort") ?? 0),
    tagged_addresses: Object.fromEntries(found.map("TaggedAddresses")),
    tags: found.strings("ServiceTags"),
  };
}

/** Data `consul_services`: the names of all services, with their tags. */
export const SERVICES_DATA: DataDefinition<ConsulClient> = {
  block: block({
    id: computed(STRING, { description: "What tells it from others." }),
    datacenter: optionalComputed(STRING, { description: "By default the provider's." }),
    names: computed(listType(STRING), { description: "The names of all services." }),
    services: computed(mapType(STRING), { description: "Tags of each, joined by blanks." }),
    tags: computed(mapType(STRING), { description: "As services." }),
  }),
  async read(config, { client, signal }) {
    const found = await client.call("catalog.services", { of: config, signal });
    const entries = isRecord(found) ? Object.entries(found) : [];
    const services = Object.fromEntries(
      entries.map(([name, tags]) => [name, isList(tags) ? tags.toSorted().join(" ") : ""]),
    );
    return {
      id: "catalog-services",
      datacenter: client.datacenterOf(config) ?? null,
      names: Object.keys(services).sort(),
      services,
      tags: services,
    };
  },
};

const NODE = objectType({
  id: STRING,
  name: STRING,
  address: STRING,
  meta: mapType(STRING),
  tagged_addresses: mapType(STRING),
});

/** Data `consul_nodes`: the nodes of the catalog. */
export const NODES_DATA: DataDefinition<ConsulClient> = {
  block: block({
    id: computed(STRING, { description: "What tells it from others." }),
    datacenter: optionalComputed(STRING, { description: "By default the provider's." }),
    filter: optional(STRING, { description: "Those for which this expression holds." }),
    node_ids: computed(listType(STRING), { description: "Their ids." }),
    node_names: computed(listType(STRING), { description: "Their names." }),
    nodes: computed(listType(NODE), { description: "Each with its id, name and address." }),
  }),
  async read(config, { client, signal }) {
    const query = { filter: config.string("filter") };
    const found = (await client.list("catalog.nodes", { of: config, query, signal })).map(
      (node) => new Fields(node),
    );
    return {
      id: "catalog-nodes",
      datacenter: client.datacenterOf(config) ?? null,
      node_ids: found.map((node) => node.text("ID")),
      node_names: found.map((node) => node.text("Node")),
      nodes: found.map((node) => ({
        id: node.text("ID"),
        name: node.text("Node"),
        address: node.text("Address"),
        meta: Object.fromEntries(node.map("Meta")),
        tagged_addresses: Object.fromEntries(node.map("TaggedAddresses")),
      })),
    };
  },
};
