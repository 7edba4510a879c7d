import type { Route } from "../route.ts";

/** Rollouts of applies that run: our own; Consul has none. */
export const rolloutRoutes = [
  {
    id: "rollout.list",
    method: "GET",
    path: "/v1/rollouts",
    acl: "rollout:read",
    blocking: true,
    doc: "Lists the rollouts of applies that run, or ended lately",
  },
  {
    id: "rollout.read",
    method: "GET",
    path: "/v1/rollout/status/{name}",
    acl: "rollout:read",
    blocking: true,
    doc: "Tells how far a rollout is, and what somebody wished of it",
  },
  {
    id: "rollout.tell",
    method: "PUT",
    path: "/v1/rollout/status/{name}",
    acl: "rollout:write",
    body: "how far it is",
    doc: "Tells how far a rollout is; asked by the apply that runs it",
  },
  {
    id: "rollout.wish",
    method: "PUT",
    path: "/v1/rollout/wish/{name}",
    query: { action: "text" },
    acl: "rollout:write",
    doc: "Asks a rollout to pause, resume, promote or abort",
  },
] as const satisfies readonly Route[];
