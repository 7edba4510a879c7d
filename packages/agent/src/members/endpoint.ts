import { createStop, dialFailure, fromUnknown } from "@tutti/runtime";
import type { Answer, Endpoint, Right } from "@tutti/server";
import { empty, json, localEndpoint, openToAll, refusal, refuse, right } from "@tutti/server";
import type { AgentContext, AgentPart } from "../agent-part.ts";
import { agentError } from "../errors.ts";
import { type Member, ownMember } from "./member.ts";

/**
 * Members, joining and leaving. This agent is alone: gossip comes later, so it
 * knows itself, and can join nobody else.
 */
export function createMembersPart(context: AgentContext): AgentPart {
  const { config, runtime } = context;
  const toWrite = (): readonly Right[] => [right("agent", "write", config.nodeName)];
  return {
    endpoints: {
      "agent.members": membersEndpoint(context),
      "agent.join": localEndpoint<string>({
        decode: ({ rest }) => rest,
        rights: toWrite,
        answer: (address) => join(context, address),
      }),
      "agent.leave": localEndpoint<true>({
        decode: () => true,
        rights: toWrite,
        answer() {
          // The answer goes out first.
          runtime.clock.after(10, () => context.shutdown());
          return empty();
        },
      }),
      "agent.force-leave": localEndpoint<string>({
        decode: ({ rest }) => rest,
        rights: () => [right("operator", "write")],
        answer: (node) =>
          node === config.nodeName ? empty() : refusal(refuse(agentError("member-not-found", node))),
      }),
    },
  };
}

function membersEndpoint({ config, nodeId }: AgentContext): Endpoint {
  return localEndpoint<"lan" | "wan", Member>({
    decode({ query: asked }) {
      const query = asked.of("agent.members");
      const segment = query.text("segment");
      if (segment !== "" && segment !== "_all") return refuse(agentError("network-segments-not-supported"));
      return query.text("wan") !== "" ? "wan" : "lan";
    },
    rights: openToAll,
    // Whatever a pool calls a member, it is a node.
    visible: () => [right("node", "read", config.nodeName)],
    answer: (pool, granted) => json(granted.visible([ownMember(config, nodeId, pool)])),
  });
}

const JOIN_TIMEOUT_MS = 5000;

async function join(context: AgentContext, address: string): Promise<Answer> {
  const { config, runtime } = context;
  if (address === "") return refusal(refuse(agentError("join-without-an-address")));
  const target = parseTarget(address, config.ports.serfLan);
  const own = [config.ports.serfLan, config.ports.serfWan].includes(target.port);
  if (own && [config.advertiseAddress, config.bindAddress, "127.0.0.1", "::1"].includes(target.host))
    return empty();
  const limit = createStop();
  const timer = runtime.clock.after(JOIN_TIMEOUT_MS, () => limit.abort(new Error("timed out")));
  try {
    const connection = await runtime.network.connect(target, limit.signal);
    connection.destroy();
  } catch (error) {
    const reason = dialFailure(fromUnknown(error, address), target);
    return refusal(refuse(agentError("join-failed", target.host, reason)));
  } finally {
    timer.cancel();
  }
  return refusal(refuse(agentError("join-not-supported", address)));
}

function parseTarget(address: string, portDefault: number): { readonly host: string; readonly port: number } {
  const match = /^(.*):(\d+)$/.exec(address);
  const host = (match?.[1] ?? address).replace(/^\[|\]$/g, "");
  return { host: host === "" ? "127.0.0.1" : host, port: match === null ? portDefault : Number(match[2]) };
}
