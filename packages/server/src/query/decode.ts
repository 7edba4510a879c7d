import { parseDuration } from "@tutti/values";
import { nodeFilterMistake } from "../catalog/metadata-mistake.ts";
import type { Decoded } from "../decode/shape.ts";
import type { PREPARED_QUERY } from "./bodies.ts";
import type { QueryRecord } from "./records.ts";

/** A prepared query out of a body, under `id`; `queryMistake` says whether it can be one. */
export function decodeQuery(body: Decoded<typeof PREPARED_QUERY>, id: string): QueryRecord {
  const { Name, Session, Token, Template, Service, DNS } = body;
  const { Type, Regexp, RemoveEmptyTags } = Template;
  const { NearestN, Datacenters } = Service.Failover;
  return {
    ID: id,
    Name,
    Session,
    Token,
    Template: { Type, Regexp, RemoveEmptyTags },
    Service: {
      Service: Service.Service,
      Failover: { NearestN, Datacenters },
      OnlyPassing: Service.OnlyPassing,
      IgnoreCheckIDs: Service.IgnoreCheckIDs,
      Near: Service.Near,
      Tags: Service.Tags,
      NodeMeta: Service.NodeMeta,
      ServiceMeta: Service.ServiceMeta,
      Connect: Service.Connect,
    },
    DNS: { TTL: DNS.TTL },
  };
}

/** What is wrong with a query, in Consul's words; undefined if nothing is. */
export function queryMistake(query: QueryRecord): string | undefined {
  const invalid = "Invalid prepared query: ";
  const { Name, Session, Template, Service, DNS } = query;
  if (Name === "" && Template.Type === "" && Session === "") return `${invalid}Must be bound to a session`;
  if (Service.Service === "") return `${invalid}Must provide a Service name to query`;
  if (Service.Failover.NearestN < 0)
    return `${invalid}Bad NearestN '${Service.Failover.NearestN}', must be >= 0`;
  const filter = nodeFilterMistake(Service.NodeMeta);
  if (filter !== undefined) return `${invalid}${filter}`;
  const ttl = parseDuration(DNS.TTL === "" ? "0" : DNS.TTL);
  if (!ttl.ok) return `${invalid}Bad DNS TTL '${DNS.TTL}': ${ttl.text}`;
  return ttl.ns < 0 ? `${invalid}DNS TTL '${ttl.ns}', must be >=0` : undefined;
}
