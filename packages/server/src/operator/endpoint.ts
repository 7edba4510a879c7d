import { formatDurationNs, goQuote } from "@tutti/values";
import type { Decoded } from "../decode/shape.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import type { Reply } from "../endpoint/reply.ts";
import { json, refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { autopilotHealth, autopilotState } from "./autopilot-server.ts";
import { AUTOPILOT_CONFIGURATION } from "./bodies.ts";
import { keyringEndpoints } from "./keyring.ts";
import type { AutopilotConfig } from "./view.ts";
import { AUTOPILOT_DEFAULTS, AUTOPILOT_ID } from "./view.ts";

/** `/v1/operator`: the servers, and how they are looked after. */
export function createOperatorPart(context: ServerContext): ServerPart {
  const startedAt = context.runtime.clock.now();
  return {
    endpoints: {
      ...keyringEndpoints(context),
      "operator.raft-configuration": readEndpoint(() => json({ Servers: [serverOf(context)], Index: 0 })),
      "operator.raft-peer": removePeerEndpoint(context),
      "operator.autopilot-read": readEndpoint(() => readAutopilot(context)),
      "operator.autopilot-write": writeAutopilotEndpoint(context),
      "operator.autopilot-health": readEndpoint(() => json(autopilotHealth(context, startedAt))),
      "operator.autopilot-state": readEndpoint(() => json(autopilotState(context, startedAt))),
    },
  };
}

/** Reads without a question: who may read the operator's things gets them. */
function readEndpoint(answer: () => Reply): Endpoint {
  return endpoint<undefined>({
    decode: () => undefined,
    rights: () => [right("operator", "read")],
    answer,
  });
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

/** A server cannot be removed: it is the only one, or there is none of that name. */
function removePeerEndpoint(context: ServerContext): Endpoint {
  return endpoint<Peer>({
    decode: decodePeer,
    rights: () => [right("operator", "write")],
    answer: (peer) => refusal(peerRefusal(context, peer)),
  });
}

/** How a server is named: by which of the two, and what was given. */
interface Peer {
  readonly by: "id" | "address";
  readonly value: string;
}

function decodePeer(request: ApiRequest): Outcome<Peer> {
  const query = request.query.of("operator.raft-peer");
  const [byId, byAddress] = [query.given("id"), query.given("address")];
  if (!byId && !byAddress) return refuse(serverError("raft-peer-not-named"), 400);
  if (byId && byAddress) return refuse(serverError("raft-peer-named-twice"), 400);
  return byId ? { by: "id", value: query.text("id") } : { by: "address", value: query.text("address") };
}

function peerRefusal({ config, nodeId }: ServerContext, { by, value }: Peer): Refusal {
  const own = by === "id" ? nodeId : `${config.advertiseAddress}:${config.ports.server}`;
  return value === own
    ? refuse(serverError("only-server-cannot-be-removed"))
    : refuse(serverError("raft-peer-not-found", by, goQuote(value)));
}

function readAutopilot({ state }: ServerContext): Reply {
  const row = state.operator.autopilot.get(AUTOPILOT_ID);
  const indexes = { CreateIndex: row?.createIndex ?? 1, ModifyIndex: row?.modifyIndex ?? 1 };
  return json({ ...(row?.value ?? AUTOPILOT_DEFAULTS), ...indexes });
}

interface AutopilotWrite {
  readonly wanted: AutopilotConfig;
  /** Only where it was last changed at this index; undefined for whatever was there. */
  readonly index: bigint | undefined;
}

function writeAutopilotEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<AutopilotWrite>({
    decode: decodeAutopilotWrite,
    rights: () => [right("operator", "write")],
    denied: () => refuse(serverError("operator-write-missing"), 403),
    async answer({ wanted, index }, granted) {
      const written = await granted.write((draft) => {
        const existing = draft.get(state.operator.autopilot, AUTOPILOT_ID);
        if (index !== undefined && BigInt(existing?.modifyIndex ?? 0) !== index) return false;
        draft.put(state.operator.autopilot, AUTOPILOT_ID, wanted);
        return true;
      });
      return written instanceof Refusal ? refusal(written) : json(written.value);
    },
  });
}

async function decodeAutopilotWrite(request: ApiRequest): Promise<Outcome<AutopilotWrite>> {
  const prefix = "Bad request: Error parsing autopilot config: ";
  const body = await readBodyAs(request, AUTOPILOT_CONFIGURATION, { prefix });
  if (body instanceof Refusal) return body;
  const index = request.query.of("operator.autopilot-write").uint("cas");
  if (index instanceof Refusal) return refuse(serverError("autopilot-cas-invalid", index.text), 400);
  return { wanted: autopilotConfig(body), index };
}

function autopilotConfig(body: Decoded<typeof AUTOPILOT_CONFIGURATION>): AutopilotConfig {
  return {
    CleanupDeadServers: body.CleanupDeadServers,
    LastContactThreshold: formatDurationNs(body.LastContactThreshold ?? 0),
    MaxTrailingLogs: body.MaxTrailingLogs,
    MinQuorum: body.MinQuorum,
    ServerStabilizationTime: formatDurationNs(body.ServerStabilizationTime ?? 0),
    RedundancyZoneTag: body.RedundancyZoneTag,
    DisableUpgradeMigration: body.DisableUpgradeMigration,
    UpgradeVersionTag: body.UpgradeVersionTag,
  };
}
