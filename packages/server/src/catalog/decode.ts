import { formatDurationNs } from "@tutti/values";
import type { Decoded } from "../decode/shape.ts";
import { serverError } from "../errors.ts";
import type { ServerConfig } from "../server-config.ts";
import type { Outcome } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";
import type { DEREGISTER_REQUEST, REGISTER_REQUEST } from "./bodies.ts";
import { checkTypeOf } from "./check-type.ts";
import type { Deregistration, Registration } from "./commands.ts";
import type { CheckRecord, NodeRecord, ServiceAddress, ServiceRecord } from "./records.ts";
import { keptWeights, serviceMistake } from "./service-mistake.ts";

type RegisterRequest = Decoded<typeof REGISTER_REQUEST>;

/** What of the two APIs' services is understood. */
type ServiceBody = Pick<
  NonNullable<RegisterRequest["Service"]>,
  | "Kind"
  | "ID"
  | "Service"
  | "Tags"
  | "Address"
  | "TaggedAddresses"
  | "Meta"
  | "Port"
  | "Weights"
  | "EnableTagOverride"
> & {
  readonly Proxy: ProxyBody | undefined;
  readonly Connect: { readonly Native: boolean } | undefined;
};
export type ProxyBody = NonNullable<RegisterRequest["Service"]>["Proxy"];
type CheckBody = Omit<NonNullable<RegisterRequest["Check"]>, "Definition">;
type NodeBody = Pick<RegisterRequest, "ID" | "Node" | "Address" | "TaggedAddresses"> & {
  readonly Meta: Readonly<Record<string, string>> | null;
};

/** A registration out of its body. */
export function decodeRegistration(
  body: RegisterRequest,
  { datacenter, acl }: Pick<ServerConfig, "datacenter" | "acl">,
): Outcome<Registration> {
  if (body.Datacenter !== "" && body.Datacenter !== datacenter)
    return refuse(serverError("no-path-to-datacenter"));
  if (body.Node === "") return refuse(serverError("node-missing"));
  const badId = idMistake(body.ID);
  if (badId !== undefined) return refuse(serverError("node-id-invalid", badId));
  if (body.Address === "" && !body.SkipNodeUpdate) return refuse(serverError("node-address-missing"));
  const service = body.Service === undefined ? undefined : serviceRecord(body.Service, body.Node);
  if (service !== undefined) {
    const mistake = serviceMistake(service);
    if (mistake !== undefined) return refuse(serverError("service-registration-invalid", mistake));
  }
  const checks = [...(body.Checks ?? []), body.Check].filter((check) => check !== undefined);
  const records = checks.map((check) => ({
    ...checkRecord(check, body.Node),
    // An agent says it itself; a transaction leaves it as it is.
    Type: check.Type || checkTypeOf(check.Definition),
    Definition: definitionRecord(check.Definition),
  }));
  // Where it is asked who may write a check, this is told first; else only where it is written.
  const foreign = acl.enabled ? records.find((check) => check.Node !== body.Node) : undefined;
  if (foreign !== undefined)
    return refuse(serverError("check-of-a-foreign-node", foreign.Node, foreign.CheckID, body.Node));
  return {
    node: nodeRecord({ ...body, Meta: body.NodeMeta }, datacenter),
    skipNodeUpdate: body.SkipNodeUpdate,
    ...(service === undefined ? {} : { service }),
    checks: records,
  };
}

/** A deregistration out of its body. */
export function decodeDeregistration(
  body: Decoded<typeof DEREGISTER_REQUEST>,
  datacenter: string,
): Outcome<Deregistration> {
  const { Datacenter, Node, ServiceID, CheckID } = body;
  if (Datacenter !== "" && Datacenter !== datacenter) return refuse(serverError("no-path-to-datacenter"));
  if (Node === "") return refuse(serverError("node-missing"));
  return {
    node: Node,
    ...(ServiceID === "" ? {} : { serviceId: ServiceID }),
    ...(CheckID === "" ? {} : { checkId: CheckID }),
  };
}

