import { CONFIG_ENTRIES_TOPIC } from "../config-entry/view.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { type Endpoint, endpoint, openToAll } from "../endpoint/endpoint.ts";
import { refusal } from "../endpoint/reply.ts";
import { serverError } from "../errors.ts";
import { type Intention, intentionShape, matchIntentions } from "../intention/intentions.ts";
import { rightsToSee } from "../intention/rights.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { refuse } from "../state/refusal.ts";
import { nodeEndpoint, nodesEndpoint } from "./node-endpoints.ts";
import { gatewayServicesEndpoint, LIST_TOPICS, servicesEndpoint } from "./service-endpoints.ts";
import { topologyEndpoint } from "./topology-endpoint.ts";

/** `/v1/internal/ui`: what Consul's own pages, and clients that look for them, ask. */
export function createUiPart(context: ServerContext): ServerPart {
  return {
    endpoints: {
      "ui.nodes": nodesEndpoint(context),
      "ui.node": nodeEndpoint(context),
      "ui.services": servicesEndpoint(context),
      "ui.gateway-services": gatewayServicesEndpoint(context),
      "ui.gateway-intentions": gatewayIntentionsEndpoint(context),
      "ui.service-topology": topologyEndpoint(context),
      "ui.metrics-proxy": endpoint<undefined>({
        decode: () => undefined,
        rights: openToAll,
        answer: () => refusal(refuse(serverError("ui-not-enabled"), 404)),
      }),
    },
  };
}

/** The intentions about what a gateway leads to. */
function gatewayIntentionsEndpoint({ state }: ServerContext): Endpoint {
  return endpoint<string, Intention>({
    decode: ({ rest }) => (rest === "" ? refuse(serverError("gateway-name-missing"), 400) : rest),
    rights: (gateway) => [right("service", "read", gateway)],
    visible: rightsToSee,
    answer: (gateway, granted) =>
      blockingJson({
        topics: [...LIST_TOPICS, CONFIG_ENTRIES_TOPIC],
        run() {
          const names = state.gateways.servicesOf(gateway).map(({ Service }) => Service.Name);
          const found = new Map<string, Intention>();
          for (const name of new Set(names))
            for (const one of matchIntentions(state.configEntries, "destination", name))
              found.set(JSON.stringify([one.source.Name, one.destination]), one);
          return { index: state.gateways.index, value: granted.visible(found.values()).map(intentionShape) };
        },
      }),
  });
}
