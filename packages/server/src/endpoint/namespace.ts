import type { RouteId } from "@tutti/agent-api";
import { serverError } from "../errors.ts";
import type { Refusal } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";
import type { Query } from "./query-string.ts";

/** The routes that look at no namespace, as in Consul; all others refuse one. */
const BLIND =
  /^(agent\.(self|host|members|metrics|monitor|reload|maintenance|join|leave|force-leave|token|connect-ca-roots)|acl\.(bootstrap|replication|rules-translate|token-self|logout)|catalog\.(nodes|datacenters)|connect\.(ca-.*|intention-(read|delete))|coordinate\..*|event\..*|operator\..*|query\..*|snapshot\..*|status\..*|txn\..*|ui\.metrics-proxy)$/;

/** Of these a namespace is told before how the answer shall be read, of the others after that. */
const FIRST = /^(catalog|health)\.|^connect\.intention-exact|^ui\.gateway-services$/;

/** Why a request may not be in a namespace: there are none, as in Consul's open edition. */
export function refusalOfNamespace(query: Query, route: RouteId): Refusal | undefined {
  return query.common.text("ns") === "" || BLIND.test(route)
    ? undefined
    : refuse(serverError("namespaces-not-there"), 400);
}

/** Whether that is the first thing which is told of a request. */
export function isNamespaceFirst(route: RouteId): boolean {
  return FIRST.test(route);
}
