import {
  block,
  blockSet,
  computed,
  Fields,
  isRecord,
  optional,
  optionalComputed,
  type Plain,
  type PlainRecord,
  ProviderFailure,
  providerError,
  type ResourceDefinition,
  required,
} from "@tutti/plugin";
import { BOOL, listType, mapType, NUMBER, STRING } from "@tutti/values";
import type { ConsulClient } from "./consul-client.ts";
import { consulError } from "./errors.ts";
import { serviceImportId, serviceOfImportId } from "./service-import-id.ts";
import { SERVICE_LIST } from "./service-list.ts";

const FORCE = { forceNew: true } as const;

const CHECK = block(
  {
    check_id: optional(STRING, { description: "By default the service and the name." }),
    name: required(STRING, { description: "What the check is called." }),
    notes: optional(STRING, { default: "", description: "For people." }),
    status: optional(STRING, {
      description: "Before the first check: passing, warning or critical (the default).",
    }),
    http: optional(STRING, { description: "A URL that is asked; an answer 2xx passes." }),
    method: optional(STRING, { default: "GET", description: "How it is asked." }),
    tcp: optional(STRING, { description: "An address and a port that must take connections." }),
    tls_skip_verify: optional(BOOL, { default: false, description: "Any certificate is taken." }),
    interval: required(STRING, { description: "Between two checks, like `10s`." }),
    timeout: required(STRING, { description: "Until an answer must be there." }),
    deregister_critical_service_after: optional(STRING, {
      default: "30s",
      description: "The service is taken away when it was critical for so long.",
    }),
  },
  {
    header: blockSet(
      block({
        name: required(STRING, { description: "Of the header." }),
        value: required(listType(STRING), { description: "What stands in the header." }),
      }),
    ),
  },
);

/**
 * `consul_service`: with a `node` a service in the catalog, which somebody
 * else checks; without one a service of the agent, which checks it itself.
 */
export const CONSUL_SERVICE: ResourceDefinition<ConsulClient> = {
  identity: {
    attributes: { service_id: { requiredForImport: true }, node: {} },
    importId: (identity) => serviceImportId(identity.string("node"), identity.text("service_id")),
  },
  block: block(
    {
      id: computed(STRING, { description: "The id of the service." }),
      name: required(STRING, { ...FORCE, description: "The name of the service." }),
      node: optional(STRING, { ...FORCE, description: "A node of the catalog; left out: the agent itself." }),
      service_id: optionalComputed(STRING, { ...FORCE, description: "By default the name." }),
      address: optionalComputed(STRING, { description: "By default the node's." }),
      port: optional(NUMBER, { description: "On which it listens." }),
      tags: optional(listType(STRING), { description: "Words by which instances are told apart." }),
      meta: optional(mapType(STRING), { description: "Pairs that are told with it." }),
      enable_tag_override: optional(BOOL, {
        default: false,
        description: "Others may change its tags in the catalog.",
      }),
      external: optional(BOOL, { ...FORCE, deprecated: true, description: "It has no effect." }),
      datacenter: optionalComputed(STRING, { ...FORCE, description: "By default the provider's." }),
      token: optional(STRING, { sensitive: true, deprecated: true, description: "Use the provider's." }),
    },
    { check: blockSet(CHECK) },
  ),

  async create(planned, { client, signal }) {
    const id = planned.string("service_id") ?? planned.text("name");
    // Registering is idempotent: after a killed apply the same is simply said again.
    return write(client, planned, id, signal);
  },

  async read(state, { client, signal }) {
    return find(client, state, state.text("service_id"), signal);
  },

  async update(planned, prior, { client, signal }) {
    return write(client, planned, prior.text("service_id"), signal);
  },

  /** By the catalog, where an agent's own services stand a moment after they changed. */
  watch(state, { client, signal, hint }) {
    const service = { route: "catalog.service", rest: state.text("name") } as const;
    return client.follow([service], { of: state, signal, hint });
  },

  async delete(state, { client, signal }) {
    const id = state.text("service_id");
    const node = state.string("node");
    if (node === undefined) {
      await client.call("agent.service-deregister", { of: state, rest: id, signal });
      return;
    }
    const body = { Node: node, ServiceID: id, Datacenter: client.datacenterOf(state) };
    await client.call("catalog.deregister", { of: state, body, signal });
  },

  list: SERVICE_LIST,

  /** `ID` of a service of the agent, `NODE/ID` of one in the catalog. Checks are not brought in. */
  async import(id, { client, signal }) {
    for (const { node, service } of serviceOfImportId(id)) {
      const state = new Fields({ node: node ?? null });
      const found = await find(client, state, service, signal);
      if (found !== undefined) return { ...found, node: node ?? null };
    }
    throw new ProviderFailure(
      providerError("cannot-import-non-existent-remote-object"),
      `There is no service with the id "${id}". Of a service in the catalog the id is NODE/ID.`,
    );
  },
};