/** A node as it is kept. */
export function nodeRecord(body: NodeBody, datacenter: string): NodeRecord {
  return {
    ID: body.ID.toLowerCase(),
    Node: body.Node,
    Address: body.Address,
    Datacenter: datacenter,
    TaggedAddresses: body.TaggedAddresses,
    Meta: body.Meta,
  };
}

/** A service as it is kept; one without an ID is called by its name. */
export function serviceRecord(body: ServiceBody, node: string): ServiceRecord {
  const tagged = taggedAddresses(body.TaggedAddresses);
  return {
    ...(body.Kind === "" ? {} : { Kind: body.Kind }),
    ID: body.ID === "" ? body.Service : body.ID,
    Service: body.Service,
    Tags: body.Tags,
    Address: body.Address,
    ...(tagged === undefined ? {} : { TaggedAddresses: tagged }),
    Meta: body.Meta,
    Port: body.Port,
    Weights: keptWeights(body.Weights),
    EnableTagOverride: body.EnableTagOverride,
    Proxy: proxyRecord(body.Proxy),
    Connect: body.Connect?.Native === true ? { Native: true } : {},
    NodeName: node,
  };
}

/** A proxy's configuration as the API shows it: without what says nothing, but with two parts always. */
export function proxyRecord(body: ProxyBody | undefined): Readonly<Record<string, unknown>> {
  if (body === undefined) return { MeshGateway: {}, Expose: {} };
  const { Config, Upstreams, MeshGateway, Expose, ...rest } = body;
  const paths = Expose.Paths ?? [];
  return {
    ...withoutZeros(rest),
    ...withoutZeros({ Config }),
    ...((Upstreams ?? []).length === 0 ? {} : { Upstreams: Upstreams?.map(upstreamRecord) }),
    MeshGateway: withoutZeros(MeshGateway),
    Expose: {
      ...withoutZeros({ Checks: Expose.Checks }),
      ...(paths.length === 0 ? {} : { Paths: paths.map(withoutZeros) }),
    },
  };
}

type Upstream = NonNullable<ProxyBody["Upstreams"]>[number];

/** Three of its fields stand there also where they say nothing. */
function upstreamRecord({ MeshGateway, ...rest }: Upstream): Readonly<Record<string, unknown>> {
  const { DestinationType, DestinationName, Datacenter } = rest;
  const always = { DestinationType, DestinationName, Datacenter };
  return { ...always, ...withoutZeros(rest), MeshGateway: withoutZeros(MeshGateway) };
}

/** A check as it is kept; one without an ID is called by its name. */
export function checkRecord(body: CheckBody, node: string): CheckRecord {
  return {
    Node: body.Node === "" ? node : body.Node,
    CheckID: body.CheckID === "" ? body.Name : body.CheckID,
    Name: body.Name,
    Status: body.Status === "" ? "critical" : body.Status,
    Notes: body.Notes,
    Output: body.Output,
    ServiceID: body.ServiceID,
    ServiceName: body.ServiceName,
    ServiceTags: body.ServiceTags,
    Type: body.Type,
    Definition: {},
  };
}

/** What a check does, as the API shows it: without what says nothing, durations as texts. */
export function definitionRecord(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(withoutZeros(body)).map(([name, value]) => [
      name,
      DURATIONS.has(name) && typeof value === "number" ? formatDurationNs(value) : value,
    ]),
  );
}

const DURATIONS: ReadonlySet<string> = new Set([
  "Interval",
  "Timeout",
  "DeregisterCriticalServiceAfter",
  "TTL",
]);

/** As Go leaves out what is `omitempty`. */
export function withoutZeros(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => !isZero(value)));
}

function isZero(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === 0 || value === false) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function taggedAddresses(
  body: ServiceBody["TaggedAddresses"],
): Readonly<Record<string, ServiceAddress>> | undefined {
  return body === null || Object.keys(body).length === 0 ? undefined : body;
}

/** What is wrong with a UUID, in the words of the real parser; undefined if nothing is, or it is empty. */
export function idMistake(id: string): string | undefined {
  if (id === "") return undefined;
  if (id.length !== 36) return "uuid string is wrong length";
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? undefined : "uuid is improperly formatted";
}
