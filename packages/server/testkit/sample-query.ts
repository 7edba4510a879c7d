import type { QueryRecord } from "../src/query/records.ts";

/** A prepared query for a service, without anything else. */
export function sampleQuery(name: string, service: string, type = ""): QueryRecord {
  return {
    ID: "i",
    Name: name,
    Session: "",
    Token: "",
    Template: { Type: type, Regexp: "", RemoveEmptyTags: false },
    Service: {
      Service: service,
      Failover: { NearestN: 0, Datacenters: null },
      OnlyPassing: false,
      IgnoreCheckIDs: null,
      Near: "",
      Tags: null,
      NodeMeta: null,
      ServiceMeta: null,
      Connect: false,
    },
    DNS: { TTL: "" },
  };
}
