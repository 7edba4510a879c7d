import { json } from "../endpoint/reply.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";

/** `/v1/status`: who leads, who takes part. */
export function createStatusPart({ config }: ServerContext): ServerPart {
  const address = `${config.advertiseAddress}:${config.ports.server}`;
  return {
    endpoints: {
      "status.leader": () => json(address),
      "status.peers": () => json([address]),
    },
  };
}
