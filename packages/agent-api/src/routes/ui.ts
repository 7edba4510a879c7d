import type { Route } from "../route.ts";

const read = { blocking: true, metaOnError: true } as const;

/** What Consul's own pages ask. */
export const uiRoutes = [
  {
    id: "ui.metrics-proxy",
    method: "GET",
    path: "/v1/internal/ui/metrics-proxy/{path}",
    acl: "",
    namespace: "ignored",
    readOptions: false,
    anyDatacenter: true,
    doc: "Metrics of another program; there are none here",
  },
  {
    id: "ui.nodes",
    method: "GET",
    path: "/v1/internal/ui/nodes",
    query: { filter: "text" },
    acl: "node:read service:read",
    ...read,
    doc: "Lists the nodes with their services and checks",
  },
  {
    id: "ui.node",
    method: "GET",
    path: "/v1/internal/ui/node/{node}",
    acl: "node:read service:read",
    ...read,
    doc: "Reads a node with its services and checks",
  },
  {
    id: "ui.services",
    method: "GET",
    path: "/v1/internal/ui/services",
    query: { filter: "text" },
    acl: "service:read node:read",
    ...read,
    doc: "Lists the services, each with its nodes, tags and how many checks are how",
  },
  {
    id: "ui.gateway-services",
    method: "GET",
    path: "/v1/internal/ui/gateway-services-nodes/{gateway}",
    acl: "service:read node:read",
    ...read,
    namespace: "first",
    doc: "Lists what a gateway leads to, as `ui.services` does",
  },
  {
    id: "ui.gateway-intentions",
    method: "GET",
    path: "/v1/internal/ui/gateway-intentions/{gateway}",
    acl: "service:read intention:read",
    ...read,
    doc: "Lists the intentions about what a gateway leads to",
  },
  {
    id: "ui.service-topology",
    method: "GET",
    path: "/v1/internal/ui/service-topology/{service}",
    query: { kind: "text" },
    acl: "service:read node:read",
    ...read,
    doc: "Whom a service calls and who calls it, by proxies, gateways and chains",
  },
] as const satisfies readonly Route[];
