/**
 * What agents may use of the server: the questions they ask it (`Servers`),
 * the plain data that goes both ways, and what an endpoint of the API is made
 * of, which agents have some of their own of. Nothing here holds state of a
 * server. tidy refuses an agent that takes anything else.
 */
export { authorizerOf, type Grants } from "./acl/grants.ts";
export { SERVICE_ADDRESS, WEIGHTS } from "./catalog/bodies.ts";
export { proxyRecord } from "./catalog/decode.ts";
export { nodeMetadataMistake, serviceMetadataMistake } from "./catalog/metadata-mistake.ts";
export { PROXY_CONFIG } from "./catalog/proxy-bodies.ts";
export type {
  CheckRecord,
  NodeRecord,
  ServiceAddress,
  ServiceInstance,
  ServiceRecord,
} from "./catalog/records.ts";
export { serviceWrites } from "./catalog/rights.ts";
export {
  isAnyAddress,
  keptWeights,
  kindMistakes,
  severalMistakes,
  weightsMistake,
} from "./catalog/service-mistake.ts";
export { COMPATIBLE_VERSION } from "./compatible-version.ts";
export { decodeConfigEntry } from "./config-entry/decode.ts";
export type { ConfigEntry } from "./config-entry/records.ts";
export type { ServiceConfig } from "./config-entry/service-config.ts";
export { readCaConfig } from "./connect/ca-config.ts";
export { parseJson } from "./decode/parse-json.ts";
export type { Decoded } from "./decode/shape.ts";
export * as shape from "./decode/shape.ts";
export { parseWait, WAIT_LIMITS, withMeta } from "./endpoint/blocking.ts";
export { readBodyAs } from "./endpoint/body.ts";
export {
  type Endpoint,
  type LocalGranted,
  localEndpoint,
  openToAll,
} from "./endpoint/endpoint.ts";
export { joinHeaders } from "./endpoint/headers.ts";
export { namespaceNamed, refusalOfNamespace } from "./endpoint/namespace.ts";
export { Query } from "./endpoint/query-string.ts";
export { type Answer, empty, encodeBody, json, refusal, text } from "./endpoint/reply.ts";
export { type ApiRequest, bodyOf, type RequestBody } from "./endpoint/request.ts";
export { serverError } from "./errors.ts";
export { compileFilter, compileLate, type LateFilter } from "./filter/filter.ts";
export { checkSelectors, serviceSelectors } from "./filter/selectors.ts";
export type { Access, Authorizer, ResourceKind } from "./rights/authorizer.ts";
export { type Right, right } from "./rights/right.ts";
export { ownNode } from "./self/self.ts";
export type { AclConfig, ServerConfig } from "./server-config.ts";
export type { Endpoints } from "./server-context.ts";
export type {
  CatalogAnswer,
  CatalogQuestion,
  CatalogValues,
  Client,
  Servers,
  ServersRequest,
  ServersStatus,
} from "./servers/servers.ts";
export { type Outcome, Refusal, refuse } from "./state/refusal.ts";
