import { flag, list, map, number, optional, orNull, record, text } from "../state/row-shape.ts";
import { compositeId, nameId, type RowRule } from "../state/table.ts";
import type { CheckRecord, NodeRecord, ServiceAddress, ServiceRecord, Weights } from "./records.ts";

export const NODE_ROW: RowRule<NodeRecord> = {
  holds: record<NodeRecord>({
    ID: text,
    Node: text,
    Address: text,
    Datacenter: text,
    TaggedAddresses: orNull(map(text)),
    Meta: orNull(map(text)),
  }),
  idOf: ({ Node }) => nameId(Node),
};

export const SERVICE_ROW: RowRule<ServiceRecord> = {
  holds: record<ServiceRecord>({
    Kind: optional(text),
    ID: text,
    Service: text,
    Tags: orNull(list(text)),
    Address: text,
    TaggedAddresses: optional(map(record<ServiceAddress>({ Address: text, Port: number }))),
    Meta: orNull(map(text)),
    Port: number,
    Weights: record<Weights>({ Passing: number, Warning: number }),
    EnableTagOverride: flag,
    Proxy: map(),
    Connect: map(),
    NodeName: text,
  }),
  idOf: ({ NodeName, ID }) => compositeId(NodeName, ID),
};

export const CHECK_ROW: RowRule<CheckRecord> = {
  holds: record<CheckRecord>({
    Node: text,
    CheckID: text,
    Name: text,
    Status: text,
    Notes: text,
    Output: text,
    ServiceID: text,
    ServiceName: text,
    ServiceTags: orNull(list(text)),
    Type: text,
    Definition: map(),
  }),
  idOf: ({ Node, CheckID }) => compositeId(Node, CheckID),
};
