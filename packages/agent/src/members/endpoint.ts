import { fromUnknown } from "@tutti/runtime";
import type { ApiRequest } from "@tutti/server";
import { empty, json, PERMISSION_DENIED, type Reply, text } from "@tutti/server";
import type { AgentContext, AgentPart } from "../agent-part.ts";
import { ownMember } from "./member.ts";

/**
 * Members, joining and leaving. This agent is alone: gossip comes later, so it
 * knows itself, and can join nobody else.
 */
export function createMembersPart(context: AgentContext): AgentPart {
  return {
    endpoints: {
      "agent.members": (request) => listMembers(context, request),
      "agent.join": (request) => join(context, request),
      "agent.leave": (request) => leave(context, request),
      "agent.force-leave": (request) => forceLeave(context, request),
    },
  };
}

function listMembers(context: AgentContext, request: ApiRequest): Reply {
  const segment = request.query.get("segment");
  if (segment !== "" && segment !== "_all") {
    return text(500, "Network segments are not supported in this version of Consul");
  }
  const { config, nodeId } = context;
  const wan = request.query.has("wan") && request.query.get("wan") !== "";
  const visible = request.authorizer.allows("node", "read", config.nodeName);
  return json(visible ? [ownMember(config, nodeId, wan ? "wan" : "lan")] : []);
}

const JOIN_TIMEOUT_MS = 5000;

async function join(context: AgentContext, request: ApiRequest): Promise<Reply> {
  const { config, runtime } = context;
  if (!request.authorizer.allows("agent", "write", config.nodeName)) return text(403, PERMISSION_DENIED);
  if (request.rest === "") return text(500, "1 error occurred:\n\t* no address to join was given\n\n");
  const target = parseTarget(request.rest, config.ports.serfLan);
  const own = [config.ports.serfLan, config.ports.serfWan].includes(target.port);
  if (own && [config.advertiseAddress, config.bindAddress, "127.0.0.1", "::1"].includes(target.host))
    return empty();
  const limit = new AbortController();
  const timer = runtime.clock.after(JOIN_TIMEOUT_MS, () => limit.abort(new Error("timed out")));
  try {
    const connection = await runtime.network.connect(target, limit.signal);
    connection.destroy();
  } catch (error) {
    const reason = fromUnknown(error, request.rest).message;
    return text(500, `1 error occurred:\n\t* Failed to join ${target.host}: ${reason}\n\n`);
  } finally {
    timer.cancel();
  }
  return text(500, `this agent does not speak gossip yet, so it cannot join ${request.rest}`);
}

function parseTarget(address: string, portDefault: number): { readonly host: string; readonly port: number } {
  const match = /^(.*):(\d+)$/.exec(address);
  const host = (match?.[1] ?? address).replace(/^\[|\]$/g, "");
  return { host: host === "" ? "127.0.0.1" : host, port: match === null ? portDefault : Number(match[2]) };
}

function leave(context: AgentContext, request: ApiRequest): Reply {
  if (!request.authorizer.allows("agent", "write", context.config.nodeName))
    return text(403, PERMISSION_DENIED);
  // The answer goes out first.
  context.runtime.clock.after(10, () => context.shutdown());
  return empty();
}

function forceLeave(context: AgentContext, request: ApiRequest): Reply {
  if (!request.authorizer.allows("operator", "write", "")) return text(403, PERMISSION_DENIED);
  if (request.rest === context.config.nodeName) return empty();
  return text(500, `agent: No node found with name '${request.rest}'`);
}
