import { Fields, isObject } from "../endpoint/json-body.ts";
import type { Outcome } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";
import type { Registration } from "./commands.ts";
import type { CheckRecord, NodeRecord, ServiceAddress, ServiceRecord } from "./records.ts";

/** A registration out of a body. */
export function decodeRegistration(body: Fields, datacenter: string): Outcome<Registration> {
  const name = body.string("Node");
  const skipNodeUpdate = body.boolean("SkipNodeUpdate");
  if (name === "") return refuse("Must provide node");
  if (body.string("Address") === "" && !skipNodeUpdate)
    return refuse("Must provide address if SkipNodeUpdate is not set");
  const id = body.string("ID");
  const badId = idMistake(id);
  if (badId !== undefined) return refuse(`Bad node ID: ${badId}`);
  const serviceFields = body.fields("Service");
  const service = serviceFields === undefined ? undefined : decodeService(serviceFields, name);
  if (service !== undefined && service.Service === "" && service.ID !== "")
    return refuse("Must provide service name with ID");
  const single = body.fields("Check");
  const checks = [...(body.list("Checks") ?? []), ...(single === undefined ? [] : [single])];
  return {
    node: decodeNode(body, datacenter),
    skipNodeUpdate,
    ...(service === undefined || service.Service === "" ? {} : { service }),
    checks: checks.map((check) => decodeCheck(check, name)),
  };
}

/** A node's record; its metadata is called NodeMeta in registrations and Meta elsewhere. */
export function decodeNode(body: Fields, datacenter: string): NodeRecord {
  return {
    ID: body.string("ID").toLowerCase(),
    Node: body.string("Node"),
    Address: body.string("Address"),
    Datacenter: datacenter,
    TaggedAddresses: body.stringMap("TaggedAddresses"),
    Meta: body.stringMap("NodeMeta") ?? body.stringMap("Meta"),
  };
}

/** A service's record out of the API's shape. */
export function decodeService(body: Fields, node: string): ServiceRecord {
  const name = body.string("Service");
  const kind = body.string("Kind");
  const weights = body.fields("Weights");
  const tagged = decodeTaggedAddresses(body.get("TaggedAddresses"));
  return {
    ...(kind === "" ? {} : { Kind: kind }),
    ID: body.string("ID") || name,
    Service: name,
    Tags: body.strings("Tags") ?? [],
    Address: body.string("Address"),
    ...(tagged === undefined ? {} : { TaggedAddresses: tagged }),
    Meta: body.stringMap("Meta"),
    Port: body.number("Port"),
    Weights: {
      Passing: weights === undefined ? 1 : weights.number("Passing"),
      Warning: weights === undefined ? 1 : weights.number("Warning"),
    },
    EnableTagOverride: body.boolean("EnableTagOverride"),
    Proxy: decodeProxy(body.get("Proxy")),
    Connect: isObject(body.get("Connect")) ? (body.get("Connect") as Record<string, unknown>) : {},
    NodeName: node,
  };
}

/** A proxy's configuration as the API shows it, with the two parts that are always there. */
export function decodeProxy(value: unknown): Readonly<Record<string, unknown>> {
  const given = isObject(value) ? value : {};
  return { ...given, MeshGateway: given["MeshGateway"] ?? {}, Expose: given["Expose"] ?? {} };
}

/** A check's record; one without an ID is called by its name. */
export function decodeCheck(body: Fields, node: string): CheckRecord {
  const definition = body.get("Definition");
  return {
    Node: body.string("Node") || node,
    CheckID: body.string("CheckID") || body.string("Name"),
    Name: body.string("Name"),
    Status: body.string("Status") || "critical",
    Notes: body.string("Notes"),
    Output: body.string("Output"),
    ServiceID: body.string("ServiceID"),
    ServiceName: body.string("ServiceName"),
    ServiceTags: body.strings("ServiceTags") ?? [],
    Type: body.string("Type"),
    Definition: isObject(definition) ? definition : {},
  };
}

function decodeTaggedAddresses(value: unknown): Readonly<Record<string, ServiceAddress>> | undefined {
  if (!isObject(value)) return undefined;
  const out: [string, ServiceAddress][] = [];
  for (const [name, address] of Object.entries(value)) {
    if (!isObject(address)) continue;
    const fields = new Fields(address);
    out.push([name, { Address: fields.string("Address"), Port: fields.number("Port") }]);
  }
  return out.length === 0 ? undefined : Object.fromEntries(out);
}

/** What is wrong with a UUID, in the words of the real parser; undefined if nothing is, or it is empty. */
export function idMistake(id: string): string | undefined {
  if (id === "") return undefined;
  if (id.length !== 36) return "uuid string is wrong length";
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? undefined : "uuid is improperly formatted";
}
