import { any, map } from "../decode/shape.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint, openToAll, type Rows } from "../endpoint/endpoint.ts";
import { namespaceNamed } from "../endpoint/namespace.ts";
import { json, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import type { Access } from "../rights/authorizer.ts";
import { type Need, right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { ServerState } from "../server-state.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse, refuseOfRows } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { writeBootstrapEntries } from "./bootstrap.ts";
import { entriesOf } from "./chain-entries.ts";
import { type ChainOverrides, decodeOverrides, NO_OVERRIDES } from "./chain-overrides.ts";
import { decodeConfigEntry } from "./decode.ts";
import { compileChain } from "./discovery-chain.ts";
import type { ConfigEntry } from "./records.ts";
import { schemas } from "./schema.ts";
import { deletionMistake, neighboursMistake, ownMistake } from "./validate.ts";
import { CONFIG_ENTRIES_TOPIC, configEntryId } from "./view.ts";

const DECODING = "Bad request: Request decoding failed: ";

/** `/v1/config`: config entries, and the discovery chains that follow from them. */
export function createConfigEntryPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      "config.write": writeEndpoint(context),
      "config.list-or-read": readEndpoint(context),
      "config.delete": deleteEndpoint(context),
      "discovery-chain.read": chainEndpoint(context, "discovery-chain.read"),
      "discovery-chain.read-overridden": chainEndpoint(context, "discovery-chain.read-overridden"),
    },
    start: () => writeBootstrapEntries(context),
  };
}

interface EntryWrite {
  readonly entry: ConfigEntry;
  /** Only where it was last changed at this index; undefined for whatever was there. */
  readonly index: bigint | undefined;
}

function writeEndpoint({ state }: ServerContext): Endpoint {
  const { configEntries } = state;
  return endpoint<EntryWrite>({
    async decode(request) {
      const body = await readBodyAs(request, any, { prefix: DECODING });
      if (body instanceof Refusal) return body;
      const entry = decodeConfigEntry(body);
      if (entry instanceof Refusal)
        return refuse(serverError("config-entry-request-not-decodable", entry.text), 400);
      const namespaced = namespaceNamed(request.query);
      if (namespaced !== undefined) return namespaced;
      const index = request.query.of("config.write").uint("cas");
      return index instanceof Refusal ? index : { entry, index };
    },
    rights: ({ entry }, rows) => rightsIn(state, rows, "write", { kind: entry.Kind, name: entry.Name }),
    async answer({ entry, index }, granted) {
      const own = ownMistake(entry);
      if (own !== undefined) return refusal(refuse(serverError("config-entry-invalid", own)));
      const written = await granted.write((draft) => {
        const id = configEntryId(entry.Kind, entry.Name);
        const existing = draft.get(configEntries.table, id);
        if (index !== undefined && BigInt(existing?.modifyIndex ?? 0) !== index) return false;
        const mistake = neighboursMistake(configEntries, draft, entry);
        if (mistake !== undefined) return refuse(serverError("config-entry-invalid", mistake));
        draft.put(configEntries.table, id, entry);
        return true;
      });
      return written instanceof Refusal ? refusal(written) : json(written.value);
    },
  });
}

/** A kind, or one entry of it where a name is given. */
interface EntryName {
  readonly kind: string;
  readonly name: string;
}

function readEndpoint({ state }: ServerContext): Endpoint {
  const { configEntries } = state;
  return endpoint<EntryName, Row<ConfigEntry>>({
    decode(request) {
      const asked = nameOf(request);
      return asked.kind !== "" && !schemas.has(asked.kind)
        ? refuseOfRows(serverError("config-entry-kind-unknown", asked.kind))
        : asked;
    },
    rights: (asked, rows) => (asked.name === "" ? openToAll() : rightsIn(state, rows, "read", asked)),
    visible: ({ value }) => rightsTo("read", value.Kind, value.Name),
    answer: ({ kind, name }, granted) =>
      blockingJson({
        topics: [CONFIG_ENTRIES_TOPIC],
        run() {
          const { index } = configEntries.table;
          if (name === "") return { index, value: granted.visible(configEntries.list(kind)).map(shape) };
          const row = configEntries.get(kind, name);
          const quoted = `${JSON.stringify(kind)} / ${JSON.stringify(name)}`;
          const missing = refuse(serverError("config-entry-not-found", quoted), 404);
          return { index, value: row === undefined ? missing : shape(row) };
        },
      }),
  });
}

function deleteEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<EntryName>({
    decode(request) {
      if (!request.rest.includes("/")) return refuse(serverError("config-entry-to-delete-not-named"), 404);
      const asked = nameOf(request);
      return schemas.has(asked.kind)
        ? asked
        : refuse(serverError("config-entry-kind-unknown", asked.kind), 400);
    },
    rights: (asked, rows) => rightsIn(state, rows, "write", asked),
    async answer({ kind, name }, granted) {
      const { configEntries } = state;
      const written = await granted.write((draft) => {
        const id = configEntryId(kind, name);
        if (draft.get(configEntries.table, id) === undefined) return false;
        const mistake = deletionMistake(configEntries, draft, kind, name);
        if (mistake !== undefined) return refuse(serverError("config-entry-invalid", mistake));
        draft.delete(configEntries.table, id);
        return true;
      });
      return written instanceof Refusal ? refusal(written) : json({});
    },
  });
}

interface AskedChain {
  readonly service: string;
  /** The datacenter that it is compiled for. */
  readonly datacenter: string;
  readonly overrides: ChainOverrides;
}

function chainEndpoint(
  { state, config }: ServerContext,
  route: "discovery-chain.read" | "discovery-chain.read-overridden",
): Endpoint {
  const callersDatacenter = config.datacenter;
  return endpoint<AskedChain>({
    async decode(request): Promise<Outcome<AskedChain>> {
      const { rest, query } = request;
      if (rest === "") return refuse(serverError("discovery-chain-not-named"), 400);
      const namespaced = namespaceNamed(query);
      if (namespaced !== undefined) return namespaced;
      const datacenter = query.of(route).text("compile-dc") || callersDatacenter;
      if (route === "discovery-chain.read") return { service: rest, datacenter, overrides: NO_OVERRIDES };
      const body = await readBodyAs(request, map(any), { prefix: DECODING });
      const overrides = body instanceof Refusal ? body : decodeOverrides(body);
      return overrides instanceof Refusal ? overrides : { service: rest, datacenter, overrides };
    },
    rights: ({ service }) => [right("service", "read", service)],
    answer: ({ service, datacenter, overrides }) =>
      blockingJson({
        topics: [CONFIG_ENTRIES_TOPIC],
        run() {
          const { index } = state.configEntries.table;
          const trustDomain = `${state.operator.cluster.get("id")?.value ?? ""}.consul`;
          const place = { datacenter, callersDatacenter, trustDomain };
          const compiled = compileChain(entriesOf(state.configEntries), service, place, overrides);
          if (compiled.ok) return { index, value: { Chain: compiled.chain } };
          return { index, value: refuse(serverError("config-entry-invalid", compiled.text)) };
        },
      }),
  });
}

/** Of an entry by its name, and by the name that it has there: that may be another one in its letter case. */
function rightsIn(
  { configEntries }: ServerState,
  rows: Rows,
  access: Access,
  { kind, name }: EntryName,
): readonly Need[] {
  const there = rows.get(configEntries.table, configEntryId(kind, name))?.value.Name ?? name;
  const needs = rightsTo(access, kind, name);
  return there === name ? needs : [...needs, ...rightsTo(access, kind, there)];
}

/** Entries of a service are ruled by the service, the others by the operator. */
function rightsTo(access: Access, kind: string, name: string): readonly Need[] {
  if (kind === "proxy-defaults") return access === "read" ? [] : [right("operator", access)];
  if (kind === "ingress-gateway" || kind === "terminating-gateway")
    return [access === "read" ? right("service", access, name) : right("operator", access)];
  return [right(kind === "service-intentions" ? "intention" : "service", access, name)];
}

function nameOf({ rest }: ApiRequest): EntryName {
  const slash = rest.indexOf("/");
  return slash < 0 ? { kind: rest, name: "" } : { kind: rest.slice(0, slash), name: rest.slice(slash + 1) };
}

function shape(row: Row<ConfigEntry>): Readonly<Record<string, unknown>> {
  return { ...row.value, CreateIndex: row.createIndex, ModifyIndex: row.modifyIndex };
}
