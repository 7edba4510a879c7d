import {
  block,
  blockSet,
  computed,
  type DataDefinition,
  Fields,
  optional,
  optionalComputed,
  type PlainRecord,
  ProviderFailure,
  providerError,
  type ResourceDefinition,
  required,
} from "@tutti/plugin";
import { BOOL, listType, mapType, objectType, STRING, setType } from "@tutti/values";
import type { DockerClient } from "../docker-client.ts";
import { type EngineClient, EngineError } from "../engine-client.ts";
import { ofObject } from "../engine-events.ts";
import { engineFailure } from "../engine-failure.ts";
import { dockerError } from "../errors.ts";
import { findByOperation } from "../find-by-operation.ts";
import { labelBlock, labelsOf } from "../label-block.ts";
import { labelsWith, userLabels } from "../operation-label.ts";
import { removeObject } from "../remove-object.ts";
import { NETWORK_LIST } from "./list.ts";

const FORCE = { forceNew: true } as const;

const IPAM_CONFIG = block({
  subnet: optional(STRING, { description: "A range of addresses, like `172.30.0.0/16`." }),
  gateway: optional(STRING, { description: "The address of the gateway." }),
  ip_range: optional(STRING, { description: "The part of it from which containers get theirs." }),
  aux_address: optional(mapType(STRING), { description: "Addresses that are taken already, by name." }),
});

/** `docker_network`. Every change needs a new network: the engine cannot change one. */
export const NETWORK: ResourceDefinition<DockerClient> = {
  // No two objects of any engine have the same.
  identity: { attributes: { id: { requiredForImport: true } } },
  block: block(
    {
      id: computed(STRING, { description: "The id of the network." }),
      name: required(STRING, { ...FORCE, description: "What it is called." }),
      host: optional(STRING, {
        ...FORCE,
        description: "The engine of this network alone; else the provider's.",
      }),
      driver: optional(STRING, {
        default: "bridge",
        forceNew: true,
        description: "Who makes it, like `bridge`.",
      }),
      internal: optional(BOOL, { default: false, forceNew: true, description: "Nothing leads out of it." }),
      attachable: optional(BOOL, {
        default: false,
        forceNew: true,
        description: "Containers beside those of services may join it.",
      }),
      ingress: optional(BOOL, {
        default: false,
        forceNew: true,
        description: "It is the one by which a swarm is reached.",
      }),
      ipv6: optional(BOOL, { default: false, forceNew: true, description: "It has IPv6 addresses." }),
      check_duplicate: optional(BOOL, {
        deprecated: true,
        description: "It has no effect: names are always checked.",
      }),
      options: optionalComputed(mapType(STRING), { ...FORCE, description: "What the driver is told." }),
      ipam_driver: optional(STRING, {
        default: "default",
        forceNew: true,
        description: "Who gives addresses.",
      }),
      ipam_options: optional(mapType(STRING), { ...FORCE, description: "What that one is told." }),
      scope: computed(STRING, { description: "`local`, `global` or `swarm`." }),
      ipam_subnets: computed(listType(STRING), { description: "The subnets that it has, given or chosen." }),
    },
    { ipam_config: blockSet(IPAM_CONFIG), labels: labelBlock(FORCE) },
  ),

  /** An imported network's subnets may have been given or chosen: naming them later changes nothing. */
  adjust(planned, prior) {
    const wanted = planned.blocks("ipam_config").map((config) => config.string("subnet"));
    const before = prior?.blocks("ipam_config") ?? [];
    const there = prior?.strings("ipam_subnets") ?? [];
    const same = JSON.stringify(before) === JSON.stringify(planned.blocks("ipam_config"));
    const named =
      before.length === 0 && wanted.every((subnet) => subnet !== undefined && there.includes(subnet));
    return { replace: same || named ? [] : ["ipam_config"] };
  },

  async create(planned, { client, operationId, signal }) {
    const engine = client.engineOf(planned);
    const name = planned.text("name");
    if ((await findNetwork(engine, name, signal)) !== undefined) throw nameTaken(engine, name);
    try {
      const body = networkBody(planned, operationId);
      const made = await engine.call("POST", "/networks/create", { body, signal });
      const id = new Fields(made as PlainRecord).text("Id");
      return observe(await engine.get(`/networks/${id}`, { signal }));
    } catch (error) {
      if (error instanceof EngineError && error.status === 409) throw nameTaken(engine, name);
      throw engineFailure(error, `create the network "${name}"`);
    }
  },

  async read(state, { client, signal }) {
    const found = await client.engineOf(state).find(`/networks/${state.text("id")}`, { signal });
    return found === undefined ? undefined : observe(found);
  },

  async update() {
    return {};
  },

  watch: (state, { client, ...listening }) =>
    client.engineOf(state).events.watch(ofObject(state.text("id")), listening),

  async delete(state, { client, signal }) {
    const path = `/networks/${state.text("id")}`;
    await removeObject(client.engineOf(state), state, { what: "network", path }, signal);
  },

  async import(id, { client, signal }) {
    const engine = client.engineOf(new Fields({}));
    const found = await engine.find(`/networks/${encodeURIComponent(id)}`, { signal });
    if (found === undefined) {
      throw new ProviderFailure(
        providerError("cannot-import-non-existent-remote-object"),
        `The engine at ${engine.host.text} has no network with the name or id "${id}".`,
      );
    }
    return { ...observe(found), labels: userLabels(found.Labels) };
  },

  list: NETWORK_LIST,

  async recover(planned, { client, operationId, signal }) {
    const engine = client.engineOf(planned);
    const id = await findByOperation(engine, "/networks", operationId, signal);
    const found = id === undefined ? undefined : await engine.find(`/networks/${id}`, { signal });
    return found === undefined ? undefined : observe(found);
  },
};

