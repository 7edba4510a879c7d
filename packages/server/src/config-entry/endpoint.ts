import type { Access } from "../acl/authorizer.ts";
import { PERMISSION_DENIED } from "../acl/authorizer.ts";
import { any } from "../decode/shape.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { readBodyAs } from "../endpoint/body.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { Row } from "../state/table.ts";
import { writeBootstrapEntries } from "./bootstrap.ts";
import { decodeConfigEntry } from "./decode.ts";
import { compileChain } from "./discovery-chain.ts";
import type { ConfigEntry } from "./records.ts";
import { schemas } from "./schema.ts";
import { configEntryMistake } from "./validate.ts";
import { CONFIG_ENTRIES_TOPIC, configEntryId } from "./view.ts";

const DECODING = "Bad request: Request decoding failed: ";

/** `/v1/config`: config entries, and the discovery chains that follow from them. */
export function createConfigEntryPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      "config.write": (request) => write(context, request),
      "config.list-or-read": (request) => listOrRead(context, request),
      "config.delete": (request) => remove(context, request),
      "discovery-chain.read": (request) => readChain(context, request),
    },
    start: () => writeBootstrapEntries(context),
  };
}

async function write({ state }: ServerContext, request: ApiRequest): Promise<Reply> {
  const body = await readBodyAs(request, any, { prefix: DECODING });
  if (body instanceof Refusal) return refusal(body);
  const entry = decodeConfigEntry(body);
  if (entry instanceof Refusal) return text(400, DECODING + entry.text);
  if (!mayUse(request, entry.Kind, entry.Name, "write")) return text(403, PERMISSION_DENIED);
  const cas = request.query.of("config.write").uint("cas");
  if (cas instanceof Refusal) return refusal(cas);
  const written = await state.write((draft) => {
    const mistake = configEntryMistake(state.configEntries, draft, entry);
    if (mistake !== undefined) return refuse(mistake);
    const id = configEntryId(entry.Kind, entry.Name);
    const existing = draft.get(state.configEntries.table, id);
    if (cas !== undefined && BigInt(existing?.modifyIndex ?? 0) !== cas) return false;
    draft.put(state.configEntries.table, id, entry);
    return true;
  });
  return written instanceof Refusal ? refusal(written) : json(written.value);
}

function listOrRead({ state }: ServerContext, request: ApiRequest): Reply {
  const [kind = "", name = ""] = split(request.rest);
  if (kind !== "" && !schemas.has(kind)) return text(500, `invalid config entry kind: ${kind}`);
  const { configEntries } = state;
  return blockingJson({
    topics: [CONFIG_ENTRIES_TOPIC],
    run() {
      const { index } = configEntries.table;
      if (name === "") {
        const rows = configEntries.list(kind);
        return {
          index,
          value: rows.filter((row) => mayUse(request, row.value.Kind, row.value.Name, "read")).map(shape),
        };
      }
      if (!mayUse(request, kind, name, "read")) return { index, value: refuse(PERMISSION_DENIED, 403) };
      const row = configEntries.get(kind, name);
      const quoted = `${JSON.stringify(kind)} / ${JSON.stringify(name)}`;
      return {
        index,
        value: row === undefined ? refuse(`Config entry not found for ${quoted}`, 404) : shape(row),
      };
    },
  });
}

async function remove({ state }: ServerContext, request: ApiRequest): Promise<Reply> {
  const [kind = "", name = ""] = split(request.rest);
  if (kind === "" || name === "") return text(404, "Must provide both a kind and name to delete");
  if (!mayUse(request, kind, name, "write")) return text(403, PERMISSION_DENIED);
  const written = await state.write((draft) =>
    draft.delete(state.configEntries.table, configEntryId(kind, name)),
  );
  return written instanceof Refusal ? refusal(written) : json({});
}

function readChain(context: ServerContext, request: ApiRequest): Reply {
  const { state, config } = context;
  const service = request.rest;
  if (service === "") return text(400, "Bad request: Missing chain name");
  if (!request.authorizer.allows("service", "read", service)) return text(403, PERMISSION_DENIED);
  return blockingJson({
    topics: [CONFIG_ENTRIES_TOPIC],
    run: () => ({
      index: state.configEntries.table.index,
      value: {
        Chain: compileChain(state.configEntries, service, {
          datacenter: config.datacenter,
          trustDomain: `${state.operator.cluster.get("id")?.value ?? ""}.consul`,
        }),
      },
    }),
  });
}

/** Entries of a service are ruled by the service, the others by the operator. */
function mayUse({ authorizer }: ApiRequest, kind: string, name: string, access: Access): boolean {
  if (kind === "proxy-defaults") return access === "read" || authorizer.allows("operator", access, "");
  if (kind === "ingress-gateway" || kind === "terminating-gateway")
    return access === "read"
      ? authorizer.allows("service", access, name)
      : authorizer.allows("operator", access, "");
  if (kind === "service-intentions") return authorizer.allows("intention", access, name);
  return authorizer.allows("service", access, name);
}

function split(rest: string): readonly string[] {
  const slash = rest.indexOf("/");
  return slash < 0 ? [rest] : [rest.slice(0, slash), rest.slice(slash + 1)];
}

function shape(row: Row<ConfigEntry>): Readonly<Record<string, unknown>> {
  return { ...row.value, CreateIndex: row.createIndex, ModifyIndex: row.modifyIndex };
}
