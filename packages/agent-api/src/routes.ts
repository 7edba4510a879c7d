import type { Route } from "./route.ts";
import { aclRoutes } from "./routes/acl.ts";
import { agentRoutes } from "./routes/agent.ts";
import { catalogRoutes } from "./routes/catalog.ts";
import { driftRoutes } from "./routes/drift.ts";
import { operatorRoutes } from "./routes/operator.ts";
import { rolloutRoutes } from "./routes/rollout.ts";
import { secretRoutes } from "./routes/secret.ts";
import { stateRoutes } from "./routes/state.ts";
import { uiRoutes } from "./routes/ui.ts";

/** Every operation of the HTTP API, in the order in which `Allow` lists the methods of a path. */
export const routes = [
  ...stateRoutes,
  ...rolloutRoutes,
  ...driftRoutes,
  ...secretRoutes,
  ...catalogRoutes,
  ...uiRoutes,
  ...operatorRoutes,
  ...aclRoutes,
  ...agentRoutes,
] as const;

/** The name of a route: `kv.read`. */
export type RouteId = (typeof routes)[number]["id"];

type DeclaredQueries = {
  readonly [T in (typeof routes)[number] as T["id"]]: T extends { readonly query: infer Q } ? Q : unknown;
};

/** What the query of a route may hold beside the common parameters; of several routes what each of them has. */
export type QueryOf<R extends RouteId> = DeclaredQueries[R];

const byId: ReadonlyMap<string, Route> = new Map(routes.map((route) => [route.id, route]));

/** The route of that name. */
export function routeOf(id: RouteId): Route {
  const route = byId.get(id);
  if (route === undefined) throw new Error(`no route ${id}`);
  return route;
}
