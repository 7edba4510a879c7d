import type { RouteId } from "@tutti/agent-api";
import { severalMistakes } from "../catalog/service-mistake.ts";
import { base64Mistake } from "../decode/base64.ts";
import { readBodyAs } from "../endpoint/body.ts";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import { refusal } from "../endpoint/reply.ts";
import type { ApiRequest } from "../endpoint/request.ts";
import { serverError } from "../errors.ts";
import { right } from "../rights/right.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import { KEYRING_REQUEST } from "./bodies.ts";

const RELAY_FACTOR_MAX = 5;

/** `/v1/operator/keyring`: without gossip encryption every operation says so. */
export function keyringEndpoints(context: ServerContext): Endpoints {
  return {
    "operator.keyring-list": listEndpoint(context),
    "operator.keyring-install": changeEndpoint(context, "operator.keyring-install"),
    "operator.keyring-use": changeEndpoint(context, "operator.keyring-use"),
    "operator.keyring-remove": changeEndpoint(context, "operator.keyring-remove"),
  };
}

function listEndpoint(context: ServerContext): Endpoint {
  return endpoint<{ readonly localOnly: boolean }>({
    decode(request) {
      const relay = relayMistake(request, "operator.keyring-list");
      if (relay !== undefined) return relay;
      const localOnly = localOnlyOf(request, "operator.keyring-list");
      return localOnly instanceof Refusal ? localOnly : { localOnly };
    },
    rights: () => [right("keyring", "read")],
    answer: ({ localOnly }) =>
      refusal(failed(context, "Keyring is empty (encryption not enabled)", localOnly)),
  });
}

type ChangeRoute = Extract<
  RouteId,
  "operator.keyring-install" | "operator.keyring-use" | "operator.keyring-remove"
>;

function changeEndpoint(context: ServerContext, route: ChangeRoute): Endpoint {
  return endpoint<string>({
    async decode(request) {
      const body = await readBodyAs(request, KEYRING_REQUEST, {
        prefix: "Bad request: Request decode failed: ",
      });
      if (body instanceof Refusal) return body;
      const relay = relayMistake(request, route);
      if (relay !== undefined) return relay;
      const localOnly = localOnlyOf(request, route);
      if (localOnly instanceof Refusal) return localOnly;
      return localOnly ? refuse(serverError("keyring-local-only-of-a-change"), 400) : body.Key;
    },
    rights: () => [right("keyring", "write")],
    answer(key) {
      const at = base64Mistake(key);
      if (at === undefined)
        return refusal(failed(context, "No keyring to modify (encryption not enabled)", false));
      const reason = `illegal base64 data at input byte ${at}`;
      const { datacenter } = context.config;
      return refusal(
        refuse(
          serverError(
            "keyring-key-invalid",
            severalMistakes([`WAN error: ${reason}`, `${datacenter} (LAN) error: ${reason}`]),
          ),
        ),
      );
    },
  });
}

/** What every member says where gossip is not encrypted; `localOnly` leaves the members of the WAN out. */
function failed({ config }: ServerContext, reason: string, localOnly: boolean): Refusal {
  const { nodeName, datacenter } = config;
  const lan = [`${datacenter} (LAN) error: 1/1 nodes reported failure`, `${nodeName}: ${reason}`];
  const wan = ["WAN error: 1/1 nodes reported failure", `${nodeName}.${datacenter}: ${reason}`];
  return refuse(serverError("keyring-is-not-there", severalMistakes(localOnly ? lan : [...wan, ...lan])));
}

function localOnlyOf({ query }: ApiRequest, route: ChangeRoute | "operator.keyring-list"): Outcome<boolean> {
  const given = query.of(route).boolean("local-only", false) ?? false;
  return given instanceof Refusal
    ? refuse(serverError("keyring-local-only-invalid", given.text), 400)
    : given;
}

function relayMistake(
  { query }: ApiRequest,
  route: ChangeRoute | "operator.keyring-list",
): Refusal | undefined {
  const given = query.of(route).text("relay-factor");
  if (given === "") return undefined;
  if (!/^[+-]?\d+$/.test(given))
    return refuse(serverError("keyring-relay-factor-unreadable", JSON.stringify(given)), 400);
  const factor = Number(given);
  if (factor >= 0 && factor <= RELAY_FACTOR_MAX) return undefined;
  return refuse(serverError("keyring-relay-factor-out-of-range", RELAY_FACTOR_MAX), 400);
}
