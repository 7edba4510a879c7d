export { AgentTokens, type AgentTokenUse } from "./acl/agent-tokens.ts";
export { TokenResolver } from "./acl/resolve.ts";
export { translateRules } from "./acl/rules.ts";
export { SERVICE_ADDRESS, WEIGHTS } from "./catalog/bodies.ts";
export { proxyRecord } from "./catalog/decode.ts";
export { PROXY_CONFIG } from "./catalog/proxy-bodies.ts";
export type {
  CheckRecord,
  NodeRecord,
  ServiceAddress,
  ServiceInstance,
  ServiceRecord,
} from "./catalog/records.ts";
export { serviceWrites } from "./catalog/rights.ts";
export { isAnyAddress, kindMistakes, severalMistakes } from "./catalog/service-mistake.ts";
export { COMPATIBLE_VERSION, SERF_CHECK_ID } from "./compatible-version.ts";
export { decodeConfigEntry } from "./config-entry/decode.ts";
export type { ConfigEntry } from "./config-entry/records.ts";
export { parseJson } from "./decode/parse-json.ts";
export type { Decoded } from "./decode/shape.ts";
export * as shape from "./decode/shape.ts";
export {
  parseReadOptions,
  type ReadOptions,
  readHeaders,
  WAIT_JITTER_FRACTION,
  WAIT_LIMITS,
} from "./endpoint/blocking.ts";
export { readBodyAs } from "./endpoint/body.ts";
export {
  Endpoint,
  type EndpointDeclaration,
  endpoint,
  type Granted,
  openToAll,
  permissionDenied,
  type Rows,
} from "./endpoint/endpoint.ts";
export { Query } from "./endpoint/query-string.ts";
export {
  type BlockingRead,
  empty,
  json,
  type ReadResult,
  type Reply,
  refusal,
  text,
} from "./endpoint/reply.ts";
export type { ApiRequest } from "./endpoint/request.ts";
export { compileFilter, compileLate, type LateFilter } from "./filter/filter.ts";
export { checkSelectors, serviceSelectors } from "./filter/selectors.ts";
export { type Access, type Authorizer, PERMISSION_DENIED, type ResourceKind } from "./rights/authorizer.ts";
export { type Need, type Right, right, rightBelow } from "./rights/right.ts";
export { ownNode } from "./self/self.ts";
export type { AclConfig, ServerConfig } from "./server-config.ts";
export type { CreateServerPart, Endpoints, ServerContext, ServerPart } from "./server-context.ts";
export { serverParts } from "./server-parts.ts";
export { ServerState } from "./server-state.ts";
export { type CatalogReader, createServers, type Servers } from "./servers.ts";
export { type Outcome, Refusal, refuse } from "./state/refusal.ts";
export type { Row } from "./state/table.ts";
export { Watches } from "./state/watches.ts";
