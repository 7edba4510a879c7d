import { readFields } from "../endpoint/json-body.ts";
import { refusal, text } from "../endpoint/reply.ts";
import type { Handler, ServerPart } from "../server-context.ts";
import { Refusal } from "../state/refusal.ts";

/** What Consul answers where the mesh is switched off, which here it always is. */
const SWITCHED_OFF = "Connect must be enabled in order to use this endpoint";

/** `/v1/connect/ca` and its kin: the mesh's certificate authority, which this agent does not have. */
export function createConnectPart(): ServerPart {
  const switchedOff: Handler = () => text(500, SWITCHED_OFF);
  return {
    endpoints: {
      "connect.ca-roots": switchedOff,
      "connect.ca-configuration": switchedOff,
      "connect.ca-configure": async (request) => {
        const body = await readFields(request, { prefix: "Bad request: Request decode failed: " });
        return body instanceof Refusal ? refusal(body) : text(500, SWITCHED_OFF);
      },
      "agent.connect-ca-roots": switchedOff,
      "agent.connect-ca-leaf": ({ rest }) =>
        text(500, rest === "" ? "URI must be either service or agent" : SWITCHED_OFF),
    },
  };
}
