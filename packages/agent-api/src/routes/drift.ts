import type { Route } from "../route.ts";

/** Drift of directories that are watched: our own; Consul has none. */
export const driftRoutes = [
  {
    id: "drift.list",
    method: "GET",
    path: "/v1/drift",
    acl: "drift:read",
    blocking: true,
    doc: "Lists watched directories, and which of their objects are not what their states say",
  },
  {
    id: "drift.tell",
    method: "PUT",
    path: "/v1/drift/status/{name}",
    acl: "drift:write",
    body: "what it knows",
    doc: "Tells what a watch of a directory knows; asked by the watch",
  },
] as const satisfies readonly Route[];