async function write(
  client: ConsulClient,
  planned: Fields,
  id: string,
  signal: AbortSignal,
): Promise<PlainRecord> {
  const node = planned.string("node");
  if (node === undefined) await registerOnAgent(client, planned, id, signal);
  else await registerInCatalog(client, planned, id, node, signal);
  const found = await find(client, planned, id, signal);
  return { id, service_id: id, address: found?.address ?? "", datacenter: found?.datacenter ?? null };
}

async function registerOnAgent(
  client: ConsulClient,
  planned: Fields,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const body = {
    ...serviceBody(planned, id),
    Name: planned.text("name"),
    Checks: planned.blocks("check").map((check) => ({ ...checkDefinition(check), ...checkNames(check, id) })),
  };
  await client.raw("agent.service-register", {
    of: planned,
    body,
    query: { "replace-existing-checks": "" },
    signal,
  });
}

async function registerInCatalog(
  client: ConsulClient,
  planned: Fields,
  id: string,
  node: string,
  signal: AbortSignal,
): Promise<void> {
  const found = await client.call("catalog.node", { of: planned, rest: node, signal });
  const known = new Fields(record(record(found).Node));
  if (known.string("Address") === undefined) {
    throw new ProviderFailure(
      consulError("node-not-found"),
      `The catalog has no node "${node}". Declare it as a consul_node, or leave "node" out to register on the agent itself.`,
    );
  }
  const body = {
    Node: node,
    Address: known.text("Address"),
    Datacenter: client.datacenterOf(planned),
    SkipNodeUpdate: true,
    Service: { ...serviceBody(planned, id), Service: planned.text("name") },
    Checks: planned.blocks("check").map((check) => ({
      ...checkNames(check, id),
      Node: node,
      ServiceID: id,
      Status: check.string("status") ?? "critical",
      Definition: checkDefinition(check),
    })),
  };
  await client.raw("catalog.register", { of: planned, body, signal });
}

function serviceBody(planned: Fields, id: string): PlainRecord {
  return {
    ID: id,
    Address: planned.string("address"),
    Port: planned.number("port"),
    Tags: planned.strings("tags"),
    Meta: Object.fromEntries(planned.map("meta")),
    EnableTagOverride: planned.bool("enable_tag_override"),
  };
}

function checkNames(check: Fields, id: string): PlainRecord {
  return {
    CheckID: check.string("check_id") ?? `service:${id}:${check.text("name")}`,
    Name: check.text("name"),
    Notes: check.string("notes"),
    Status: check.string("status"),
  };
}

function checkDefinition(check: Fields): PlainRecord {
  const headers = check
    .blocks("header")
    .map((header) => [header.text("name"), header.strings("value")] as const);
  return {
    HTTP: check.string("http"),
    Method: check.string("http") === undefined ? undefined : check.string("method"),
    Header: headers.length === 0 ? undefined : Object.fromEntries(headers),
    TCP: check.string("tcp"),
    TLSSkipVerify: check.bool("tls_skip_verify"),
    Interval: check.text("interval"),
    Timeout: check.text("timeout"),
    DeregisterCriticalServiceAfter: check.string("deregister_critical_service_after"),
  };
}

/** What is registered under the id, as attributes; undefined when it is not. */
async function find(
  client: ConsulClient,
  state: Fields,
  id: string,
  signal: AbortSignal,
): Promise<PlainRecord | undefined> {
  const node = state.string("node");
  const found =
    node === undefined
      ? await onAgent(client, state, id, signal)
      : await onNode(client, state, node, id, signal);
  if (found === undefined) return undefined;
  const tags = found.strings("Tags");
  const meta = found.map("Meta");
  const port = found.number("Port") ?? 0;
  return {
    id,
    service_id: id,
    name: found.text("Service"),
    address: found.text("Address"),
    port: port === 0 && state.number("port") === undefined ? null : port,
    tags: tags.length === 0 && state.plain("tags") === null ? null : tags,
    meta: meta.size === 0 && state.plain("meta") === null ? null : Object.fromEntries(meta),
    enable_tag_override: found.bool("EnableTagOverride") ?? false,
    datacenter: state.string("datacenter") ?? found.string("Datacenter") ?? null,
  };
}

async function onAgent(
  client: ConsulClient,
  state: Fields,
  id: string,
  signal: AbortSignal,
): Promise<Fields | undefined> {
  const found = await client.call("agent.service", { of: state, rest: id, signal });
  return found === undefined ? undefined : new Fields(record(found));
}

async function onNode(
  client: ConsulClient,
  state: Fields,
  node: string,
  id: string,
  signal: AbortSignal,
): Promise<Fields | undefined> {
  const found = record(await client.call("catalog.node", { of: state, rest: node, signal }));
  const services = new Fields(found).labelled("Services");
  const own = services.get(id);
  if (own === undefined) return undefined;
  const datacenter = new Fields(record(found.Node)).string("Datacenter");
  return new Fields({ ...own.record, Datacenter: datacenter ?? null });
}

function record(value: Plain | undefined): PlainRecord {
  return isRecord(value) ? value : {};
}
