import type { AgentContext, AgentPart } from "../agent-part.ts";
import { json } from "../http/reply.ts";

/** `/v1/status`: who leads, who takes part. */
export function createStatusPart({ config }: AgentContext): AgentPart {
  const address = `${config.advertiseAddress}:${config.ports.server}`;
  return {
    endpoints: {
      "status.leader": () => json(address),
      "status.peers": () => json([address]),
    },
  };
}
