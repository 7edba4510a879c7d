import { PERMISSION_DENIED } from "../acl/authorizer.ts";
import { COMPATIBLE_VERSION } from "../compatible-version.ts";
import { formatDurationNs, parseDurationNs } from "../duration.ts";
import type { Fields } from "../endpoint/json-body.ts";
import { readFields } from "../endpoint/json-body.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal, text } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { keyringEndpoints } from "./keyring.ts";
import type { AutopilotConfig } from "./view.ts";
import { AUTOPILOT_DEFAULTS, AUTOPILOT_ID } from "./view.ts";

/** `/v1/operator`: the servers, and how they are looked after. */
export function createOperatorPart(context: ServerContext): ServerPart {
  const startedAt = context.runtime.clock.now();
  return {
    endpoints: {
      ...keyringEndpoints(context),
      "operator.raft-configuration": () => json({ Servers: [serverOf(context)], Index: 0 }),
      "operator.raft-peer": (request) => removePeer(context, request),
      "operator.autopilot-read": () => readAutopilot(context),
      "operator.autopilot-write": (request) => writeAutopilot(context, request),
      "operator.autopilot-health": () => health(context, startedAt),
    },
  };
}

function serverOf({ config, nodeId }: ServerContext): Readonly<Record<string, unknown>> {
  return {
    ID: nodeId,
    Node: config.nodeName,
    Address: `${config.advertiseAddress}:${config.ports.server}`,
    Leader: true,
    ProtocolVersion: "3",
    Voter: true,
  };
}

function removePeer({ config, nodeId }: ServerContext, { query }: ApiRequest): Reply {
  const id = query.of("operator.raft-peer").text("id");
  const address = query.of("operator.raft-peer").text("address");
  if (id === "" && address === "")
    return text(
      400,
      "Bad request: Must specify either ?id with the server's ID or ?address with IP:port of peer to remove",
    );
  if (id !== "" && address !== "") return text(400, "Bad request: Must specify only one of ?id or ?address");
  if (id === nodeId || address === `${config.advertiseAddress}:${config.ports.server}`)
    return text(500, "the only server cannot be removed");
  const [kind, value] = id === "" ? ["address", address] : ["id", id];
  return text(500, `${kind} ${JSON.stringify(value)} was not found in the Raft configuration`);
}

function readAutopilot({ state }: ServerContext): Reply {
  const row = state.operator.autopilot.get(AUTOPILOT_ID);
  const indexes = { CreateIndex: row?.createIndex ?? 1, ModifyIndex: row?.modifyIndex ?? 1 };
  return json({ ...(row?.value ?? AUTOPILOT_DEFAULTS), ...indexes });
}

async function writeAutopilot({ state }: ServerContext, request: ApiRequest): Promise<Reply> {
  if (!request.authorizer.allows("operator", "write", ""))
    return text(403, `${PERMISSION_DENIED}: Missing operator:write permissions`);
  const prefix = "Bad request: Error parsing autopilot config: ";
  const body = await readFields(request, { prefix });
  if (body instanceof Refusal) return refusal(body);
  const wanted = decodeAutopilot(body);
  if (wanted instanceof Refusal) return text(400, prefix + wanted.text);
  const cas = request.query.of("operator.autopilot-write").uint("cas");
  if (cas instanceof Refusal) return text(400, `Bad request: Error parsing cas value: ${cas.text}`);
  const written = await state.write((draft) => {
    const existing = draft.get(state.operator.autopilot, AUTOPILOT_ID);
    if (cas !== undefined && BigInt(existing?.modifyIndex ?? 0) !== cas) return false;
    draft.put(state.operator.autopilot, AUTOPILOT_ID, wanted);
    return true;
  });
  return written instanceof Refusal ? refusal(written) : json(written.value);
}

function decodeAutopilot(body: Fields): Outcome<AutopilotConfig> {
  const durations: Record<string, string> = {};
  for (const name of ["LastContactThreshold", "ServerStabilizationTime"] as const) {
    const given = body.get(name);
    if (given === undefined || given === null) {
      durations[name] = "0s";
      continue;
    }
    const ns = typeof given === "number" ? given : parseDurationNs(String(given));
    if (ns === undefined) return refuse(`time: invalid duration ${JSON.stringify(given)}`);
    durations[name] = formatDurationNs(ns);
  }
  return {
    CleanupDeadServers: body.boolean("CleanupDeadServers"),
    LastContactThreshold: durations["LastContactThreshold"] ?? "0s",
    MaxTrailingLogs: body.number("MaxTrailingLogs"),
    MinQuorum: body.number("MinQuorum"),
    ServerStabilizationTime: durations["ServerStabilizationTime"] ?? "0s",
    RedundancyZoneTag: body.string("RedundancyZoneTag"),
    DisableUpgradeMigration: body.boolean("DisableUpgradeMigration"),
    UpgradeVersionTag: body.string("UpgradeVersionTag"),
  };
}

function health(context: ServerContext, startedAt: number): Reply {
  const { config, state, nodeId } = context;
  const server = {
    ID: nodeId,
    Name: config.nodeName,
    Address: `${config.advertiseAddress}:${config.ports.server}`,
    SerfStatus: "alive",
    Version: COMPATIBLE_VERSION,
    Leader: true,
    LastContact: "0s",
    LastTerm: 1,
    LastIndex: state.revision,
    Healthy: true,
    Voter: true,
    StableSince: new Date(startedAt).toISOString(),
  };
  return json({ Healthy: true, FailureTolerance: 0, Servers: [server] });
}