/** The engine would make a second network of the same name. */
async function findNetwork(
  engine: EngineClient,
  name: string,
  signal: AbortSignal,
): Promise<PlainRecord | undefined> {
  const query = { filters: JSON.stringify({ name: [name] }) };
  const found = await engine.list("/networks", { query, signal });
  return found.find((network) => network.Name === name);
}

function nameTaken(engine: EngineClient, name: string): ProviderFailure {
  return new ProviderFailure(
    dockerError("network-name-in-use"),
    `The engine at ${engine.host.text} already has a network named "${name}" that is not in the state. Remove it (docker network rm ${name}), choose another name, or import it.`,
  );
}

function networkBody(planned: Fields, operationId: string): PlainRecord {
  return {
    Name: planned.text("name"),
    CheckDuplicate: true,
    Driver: planned.string("driver") ?? "bridge",
    Internal: planned.bool("internal") ?? false,
    Attachable: planned.bool("attachable") ?? false,
    Ingress: planned.bool("ingress") ?? false,
    EnableIPv6: planned.bool("ipv6") ?? false,
    Options: Object.fromEntries(planned.map("options")),
    Labels: labelsWith(operationId, labelsOf(planned)),
    IPAM: {
      Driver: planned.string("ipam_driver") ?? "default",
      Options: Object.fromEntries(planned.map("ipam_options")),
      Config: planned.blocks("ipam_config").map((config) => ({
        Subnet: config.string("subnet"),
        Gateway: config.string("gateway"),
        IPRange: config.string("ip_range"),
        AuxiliaryAddresses:
          config.map("aux_address").size === 0 ? undefined : Object.fromEntries(config.map("aux_address")),
      })),
    },
  };
}

function observe(found: PlainRecord): PlainRecord {
  const network = new Fields(found);
  return {
    id: network.text("Id"),
    name: network.text("Name"),
    driver: network.text("Driver"),
    internal: network.bool("Internal") ?? false,
    attachable: network.bool("Attachable") ?? false,
    ingress: network.bool("Ingress") ?? false,
    ipv6: network.bool("EnableIPv6") ?? false,
    options: Object.fromEntries(network.map("Options")),
    scope: network.text("Scope"),
    ipam_subnets: ipamConfig(found).map(({ subnet }) => subnet ?? null),
  };
}

function ipamConfig(found: PlainRecord): readonly PlainRecord[] {
  return (new Fields(found).block("IPAM")?.blocks("Config") ?? []).map((config) => ({
    subnet: config.string("Subnet") || null,
    gateway: config.string("Gateway") || null,
    ip_range: config.string("IPRange") || null,
  }));
}

/** Data `docker_network`: a network that is on the engine. */
export const NETWORK_DATA_SOURCE: DataDefinition<DockerClient> = {
  block: block({
    id: computed(STRING, { description: "The id of the network." }),
    name: required(STRING, { description: "What it is called." }),
    driver: computed(STRING, { description: "Who makes it, like `bridge`." }),
    internal: computed(BOOL, { description: "Nothing leads out of it." }),
    options: computed(mapType(STRING), { description: "What the driver is told." }),
    scope: computed(STRING, { description: "`local`, `global` or `swarm`." }),
    ipam_config: computed(
      setType(
        objectType({ subnet: STRING, gateway: STRING, ip_range: STRING, aux_address: mapType(STRING) }),
      ),
      { description: "Its ranges of addresses." },
    ),
    containers: computed(listType(STRING), { description: "Ids of the containers that are on it." }),
  }),
  async read(config, { client, signal }) {
    const engine = client.engineOf(config);
    const name = config.text("name");
    const found = await engine.find(`/networks/${encodeURIComponent(name)}`, { signal });
    if (found === undefined) {
      throw new ProviderFailure(
        dockerError("network-not-found"),
        `The engine at ${engine.host.text} has no network "${name}".`,
      );
    }
    const { id, driver, internal, options, scope } = observe(found);
    const containers = [...new Fields(found).labelled("Containers").keys()].sort();
    return { id, driver, internal, options, scope, ipam_config: ipamConfig(found), containers };
  },
};
