import { SERVICES_TOPIC } from "../catalog/view.ts";
import { CONFIG_ENTRIES_TOPIC } from "../config-entry/view.ts";
import { blockingJson } from "../endpoint/blocking-reply.ts";
import { endpoint } from "../endpoint/endpoint.ts";
import { serverError } from "../errors.ts";
import { right } from "../rights/right.ts";
import type { ServerContext, ServerPart } from "../server-context.ts";
import { refuse } from "../state/refusal.ts";
import type { GatewayService } from "./view.ts";

/** `/v1/catalog/gateway-services`: the services that a gateway leads to. */
export function createGatewayPart({ state, config }: ServerContext): ServerPart {
  return {
    endpoints: {
      "catalog.gateway-services": endpoint<string, GatewayService>({
        decode: ({ rest }) => (rest === "" ? refuse(serverError("gateway-name-missing"), 400) : rest),
        rights: (gateway) => [right("service", "read", gateway)],
        visible: ({ Service }) => [right("service", "read", Service.Name)],
        answer: (gateway, granted) =>
          blockingJson({
            topics: [CONFIG_ENTRIES_TOPIC, SERVICES_TOPIC],
            shareKey: gateway,
            run() {
              const services = granted.visible(state.gateways.servicesOf(gateway));
              return {
                index: state.gateways.index,
                value: services.length === 0 && !config.acl.enabled ? null : services,
              };
            },
          }),
      }),
    },
  };
}
