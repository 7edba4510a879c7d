import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { json } from "../endpoint/reply.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";

/** `/v1/status`: who leads, who takes part. Everybody may know. */
export function createStatusPart({ config }: ServerContext): ServerPart {
  const address = `${config.advertiseAddress}:${config.ports.server}`;
  return {
    endpoints: {
      "status.leader": told(address),
      "status.peers": told([address]),
    },
  };
}

function told(value: unknown): Endpoint {
  return endpoint<undefined>({ decode: () => undefined, rights: openToAll, answer: () => json(value) });
}
