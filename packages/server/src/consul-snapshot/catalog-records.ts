import type { Entry } from "@tutti/store";
import { HEALTH_CHECK, NODE_SERVICE } from "../catalog/bodies.ts";
import { checkRecord, definitionRecord, nodeRecord, serviceRecord } from "../catalog/decode.ts";
import type { CheckRecord, NodeRecord, ServiceRecord } from "../catalog/records.ts";
import { COORDINATE } from "../coordinate/bodies.ts";
import type { CoordinateRecord } from "../coordinate/view.ts";
import { ignored, list, map, struct, text, uint64 } from "../decode/shape.ts";
import type { ServerState } from "../server-state.ts";
import { escapePart, nameId, type Row } from "../state/table.ts";
import { isRecord, type Tree, textOf } from "./plain-tree.ts";
import { indexesIn, type RowSink, recordOf } from "./rows.ts";
import { DamagedRecord, readShape, writeShape } from "./shaped-tree.ts";

const NODE = struct("structs.Node", {
  ID: text,
  Node: text,
  Address: text,
  Datacenter: text,
  TaggedAddresses: map(text),
  NodeMeta: map(text),
  CreateIndex: ignored(uint64, "it is read apart"),
  ModifyIndex: ignored(uint64, "it is read apart"),
});

const COORDINATES = list(struct("structs.Coordinate", { Node: text, Segment: text, Coord: COORDINATE }));

/** Reads registrations: a node comes again with each of its services and checks, and is one row. */
export class RegistrationReader {
  readonly #state: ServerState;
  readonly #nodes = new Set<string>();

  constructor(state: ServerState) {
    this.#state = state;
  }

  read(tree: Tree, sink: RowSink): void {
    const { catalog } = this.#state;
    if ((textOf(tree["PeerName"]) ?? "") !== "") {
      sink.leaveOut("what was imported from peers of the cluster");
      return;
    }
    const node = readShape(tree, NODE);
    const id = nameId(node.Node);
    if (!this.#nodes.has(id)) {
      this.#nodes.add(id);
      const record = nodeRecord({ ...node, Meta: node.NodeMeta }, node.Datacenter);
      sink.entry(catalog.nodes.entryOf(record, indexesIn(tree)));
    }
    const { Service: service, Check: check } = tree;
    if (isRecord(service)) {
      const record = serviceRecord(readShape(service, NODE_SERVICE), node.Node);
      sink.entry(catalog.services.entryOf(record, indexesIn(service)));
    }
    if (isRecord(check)) sink.entry(this.#check(check, node.Node));
  }

  #check(tree: Tree, node: string): Entry {
    const body = readShape(tree, HEALTH_CHECK);
    const record = { ...checkRecord(body, node), Definition: definitionRecord(body.Definition) };
    return this.#state.catalog.checks.entryOf(record, indexesIn(tree));
  }
}

/** The coordinates of a batch; Consul keeps no indexes with them. */
export function readCoordinates(tree: unknown, state: ServerState, index: number, sink: RowSink): void {
  for (const record of readShape(tree, COORDINATES) ?? []) {
    if (record.Coord.Vec === null) throw new DamagedRecord("a coordinate has no place");
    const kept: CoordinateRecord = { ...record, Coord: { ...record.Coord, Vec: record.Coord.Vec } };
    sink.entry(state.coordinates.table.entryOf(kept, { createIndex: index, modifyIndex: index }));
  }
}

/** The rows of a catalog at one moment. */
export interface CatalogRows {
  readonly nodes: Iterable<readonly [string, Row<NodeRecord>]>;
  servicesOf(prefix: string): Iterable<readonly [string, Row<ServiceRecord>]>;
  checksOf(prefix: string): Iterable<readonly [string, Row<CheckRecord>]>;
}

/** A registration for each node, and one more for each of its services and checks. */
export function* writeRegistrations({ nodes, servicesOf, checksOf }: CatalogRows): Generator<Tree> {
  for (const [, row] of nodes) {
    const { Meta, ...node } = row.value;
    const registration = { ...recordOf({ ...node, NodeMeta: Meta }, NODE, row), Service: null, Check: null };
    yield registration;
    const prefix = `${escapePart(node.Node)}/`;
    for (const [, service] of servicesOf(prefix))
      yield { ...registration, Service: recordOf(service.value, NODE_SERVICE, service) };
    for (const [, check] of checksOf(prefix))
      yield { ...registration, Check: recordOf(check.value, HEALTH_CHECK, check) };
  }
}

/** A coordinate as a batch of one. */
export function writeCoordinate({ value }: Row<CoordinateRecord>): unknown {
  return writeShape([value], COORDINATES);
}
