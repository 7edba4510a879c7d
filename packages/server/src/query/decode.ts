import { parseDurationNs } from "../duration.ts";
import type { Fields } from "../endpoint/json-body.ts";
import { Fields as EmptyFields } from "../endpoint/json-body.ts";
import { goRegexpError } from "../filter/go-regexp.ts";
import type { QueryRecord } from "./records.ts";

/** A prepared query out of a body, under `id`; `queryMistake` says whether it can be one. */
export function decodeQuery(body: Fields, id: string): QueryRecord {
  const none = new EmptyFields({});
  const service = body.fields("Service") ?? none;
  const failover = service.fields("Failover") ?? none;
  const template = body.fields("Template") ?? none;
  return {
    ID: id,
    Name: body.string("Name"),
    Session: body.string("Session"),
    Token: body.string("Token"),
    Template: {
      Type: template.string("Type"),
      Regexp: template.string("Regexp"),
      RemoveEmptyTags: template.boolean("RemoveEmptyTags"),
    },
    Service: {
      Service: service.string("Service"),
      Failover: {
        NearestN: failover.number("NearestN"),
        Datacenters: failover.strings("Datacenters") ?? null,
      },
      OnlyPassing: service.boolean("OnlyPassing"),
      IgnoreCheckIDs: service.strings("IgnoreCheckIDs") ?? null,
      Near: service.string("Near"),
      Tags: service.strings("Tags") ?? null,
      NodeMeta: service.stringMap("NodeMeta"),
      ServiceMeta: service.stringMap("ServiceMeta"),
      Connect: service.boolean("Connect"),
    },
    DNS: { TTL: (body.fields("DNS") ?? none).string("TTL") },
  };
}

/** What is wrong with a query, in Consul's words; undefined if nothing is. */
export function queryMistake(query: QueryRecord): string | undefined {
  const invalid = "Invalid prepared query: ";
  const { Name, Session, Template, Service, DNS } = query;
  if (Name === "" && Template.Type === "" && Session === "") return `${invalid}Must be bound to a session`;
  if (Template.Type === "" && Service.Service === "") return `${invalid}Must provide a Service name to query`;
  if (Service.Failover.NearestN < 0)
    return `${invalid}Bad NearestN '${Service.Failover.NearestN}', must be >= 0`;
  const ttl = DNS.TTL === "" ? 0 : parseDurationNs(DNS.TTL);
  if (ttl === undefined)
    return `${invalid}Bad DNS TTL '${DNS.TTL}': time: invalid duration ${JSON.stringify(DNS.TTL)}`;
  if (ttl < 0) return `${invalid}DNS TTL '${ttl}', must be >=0`;
  if (Template.Type === "") return undefined;
  if (Template.Type !== "name_prefix_match")
    return `failed compiling template: Bad Template.Type '${Template.Type}'`;
  const mistake = goRegexpError(Template.Regexp);
  return mistake === undefined ? undefined : `failed compiling template: Bad Regexp: ${mistake}`;
}
