import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, type EndpointDeclaration, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { refusal } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import { right } from "../rights/right.ts";
import type { Endpoints } from "../server-context.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { CA_CONFIGURATION } from "./bodies.ts";

/** What Consul answers where the mesh is switched off. */
const SWITCHED_OFF = serverError("connect-is-switched-off");

/** `/v1/connect/ca` and its kin where `connect.enabled` is not said. */
export function switchedOffEndpoints(): Endpoints {
  return {
    "connect.ca-roots": switchedOff(openToAll),
    "connect.ca-configuration": switchedOff(() => [right("operator", "read")]),
    "connect.ca-configure": configureEndpoint(),
    "agent.connect-ca-roots": switchedOff(openToAll),
    "agent.connect-ca-leaf": leafEndpoint(),
  };
}

function switchedOff(rights: EndpointDeclaration<undefined>["rights"]): Endpoint {
  return endpoint<undefined>({
    decode: () => undefined,
    rights,
    answer: () => refusal(refuse(SWITCHED_OFF)),
  });
}

function configureEndpoint(): Endpoint {
  return endpoint<undefined>({
    async decode(request) {
      const prefix = "Bad request: Request decode failed: ";
      const body = await readBodyAs(request, CA_CONFIGURATION, { prefix });
      return body instanceof Refusal ? body : undefined;
    },
    rights: () => [right("operator", "write")],
    answer: () => refusal(refuse(SWITCHED_OFF)),
  });
}

function leafEndpoint(): Endpoint {
  return endpoint<string>({
    decode: ({ rest }) => rest,
    rights: openToAll,
    answer: (service) =>
      refusal(refuse(service === "" ? serverError("connect-leaf-uri-missing") : SWITCHED_OFF)),
  });
}
