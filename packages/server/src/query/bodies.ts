import { flag, ignored, int, list, map, named, struct, text, uint64 } from "../decode/shape.ts";

/** `POST /v1/query`, `PUT /v1/query/…`. */
export const PREPARED_QUERY = struct("structs.PreparedQuery", {
  ID: text,
  Name: text,
  Session: text,
  Token: text,
  Template: struct("structs.QueryTemplateOptions", { Type: text, Regexp: text, RemoveEmptyTags: flag }),
  Service: struct("structs.ServiceQuery", {
    Service: text,
    Failover: struct("structs.QueryDatacenterOptions", { NearestN: int, Datacenters: list(text) }),
    OnlyPassing: flag,
    IgnoreCheckIDs: list(named("types.CheckID")),
    Near: text,
    Tags: list(text),
    NodeMeta: map(text),
    ServiceMeta: map(text),
    Connect: flag,
  }),
  DNS: struct("structs.QueryDNSOptions", { TTL: text }),
  CreateIndex: ignored(uint64, "the store counts"),
  ModifyIndex: ignored(uint64, "the store counts"),
});
