import type { Route } from "@tutti/agent-api";
import { serverError } from "../errors.ts";
import type { Refusal } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";
import type { Query } from "./query-string.ts";

/** Why a request of a route may not be in a namespace, where that is told before its endpoint sees it. */
export function refusalOfNamespace(query: Query, { namespace }: Route): Refusal | undefined {
  return namespace === "ignored" || namespace === "later" ? undefined : namespaceNamed(query);
}

/** Why a request may not be in a namespace: there are none, as in Consul's open edition. */
export function namespaceNamed(query: Query): Refusal | undefined {
  return query.common.text("ns") === "" ? undefined : refuse(serverError("namespaces-not-there"), 400);
}
